using ContentWatch.Acquire;
using ContentWatch.Refer;
using ContentWatch.Refer.Channels.HttpsJson;
using ContentWatch.Review;
using Microsoft.Extensions.Options;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace ContentWatch.Tests.Refer;

public sealed class HttpsJsonChannelTests : IDisposable
{
    private const string Secret = "made-up-secret";
    private readonly WireMockServer platform = WireMockServer.Start();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ChannelAddress Address => new(new Uri($"http://127.0.0.1:{platform.Port}/api"), Secret);

    public void Dispose() => platform.Dispose();

    [Fact]
    public async Task A_letter_goes_out_as_it_was_fixed_on_the_first_day_under_its_key_and_secret()
    {
        Answers(202, """{"status":"received","reference":"P-1","more":[1]}""");

        var answer = await Channel().SendAsync(Address, Letter, Cancel);

        Assert.Equal(new ChannelAnswer.Told(Outcome.None, null, "P-1", 202), answer);
        var sent = Assert.Single(platform.LogEntries).RequestMessage!;
        Assert.Equal("/api/referrals", sent.Path);
        Assert.Equal(Letter.IdempotencyKey, Assert.Single(sent.Headers!["Idempotency-Key"]));
        Assert.Equal($"Bearer {Secret}", Assert.Single(sent.Headers!["Authorization"]));
        var golden = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "TestData", "letter-v1.json"), Cancel);
        Assert.Equal(
            System.Text.Json.Nodes.JsonNode.Parse(golden)!.ToJsonString(),
            System.Text.Json.Nodes.JsonNode.Parse(sent.Body!)!.ToJsonString());
    }

    [Theory]
    [InlineData("received", Outcome.None)]
    [InlineData("acknowledged", Outcome.Acknowledged)]
    [InlineData("removed", Outcome.Removed)]
    [InlineData("access_disabled", Outcome.AccessDisabled)]
    [InlineData("geo_restricted", Outcome.GeoRestricted)]
    [InlineData("already_unavailable", Outcome.AlreadyUnavailable)]
    [InlineData("declined", Outcome.Declined)]
    public async Task What_the_provider_says_is_understood(string status, Outcome outcome)
    {
        platform.Given(Request.Create().WithPath("/api/referrals/CW-2026-000001").UsingGet())
            .RespondWith(Response.Create().WithStatusCode(200).WithBody($$"""{"status":"{{status}}","reason":"rule\u202e 4\u0007"}"""));

        var answer = await Channel().AskAsync(Address, "CW-2026-000001", Cancel);

        Assert.Equal(new ChannelAnswer.Told(outcome, "rule 4", null, 200), answer);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_refusal_or_a_redirect_is_for_a_person_to_look_at(int status)
    {
        Answers(status, "{}", "https://elsewhere.example/");

        var refused = Assert.IsType<ChannelAnswer.Refused>(await Channel().SendAsync(Address, Letter, Cancel));

        Assert.Equal(status, refused.Status);
        Assert.Single(platform.LogEntries);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(503, "{}")]
    [InlineData(200, "not json")]
    [InlineData(200, """{"status":"surprised"}""")]
    [InlineData(200, "[]")]
    public async Task A_fault_or_an_answer_nobody_understands_may_be_tried_again(int status, string body)
    {
        Answers(status, body);

        Assert.IsType<ChannelAnswer.Failed>(await Channel().SendAsync(Address, Letter, Cancel));
    }

    [Fact]
    public async Task A_provider_that_asks_to_wait_is_given_the_time_it_asks_for()
    {
        platform.Given(Request.Create().UsingPost()).RespondWith(Response.Create().WithStatusCode(429).WithHeader("Retry-After", "120"));

        var failed = Assert.IsType<ChannelAnswer.Failed>(await Channel().SendAsync(Address, Letter, Cancel));

        Assert.Equal(TimeSpan.FromSeconds(120), failed.RetryAfter);
    }

    [Fact]
    public async Task A_huge_answer_is_not_read_to_its_end()
    {
        Answers(200, new string(' ', 100_000) + """{"status":"removed"}""");

        var failed = Assert.IsType<ChannelAnswer.Failed>(await Channel().SendAsync(Address, Letter, Cancel));

        Assert.Contains("64 KiB", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_in_time_is_tried_again()
    {
        platform.Given(Request.Create().UsingPost()).RespondWith(Response.Create().WithStatusCode(200).WithDelay(TimeSpan.FromSeconds(5)));

        var failed = Assert.IsType<ChannelAnswer.Failed>(await Channel(timeout: TimeSpan.FromMilliseconds(200)).SendAsync(Address, Letter, Cancel));

        Assert.Contains("did not answer", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_never_goes_in_the_clear_or_into_private_space()
    {
        var clear = await Channel(allowed: false).SendAsync(Address, Letter, Cancel);
        var inside = await Channel(allowed: false).SendAsync(new(new Uri("https://127.0.0.1:8443/"), Secret), Letter, Cancel);

        Assert.Contains("not https", Assert.IsType<ChannelAnswer.Refused>(clear).Reason, StringComparison.Ordinal);
        Assert.Contains("public Internet", Assert.IsType<ChannelAnswer.Refused>(inside).Reason, StringComparison.Ordinal);
        Assert.Empty(platform.LogEntries);
    }

    [Fact]
    public void A_secret_is_never_printed() => Assert.DoesNotContain(Secret, Address.ToString(), StringComparison.Ordinal);

    private static ReferralLetter Letter { get; } = new(
        "CW-2026-000001",
        "0198c0de-0000-7000-8000-000000000001",
        "https://forum.example/post",
        new string('a', 64),
        new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero),
        Grounds.Incites | Grounds.Threatens,
        "Rule 4",
        "Example unit",
        "unit@example.org");

    private HttpsJsonChannel Channel(bool allowed = true, TimeSpan? timeout = null)
    {
        var acquire = new AcquireOptions();
        if (allowed)
        {
            acquire.AllowHosts.Add($"127.0.0.1:{platform.Port}");
        }

        return new(
            new OutboundGuard(Options.Create(acquire)),
            Options.Create(new ReferOptions { Timeout = timeout ?? TimeSpan.FromSeconds(10) }),
            Options.Create(acquire),
            TimeProvider.System);
    }

    private void Answers(int status, string body, string? location = null)
    {
        var response = Response.Create().WithStatusCode(status).WithBody(body);
        platform.Given(Request.Create().UsingPost()).RespondWith(location is null ? response : response.WithHeader("Location", location));
    }
}
