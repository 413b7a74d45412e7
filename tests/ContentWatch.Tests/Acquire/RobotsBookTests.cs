using System.Net;
using System.Text;
using ContentWatch.Acquire;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Tests.Acquire;

public sealed class RobotsBookTests
{
    private const string Refusal = "User-agent: *\nDisallow: /post\n";
    private readonly FakeTimeProvider time = new(Some.Time);

    [Fact]
    public async Task A_decision_names_the_file_it_was_read_from_its_hash_and_when_it_was_read()
    {
        await using var far = Site(_ => File("User-agent: *\nAllow: /post\nCrawl-delay: 7.5\n"));
        var book = Book(far);
        await AskAsync(book, far);
        time.Advance(TimeSpan.FromHours(3));

        var decision = Assert.IsType<RobotsAnswer.Decided>(await AskAsync(book, far)).Decision;

        Assert.Equal("Allow: /post", decision.Rule);
        Assert.Equal(new RobotsFile(far.Page("/robots.txt").Fetch, 200, ContentHash.Of("User-agent: *\nAllow: /post\nCrawl-delay: 7.5\n"u8), Some.Time), decision.File);
        Assert.Equal(TimeSpan.FromSeconds(7.5), decision.CrawlDelay);
    }

    [Fact]
    public async Task Five_redirects_are_followed_to_another_host_too_and_the_file_there_holds_for_the_first()
    {
        await using var other = Site(path => path == "/rules" ? File(Refusal) : Status(404));
        await using var far = Site(path => path switch
        {
            "/robots.txt" => Redirect("/1"),
            "/4" => Redirect($"http://{other.Host}/rules"),
            _ => Redirect($"/{path[1] - '0' + 1}"),
        });

        var decision = Assert.IsType<RobotsAnswer.Decided>(await AskAsync(Book(far, other), far)).Decision;

        Assert.Equal((false, "Disallow: /post", other.Page("/rules").Fetch), (decision.IsAllowed, decision.Rule, decision.File?.Url));
    }

