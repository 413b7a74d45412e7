using System.Net;
using System.Text;
using ContentWatch.Acquire;
using ContentWatch.Audit;
using ContentWatch.Refer;
using ContentWatch.Review;
using ContentWatch.Tests.Acquire;
using ContentWatch.Tests.Extract;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Refer;

/// <summary>Looks at referred content, by the fetcher, robots.txt and guard of a capture, at a far side that answers whatever a test wants.</summary>
public sealed class AvailabilityCheckTests : IDisposable
{
    private static readonly byte[] Page = Line.Page("A mild and artificial text about a garden and a cup of tea, long enough to be the main text of its page.");

    private readonly TestDatabase test = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => test.Dispose();

    public static TheoryData<string, byte[], Availability> Answers => new()
    {
        { "the page as it was", Page, Availability.StillThere },
        { "404", Http("404 Not Found"), Availability.Gone },
        { "410", Http("410 Gone"), Availability.Gone },
        { "a notice", Line.Page("This post has been removed because it broke the rules of this made-up forum, which everybody may read."), Availability.Tombstone },
        { "a sign-in", Http("302 Found\r\nLocation: /login?next=/post"), Availability.LoginWall },
        { "another address", Http("301 Moved Permanently\r\nLocation: /somewhere/else"), Availability.Moved },
        { "another text", Line.Page("Quite another mild and artificial text, about bicycles and the weather, long enough to be the main text of its page."), Availability.CouldNotLook },
        { "a fault", Http("503 Service Unavailable"), Availability.CouldNotLook },
        { "half an answer", Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nmild"), Availability.CouldNotLook },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task What_the_server_answers_is_what_we_see(string what, byte[] answer, Availability seen)
    {
        await using var far = new FarSide(answer);
        await WatchedAsync(far);

        Assert.True(await Check(far).OnceAsync(Cancel), what);

        await using var db = test.Database.Read();
        var look = await db.AvailabilityLooks.SingleAsync(Cancel);
        var location = await db.Locations.SingleAsync(Cancel);
        Assert.Equal((seen, seen, test.Time.GetUtcNow()), (look.Seen, location.Availability, location.LookedAt));
        Assert.DoesNotContain("garden", look.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_that_robots_txt_refuses_is_not_made()
    {
        await using var far = new FarSide((path, stream, cancel) => stream.WriteAsync(
            path == "/robots.txt" ? Http("200 OK", "User-agent: *\nDisallow: /\n") : Page, cancel).AsTask());
        await WatchedAsync(far);

        await Check(far).OnceAsync(Cancel);

        Assert.Equal(Availability.CouldNotLook, (await LocationAsync()).Availability);
        Assert.DoesNotContain(far.Requests, head => head.StartsWith("GET /post", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_place_whose_address_cannot_be_read_again_is_seen_as_one_that_we_could_not_look_at()
    {
        var provider = Some.Provider();
        var location = Some.Location(provider, "ftp://forum.example/post");
        location.NextLookAt = test.Time.GetUtcNow();
        await test.AddAsync(provider, location);

        Assert.True(await Check(null).OnceAsync(Cancel));

        await using var db = test.Database.Read();
        var look = await db.AvailabilityLooks.SingleAsync(Cancel);
        Assert.Equal(Availability.CouldNotLook, look.Seen);
        Assert.Contains("http", look.Detail, StringComparison.Ordinal);
        Assert.False(await Check(null).OnceAsync(Cancel));
    }

    [Fact]
    public async Task A_look_at_a_place_inside_is_not_made_without_an_allow_rule()
    {
        await using var far = new FarSide(Page);
        await WatchedAsync(far);

        await Check(null).OnceAsync(Cancel);

        Assert.Equal(Availability.CouldNotLook, (await LocationAsync()).Availability);
        Assert.Empty(far.Requests);
    }

    [Fact]
    public async Task Looks_follow_their_plan_and_the_last_pause_repeats()
    {
        await using var far = new FarSide(Page);
        await WatchedAsync(far);
        var pauses = new List<TimeSpan>();
        for (var look = 0; look < 5; look++)
        {
            Assert.True(await Check(far).OnceAsync(Cancel));
            Assert.False(await Check(far).OnceAsync(Cancel));
            var next = (await LocationAsync()).NextLookAt!.Value;
            pauses.Add(next - test.Time.GetUtcNow());
            test.Time.SetUtcNow(next);
        }

        Assert.Equal([TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(30)], pauses);
    }

    [Fact]
    public async Task The_log_gets_an_entry_when_what_we_see_changes_and_none_when_it_does_not()
    {
        var answer = Page;
        await using var far = new FarSide((path, stream, cancel) => stream.WriteAsync(path == "/robots.txt" ? FarSide.NotFound : answer, cancel).AsTask());
        await WatchedAsync(far);
        foreach (var next in new[] { Page, Page, Http("410 Gone"), Http("410 Gone"), Page })
        {
            answer = next;
            await Check(far).OnceAsync(Cancel);
            test.Time.SetUtcNow((await LocationAsync()).NextLookAt!.Value);
        }

        await using var db = test.Database.Read();
        Assert.Equal(5, await db.AvailabilityLooks.CountAsync(Cancel));
        var entries = await db.AuditLeaves.Where(l => l.Act == "location.seen").OrderBy(l => l.Id).ToListAsync(Cancel);
        Assert.Equal(
            ["NotLooked to StillThere", "StillThere to Gone", "Gone to StillThere"],
            entries.Select(e => System.Text.Json.Nodes.JsonNode.Parse(e.Bytes)!["details"]!).Select(d => $"{d["was"]} to {d["seen"]}"));
    }

    [Fact]
    public async Task What_we_see_never_touches_what_the_provider_says()
    {
        await using var far = new FarSide(Http("410 Gone"));
        var referral = await WatchedAsync(far);

        await Check(far).OnceAsync(Cancel);

        await using var db = test.Database.Read();
        var after = await db.Referrals.SingleAsync(Cancel);
        Assert.Equal((referral.State, Outcome.Acknowledged, null), (after.State, after.Outcome, after.AnsweredAt));
        Assert.Equal(Availability.Gone, (await LocationAsync()).Availability);
    }

    [Fact]
    public async Task A_death_while_looking_costs_one_look_and_no_more()
    {
        using var death = new CancellationTokenSource();
        await using var far = new FarSide(async (path, stream, cancel) =>
        {
            if (path == "/post")
            {
                await death.CancelAsync();
            }

            await stream.WriteAsync(path == "/post" ? Page : FarSide.NotFound, cancel);
        });
        await WatchedAsync(far);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Check(far).OnceAsync(death.Token));

        var location = await LocationAsync();
        Assert.Equal((Availability.NotLooked, test.Time.GetUtcNow().AddHours(1)), (location.Availability, location.NextLookAt));
    }

    [Fact]
    public async Task Two_processes_that_plan_looks_at_once_look_at_each_due_place_once()
    {
        const int places = 24;
        var provider = Some.Provider();
        var due = Enumerable.Range(0, places).Select(i => Some.Location(provider, $"ftp://forum.example/{i}")).ToList();
        due.ForEach(location => location.NextLookAt = test.Time.GetUtcNow());
        await test.AddAsync([provider, .. due]);
        using var other = test.Open();

        await Task.WhenAll(new[] { test.Database, other }.Select(process => Task.Run(async () =>
        {
            while (await Check(null, process).OnceAsync(Cancel))
            {
            }
        })));

        await using var db = test.Database.Read();
        var looks = await db.AvailabilityLooks.Select(look => look.LocationId).ToListAsync(Cancel);
        Assert.Equal(due.Select(location => location.Id).Order(), looks.Order());
        Assert.All(await db.Locations.ToListAsync(Cancel), location => Assert.Equal(1, location.Looks));
    }

    private static byte[] Http(string status, string body = "") =>
        Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

    private AvailabilityCheck Check(FarSide? allowed, Database? process = null)
    {
        var acquire = Options.Create(new AcquireOptions { Contact = "https://unit.example/about", HostDelay = TimeSpan.Zero });
        var fetcher = new Fetcher(new OutboundGuard(allowed is null ? [] : [allowed.Host], Dns.GetHostAddressesAsync), acquire, TimeProvider.System);
        return new(process ?? test.Database, fetcher, new RobotsBook(fetcher, test.Time), Reading.Apart, new AuditLog(test.Time), Options.Create(new ReferOptions()), test.Time);
    }

    /// <summary>A referral that was delivered, about the text of <see cref="Page"/>, with a look that is due.</summary>
    private async Task<Referral> WatchedAsync(FarSide far)
    {
        var html = Page[(Page.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];
        var text = Reading.Text(await Reading.Of(html, "text/html; charset=utf-8")).Items.Single().Text;
        var (provider, item) = (Some.Provider(), Some.Item(text));
        var location = Some.Location(provider, far.Page().Fetch);
        location.NextLookAt = test.Time.GetUtcNow();
        var @case = Some.Case(item);
        var verdict = new Verdict { Id = Some.Id(), CaseId = @case.Id, Kind = VerdictKind.Refer, Grounds = Grounds.Incites, PersonId = Some.Id(), GivenAt = Some.Time };
        var referral = new Referral
        {
            Id = Some.Id(),
            Reference = "CW-2026-000001",
            IdempotencyKey = "key",
            CaseId = @case.Id,
            VerdictId = verdict.Id,
            LocationId = location.Id,
            ProviderId = provider.Id,
            CreatedAt = Some.Time,
            State = ReferralState.Delivered,
            Outcome = Outcome.Acknowledged,
        };
        await test.AddAsync(provider, item, location, @case, verdict, referral);
        return referral;
    }

    private async Task<Location> LocationAsync()
    {
        await using var db = test.Database.Read();
        return await db.Locations.SingleAsync(Cancel);
    }
}
