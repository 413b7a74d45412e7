using System.Net;
using System.Text;
using ContentWatch.Acquire;

namespace ContentWatch.Tests.Acquire;

public sealed class CaptureManifestTests
{
    private static readonly Guid Id = new("019aa0b0-0000-7000-8000-000000000001");
    private static readonly CaptureManifest.EarlierCapture Earlier = new(new("019aa0b0-0000-7000-8000-000000000002"), ContentHash.Of("manifest"u8), ContentHash.Of("mild"u8), 4_096);

    [Fact]
    public void A_manifest_is_written_as_version_3_was_on_the_first_day()
    {
        var (redirect, page) = Hops();

        var bytes = CaptureManifest.Bytes(
            Id, "http://forum.example/post?utm_source=mail", [redirect, page], ContentHash.Of("mild"u8), "ContentWatch/1.0 (+https://unit.example/about)", Earlier);

        Assert.Equal(Encoding.UTF8.GetString(Golden(3)), Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void A_manifest_of_version_2_says_of_each_hop_why_it_was_fetched()
    {
        var (redirect, page) = Hops();

        var record = CaptureRecord.Read(Golden(2));

        Assert.Equal((2, Id, "http://forum.example/post?utm_source=mail", 4L), (record.Version, record.CaptureId, record.Url, record.BodyBytes));
        Assert.Equal([redirect.Hop.Robots, page.Hop.Robots], record.Hops.Select(hop => hop.Robots));
        Assert.Equal(["every address of the name is on the public Internet", "the host is an address on the public Internet"], record.Hops.Select(hop => hop.GuardRule));
        Assert.Equal([["192.0.2.1", "2001:db8::1"], ["192.0.2.9"]], record.Hops.Select(hop => hop.LookedUp!));
        Assert.Equal(["192.0.2.1:80", "192.0.2.9:443"], record.Hops.Select(hop => hop.Dialled));
        Assert.Equal(("HTTP://Forum.example:80/post?utm_source=mail#2", "http://forum.example/post?utm_source=mail", "http://forum.example/post"), (record.Hops[0].Seen, record.Hops[0].Url, record.Hops[0].Key));
    }

    [Fact]
    public void A_manifest_of_version_1_is_read_for_ever_and_says_nothing_that_it_did_not_know()
    {
        var record = CaptureRecord.Read(Golden(1));

        Assert.Equal((1, Id, "http://forum.example/post?utm_source=mail", "ContentWatch/1.0 (+https://unit.example/about)"), (record.Version, record.CaptureId, record.Url, record.UserAgent));
        Assert.Equal((ContentHash.Of("mild"u8), 4L), (record.Body, record.BodyBytes));
        Assert.Equal([("http://forum.example/post", 302, null), ("https://forum.example/post", 200, "text/plain")], record.Hops.Select(hop => (hop.Url, hop.Status, hop.ContentType)));
        Assert.Equal([null, new RobotsDecision(true, "no rule matches")], record.Hops.Select(hop => hop.Robots));
        Assert.Equal((ContentHash.Of("GET 2"u8), ContentHash.Of("200 mild"u8)), (record.Hops[1].Request, record.Hops[1].Response));
        Assert.All(record.Hops, hop => Assert.Equal(("192.0.2.1:443", null, null, null), (hop.Dialled, hop.LookedUp, hop.GuardRule, hop.Seen)));
        Assert.Equal((Some.Time, Some.Time.AddMilliseconds(1_234)), (record.Hops[0].StartedAt, record.Hops[0].EndedAt));
    }

    [Fact]
    public void A_manifest_of_version_3_names_the_capture_that_has_the_page_and_says_nothing_where_it_has_it_itself()
    {
        var (redirect, page) = Hops();
        var whole = CaptureManifest.Bytes(Id, "http://forum.example/post", [redirect, page], ContentHash.Of("mild"u8), "x");

        var record = CaptureRecord.Read(Golden(3));

        Assert.Equal((3, (Earlier.CaptureId, Earlier.Manifest), Earlier.Body, 4_096L), (record.Version, record.Earlier!.Value, record.Body, record.BodyBytes));
        Assert.Equal([redirect.Hop.Robots, page.Hop.Robots], record.Hops.Select(hop => hop.Robots));
        Assert.Null(CaptureRecord.Read(whole).Earlier);
        Assert.Null(CaptureRecord.Read(Golden(2)).Earlier);
    }

    [Theory]
    [InlineData("", "no manifest")]
    [InlineData("[]", "no manifest")]
    [InlineData("{}", "no manifest")]
    [InlineData("{\"v\":4}", "version 4")]
    [InlineData("{\"v\":0}", "version 0")]
    [InlineData("{\"v\":2,\"body\":{},\"hops\":[]}", "no manifest")]
    public void What_is_no_manifest_that_we_know_is_refused_with_the_reason(string text, string reason)
    {
        var refused = Assert.Throws<FormatException>(() => CaptureRecord.Read(Encoding.UTF8.GetBytes(text)));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_manifest_is_written_of_a_hop_about_which_robots_txt_was_not_asked()
    {
        var (_, page) = Hops();

        Assert.Throws<ArgumentException>(() => CaptureManifest.Bytes(Id, page.Hop.Uri.Fetch, [page with { Hop = page.Hop with { Robots = null } }], page.Response, "x"));
    }

    private static byte[] Golden(int version) =>
        Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TestData", $"capture-v{version}.json")).TrimEnd('\n'));

    private static (CaptureManifest.KeptHop Redirect, CaptureManifest.KeptHop Page) Hops()
    {
        var file = new RobotsFile("http://forum.example/robots.txt", 200, ContentHash.Of("User-agent: *"u8), Some.Time.AddHours(-3));
        var named = new GuardDecision([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")], new(IPAddress.Parse("192.0.2.1"), 80), "every address of the name is on the public Internet");
        var literal = new GuardDecision([IPAddress.Parse("192.0.2.9")], new(IPAddress.Parse("192.0.2.9"), 443), "the host is an address on the public Internet");
        return (
            Kept("HTTP://Forum.example:80/post?utm_source=mail#2", 302, "GET 1", "302", [], named, new(true, "Allow: /post") { File = file, CrawlDelay = TimeSpan.FromSeconds(7.5) }),
            Kept("https://192.0.2.9/b\u00FCch", 200, "GET 2", "200 mild", [new("content-type", "text/plain")], literal, new(true, "no rule matches") { File = new("https://192.0.2.9/robots.txt", 404, null, Some.Time) }));
    }

    private static CaptureManifest.KeptHop Kept(
        string url, int status, string request, string response, KeyValuePair<string, string>[] headers, GuardDecision guard, RobotsDecision robots)
    {
        var (sent, received) = (Encoding.UTF8.GetBytes(request), Encoding.UTF8.GetBytes(response));
        var hop = new Hop(CaptureUri.Parse(url), guard, Some.Time, Some.Time.AddMilliseconds(1_234), sent, received, status, headers, Encoding.UTF8.GetBytes("mild")) { Robots = robots };
        return new(hop, ContentHash.Of(sent), ContentHash.Of(received));
    }
}
