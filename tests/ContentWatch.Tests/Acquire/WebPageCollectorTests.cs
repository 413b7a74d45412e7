using System.Net;
using System.Text;
using ContentWatch.Acquire;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Tests.Acquire;

public sealed class WebPageCollectorTests
{
    private readonly FakeTimeProvider time = new(Some.Time);

    [Fact]
    public async Task Every_redirect_is_kept_as_a_hop_of_its_own()
    {
        await using var far = Site(path => path == "/post" ? Redirect("/moved") : Page("here"));

        var kept = Assert.IsType<Collected.Kept>(await CollectAsync(far));

        Assert.Equal([302, 200], kept.Hops.Select(hop => hop.Status));
        Assert.Equal(far.Page("/moved").Fetch, kept.Hops[1].Uri.Fetch);
        Assert.NotEqual(kept.Hops[0].Response.ToArray(), kept.Hops[1].Response.ToArray());
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        await using var far = Site(path => Redirect(path == "/post" ? "/other" : "/post"));

        Assert.Equal("The redirects lead round in a circle.", Assert.IsType<Collected.Closed>(await CollectAsync(far)).Reason);
    }

    [Fact]
    public async Task Ten_redirects_are_followed_and_no_more()
    {
        await using var far = Site(path => Redirect(path + "x"));

        Assert.Equal("It redirects more than 10 times.", Assert.IsType<Collected.Closed>(await CollectAsync(far)).Reason);
        Assert.Equal(11, far.Requests.Count(request => !request.Contains("robots.txt", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_redirect_to_a_private_address_is_refused()
    {
        await using var inside = Site(_ => Page("inside"));
        await using var far = Site(_ => Redirect($"http://{inside.Host}/"));

        var closed = Assert.IsType<Collected.Closed>(await CollectAsync(far));

        Assert.Contains("is not dialled", closed.Reason, StringComparison.Ordinal);
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task A_place_that_is_not_dialled_is_closed_with_that_reason_and_not_with_its_robots_txt()
    {
        await using var far = Site(_ => Page("here"));

        var closed = Assert.IsType<Collected.Closed>(await Collector(far).CollectAsync(CaptureUri.Parse("http://127.0.0.1/"), null, TestContext.Current.CancellationToken));

        Assert.Equal("127.0.0.1 is not on the public Internet.", closed.Reason);
    }

    [Theory]
    [InlineData("file:///etc/hostname")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://user:secret@forum.example/")]
    public async Task A_redirect_to_what_is_no_page_is_refused(string location)
    {
        await using var far = Site(_ => Redirect(location));

        Assert.Equal("It redirects to what is not an http or https address.", Assert.IsType<Collected.Closed>(await CollectAsync(far)).Reason);
    }

    [Fact]
    public async Task What_robots_txt_refuses_is_not_fetched_and_the_rule_is_named()
    {
        await using var far = Site(path => path == "/robots.txt" ? Page("User-agent: *\nDisallow: /post\n") : Page("here"));

        Assert.Equal("robots.txt refuses it (Disallow: /post).", Assert.IsType<Collected.Closed>(await CollectAsync(far)).Reason);
        Assert.Single(far.Requests);
    }

    [Fact]
    public async Task Where_a_redirect_leads_robots_txt_is_asked_too()
    {
        await using var far = Site(path => path switch
        {
            "/robots.txt" => Page("User-agent: ContentWatch\nDisallow: /hidden\n"),
            "/post" => Redirect("/hidden"),
            _ => Page("hidden"),
        });

        Assert.Equal("robots.txt refuses it (Disallow: /hidden).", Assert.IsType<Collected.Closed>(await CollectAsync(far)).Reason);
        Assert.DoesNotContain(far.Requests, request => request.StartsWith("GET /hidden", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task While_robots_txt_cannot_be_read_nothing_is_fetched_and_the_lead_is_tried_again(int status)
    {
        await using var far = Site(path => path == "/robots.txt" ? Status(status) : Page("here"));

        var failed = Assert.IsType<Collected.Failed>(await CollectAsync(far));

        Assert.Contains($"The server answers {status}.", failed.Reason, StringComparison.Ordinal);
        Assert.Single(far.Requests);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    public async Task A_site_without_robots_txt_forbids_nothing(int status)
    {
        await using var far = Site(path => path == "/robots.txt" ? Status(status) : Page("here"));

        Assert.Equal("no rule matches", Assert.IsType<Collected.Kept>(await CollectAsync(far)).Robots.Rule);
    }

    [Fact]
    public async Task Robots_txt_is_asked_once_a_day()
    {
        await using var far = Site(path => path == "/robots.txt" ? Page("User-agent: *\nAllow: /\n") : Page("here"));
        var collector = Collector(far);

        foreach (var hours in (int[])[0, 23, 2])
        {
            time.Advance(TimeSpan.FromHours(hours));
            await collector.CollectAsync(far.Page(), null, TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, far.Requests.Count(request => request.StartsWith("GET /robots.txt", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Retry-After: 120\r\n", 120)]
    [InlineData("Retry-After: Tue, 01 Dec 2026 12:10:00 GMT\r\n", 600)]
    [InlineData("", null)]
    public async Task When_the_server_says_when_to_come_back_it_is_heard(string header, int? seconds)
    {
        await using var far = Site(path => path == "/robots.txt" ? Status(404) : $"HTTP/1.1 429 Slow\r\n{header}Content-Length: 0\r\n\r\n");

        Assert.Equal(seconds, Assert.IsType<Collected.Failed>(await CollectAsync(far)).RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_page_that_is_not_there_closes_the_lead(int status)
    {
        await using var far = Site(_ => Status(status));

        Assert.Equal($"The server answers {status}.", Assert.IsType<Collected.Closed>(await CollectAsync(far)).Reason);
    }

    [Theory]
    [InlineData("/other", 200)]
    [InlineData("/other", 404)]
    [InlineData("/other", 503)]
    [InlineData("/post", 200)]
    public async Task The_pause_that_robots_txt_asks_for_comes_with_whatever_came_of_the_fetch(string disallow, int status)
    {
        var robots = Page($"User-agent: *\nCrawl-delay: 7\nDisallow: {disallow}\n");
        await using var far = Site(path => path == "/robots.txt" ? robots : status == 200 ? Page("here") : Status(status));

        Assert.Equal(TimeSpan.FromSeconds(7), (await CollectAsync(far)).CrawlDelay);
    }

    private static FarSide Site(Func<string, string> answer) =>
        new((path, stream, cancel) => stream.WriteAsync(Encoding.Latin1.GetBytes(answer(path)), cancel).AsTask());

    private static string Page(string text) => $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {text.Length}\r\n\r\n{text}";

    private static string Redirect(string location) => $"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n";

    private static string Status(int status) => $"HTTP/1.1 {status} So\r\nContent-Length: 0\r\n\r\n";

    private WebPageCollector Collector(FarSide far)
    {
        var options = Options.Create(new AcquireOptions { Contact = "https://unit.example/about" });
        var fetcher = new Fetcher(new OutboundGuard([far.Host], Dns.GetHostAddressesAsync), options, time);
        return new(fetcher, new RobotsBook(fetcher, time), options, time);
    }

    private Task<Collected> CollectAsync(FarSide far) => Collector(far).CollectAsync(far.Page(), null, TestContext.Current.CancellationToken);
}