    [Fact]
    public async Task A_file_behind_six_redirects_counts_as_none()
    {
        await using var far = Site(path => path switch
        {
            "/robots.txt" => Redirect("/1"),
            "/6" => File(Refusal),
            _ => Redirect($"/{path[1] - '0' + 1}"),
        });

        var decision = Assert.IsType<RobotsAnswer.Decided>(await AskAsync(Book(far), far)).Decision;

        Assert.Equal((true, 302, null), (decision.IsAllowed, decision.File?.Status, decision.File?.Hash));
        Assert.Equal(6, far.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(451)]
    [InlineData(499)]
    public async Task A_file_that_is_not_there_forbids_nothing(int status)
    {
        await using var far = Site(_ => Status(status));

        var decision = Assert.IsType<RobotsAnswer.Decided>(await AskAsync(Book(far), far)).Decision;

        Assert.Equal((true, status), (decision.IsAllowed, decision.File?.Status));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(599)]
    public async Task A_file_that_a_server_cannot_give_now_forbids_everything(int status)
    {
        await using var far = Site(_ => Status(status));

        Assert.False(Assert.IsType<RobotsAnswer.Unreachable>(await AskAsync(Book(far), far)).IsForGood);
    }

    [Theory]
    [InlineData("", 4, 1)]
    [InlineData("", 6, 2)]
    [InlineData("Retry-After: 3600\r\n", 59, 1)]
    [InlineData("Retry-After: 3600\r\n", 61, 2)]
    [InlineData("Retry-After: 1\r\n", 4, 1)]
    [InlineData("Retry-After: 31536000\r\n", 1_441, 2)]
    public async Task Where_the_file_could_not_be_had_it_is_asked_for_again_after_five_minutes_or_as_the_server_asks_but_within_a_day(string header, int minutes, int requests)
    {
        await using var far = Site(_ => $"HTTP/1.1 503 Busy\r\n{header}Content-Length: 0\r\n\r\n");
        var book = Book(far);

        await AskAsync(book, far);
        time.Advance(TimeSpan.FromMinutes(minutes));
        await AskAsync(book, far);

        Assert.Equal(requests, far.Requests.Count);
    }

    [Fact]
    public async Task The_time_at_which_the_server_wants_to_be_asked_again_is_told()
    {
        await using var far = Site(_ => "HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(TimeSpan.FromHours(1), Assert.IsType<RobotsAnswer.Unreachable>(await AskAsync(Book(far), far)).RetryAfter);
    }

    [Fact]
    public async Task While_a_file_cannot_be_reached_nothing_is_fetched_for_thirty_days_and_then_nothing_is_forbidden()
    {
        await using var far = Site(_ => Status(500));
        var book = Book(far);

        await AskAsync(book, far);
        time.Advance(TimeSpan.FromDays(29));
        var before = await AskAsync(book, far);
        time.Advance(TimeSpan.FromDays(1));
        var after = Assert.IsType<RobotsAnswer.Decided>(await AskAsync(book, far)).Decision;

        Assert.IsType<RobotsAnswer.Unreachable>(before);
        Assert.Equal((true, "robots.txt could not be reached for 30 days", null), (after.IsAllowed, after.Rule, after.File));
    }

    [Fact]
    public async Task After_thirty_days_without_the_file_the_one_that_was_read_before_holds_again()
    {
        var status = 200;
        await using var far = Site(_ => status == 200 ? File(Refusal) : Status(status));
        var book = Book(far);

        var first = Assert.IsType<RobotsAnswer.Decided>(await AskAsync(book, far)).Decision;
        status = 500;
        time.Advance(TimeSpan.FromDays(2));
        var amid = await AskAsync(book, far);
        time.Advance(TimeSpan.FromDays(30));
        var after = Assert.IsType<RobotsAnswer.Decided>(await AskAsync(book, far)).Decision;

        Assert.IsType<RobotsAnswer.Unreachable>(amid);
        Assert.Equal((false, first.File), (after.IsAllowed, after.File));
    }

    [Fact]
    public async Task A_file_that_came_between_begins_the_thirty_days_anew()
    {
        var status = 500;
        await using var far = Site(_ => status == 200 ? File("User-agent: *\nAllow: /\n") : Status(status));
        var book = Book(far);

        foreach (var (days, answers) in ((int, int)[])[(0, 500), (20, 200), (2, 500), (20, 500)])
        {
            time.Advance(TimeSpan.FromDays(days));
            status = answers;
            await AskAsync(book, far);
        }

        Assert.IsType<RobotsAnswer.Unreachable>(await AskAsync(book, far));
    }

    [Fact]
    public async Task What_the_guard_refuses_is_not_allowed_after_thirty_days_either()
    {
        await using var far = Site(_ => Status(404));
        var fetcher = new Fetcher(new OutboundGuard([], Dns.GetHostAddressesAsync), Options.Create(new AcquireOptions()), time);
        var book = new RobotsBook(fetcher, time);

        await AskAsync(book, far);
        time.Advance(TimeSpan.FromDays(31));

        Assert.True(Assert.IsType<RobotsAnswer.Unreachable>(await AskAsync(book, far)).IsForGood);
    }

    private static FarSide Site(Func<string, string> answer) =>
        new((path, stream, cancel) => stream.WriteAsync(Encoding.Latin1.GetBytes(answer(path)), cancel).AsTask());

    private static string File(string text) => $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {text.Length}\r\n\r\n{text}";

    private static string Redirect(string location) => $"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n";

    private static string Status(int status) => $"HTTP/1.1 {status} So\r\nContent-Length: 0\r\n\r\n";

    private static Task<RobotsAnswer> AskAsync(RobotsBook book, FarSide far) => book.AskAsync(far.Page(), TestContext.Current.CancellationToken);

    private RobotsBook Book(params FarSide[] sites) =>
        new(new Fetcher(new OutboundGuard(sites.Select(site => site.Host), Dns.GetHostAddressesAsync), Options.Create(new AcquireOptions()), time), time);
}
