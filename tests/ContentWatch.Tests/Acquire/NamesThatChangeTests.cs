using System.Net;
using System.Text;
using ContentWatch.Acquire;
using ContentWatch.Tests.Cli;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Tests.Acquire;

/// <summary>A name server that says one thing when it is asked and another right after (DNS rebinding), and redirects that lead inside.</summary>
[Collection(Processes.Name)]
public sealed class NamesThatChangeTests
{
    private static readonly string[] ProxyVariables = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

    [Fact]
    public async Task The_connection_goes_to_the_address_that_was_checked_whatever_the_name_stands_for_a_moment_later()
    {
        await using var far = Site(_ => Page("here"));
        await using var names = new NameServer((_, before) => [before == 0 ? "127.0.0.1" : "127.0.0.2"]);
        var port = far.Page().Host.Split(':')[1];

        var answered = Assert.IsType<FetchResult.Answered>(
            await Fetcher(names, $"forum.example:{port}").FetchAsync(CaptureUri.Parse($"http://forum.example:{port}/post"), TestContext.Current.CancellationToken));

        Assert.Equal(["forum.example"], names.Asked);
        Assert.Equal([IPAddress.Loopback], answered.Hop.Guard.LookedUp);
        Assert.Equal(far.Host, answered.Hop.Guard.Dialled.ToString());
        Assert.Equal($"the allow rule forum.example:{port}", answered.Hop.Guard.Rule);
    }

    [Theory]
    [InlineData("10.0.0.1", "8.8.8.8")]
    [InlineData("127.0.0.1", "8.8.8.8")]
    [InlineData("169.254.169.254", "8.8.8.8")]
    [InlineData("8.8.8.8,192.168.1.1", "8.8.8.8")]
    [InlineData("1.1.1.1,0.0.0.0", "1.1.1.1")]
    public async Task A_name_that_stood_for_something_inside_when_it_was_checked_is_refused_and_not_asked_for_again(string first, string later)
    {
        await using var names = new NameServer((_, before) => (before == 0 ? first : later).Split(','));

        var failed = Assert.IsType<FetchResult.Failed>(await Fetcher(names).FetchAsync(CaptureUri.Parse("http://forum.example/post"), TestContext.Current.CancellationToken));

        Assert.Equal($"'forum.example' stands for {first.Split(',')[^1]}, which is not on the public Internet.", failed.Reason);
        Assert.Single(names.Asked);
    }

    public static TheoryData<string, int> LedInside =>
        new MatrixTheoryData<string, int>(
            [
                "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1:8080/", "//127.1/", "http://[::1]/", "https://[::ffff:10.0.0.1]/",
                "http://[64:ff9b::7f00:1]/", "http://１２７.0.0.1/", "http://169.254.169.254/latest/", "http://intern.localhost/", "http://inside.example/", "\\\\inside.example\\share",
            ],
            [1, 2, 5]);

    [Theory]
    [MemberData(nameof(LedInside))]
    public async Task A_redirect_that_leads_inside_is_refused_at_every_hop(string target, int hop)
    {
        await using var names = new NameServer((_, _) => ["10.0.0.1"]);
        await using var far = Site(path => path switch
        {
            "/robots.txt" => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "/post" => Redirect(hop == 1 ? target : "/2"),
            _ => Redirect(path == $"/{hop}" ? target : $"/{int.Parse(path[1..], System.Globalization.CultureInfo.InvariantCulture) + 1}"),
        });

        var closed = Assert.IsType<Collected.Closed>(
            await Collector(new OutboundGuard([far.Host], names.LookUpAsync)).CollectAsync(far.Page(), null, TestContext.Current.CancellationToken));

        Assert.EndsWith("not on the public Internet.", closed.Reason, StringComparison.Ordinal);
        Assert.Equal(hop, far.Requests.Count(request => !request.Contains("robots.txt", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_proxy_that_the_environment_names_is_not_asked()
    {
        await using var proxy = Site(_ => Page("from the proxy"));
        await using var far = Site(_ => Page("from the site"));
        var before = ProxyVariables.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        var standing = HttpClient.DefaultProxy;
        try
        {
            // .NET reads the variables once and keeps what it read: both are set, so that the order of tests plays no part.
            Array.ForEach(ProxyVariables, name => Environment.SetEnvironmentVariable(name, $"http://{proxy.Host}"));
            HttpClient.DefaultProxy = new WebProxy($"http://{proxy.Host}");
            var fetcher = new Fetcher(new OutboundGuard([far.Host, proxy.Host], Dns.GetHostAddressesAsync), Options.Create(new AcquireOptions()), new FakeTimeProvider(Some.Time));

            var answered = Assert.IsType<FetchResult.Answered>(await fetcher.FetchAsync(far.Page(), TestContext.Current.CancellationToken));

            Assert.Equal("from the site", Encoding.Latin1.GetString(answered.Hop.Body.Span));
            Assert.Empty(proxy.Requests);
        }
        finally
        {
            HttpClient.DefaultProxy = standing;
            Array.ForEach(ProxyVariables, name => Environment.SetEnvironmentVariable(name, before[name]));
        }
    }

    private static FarSide Site(Func<string, string> answer) =>
        new((path, stream, cancel) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer(path)), cancel).AsTask());

    private static string Page(string text) => $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {text.Length}\r\n\r\n{text}";

    private static string Redirect(string location) => $"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n";

    private static Fetcher Fetcher(NameServer names, params string[] allowed) =>
        new(new OutboundGuard(allowed, names.LookUpAsync), Options.Create(new AcquireOptions()), new FakeTimeProvider(Some.Time));

    private static WebPageCollector Collector(OutboundGuard guard)
    {
        var (options, time) = (Options.Create(new AcquireOptions()), new FakeTimeProvider(Some.Time));
        var fetcher = new Fetcher(guard, options, time);
        return new(fetcher, new RobotsBook(fetcher, time), options, time);
    }
}
