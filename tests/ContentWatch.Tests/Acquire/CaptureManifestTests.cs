using System.Text;
using ContentWatch.Acquire;

namespace ContentWatch.Tests.Acquire;

public sealed class CaptureManifestTests
{
    [Fact]
    public void A_manifest_is_written_as_version_1_was_on_the_first_day()
    {
        var redirect = Kept("http://forum.example/post", 302, "GET 1", "302", []);
        var page = Kept("https://forum.example/post", 200, "GET 2", "200 mild", [new("content-type", "text/plain")]);

        var bytes = CaptureManifest.Bytes(
            new("019aa0b0-0000-7000-8000-000000000001"),
            "http://forum.example/post?utm_source=mail",
            [redirect, page],
            ContentHash.Of(page.Hop.Body.Span),
            new RobotsDecision(true, "no rule matches"),
            "ContentWatch/1.0 (+https://unit.example/about)");

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TestData", "capture-v1.json")).TrimEnd('\n'), Encoding.UTF8.GetString(bytes));
    }

    private static CaptureManifest.KeptHop Kept(string url, int status, string request, string response, KeyValuePair<string, string>[] headers)
    {
        var (sent, received) = (Encoding.UTF8.GetBytes(request), Encoding.UTF8.GetBytes(response));
        var hop = new Hop(CaptureUri.Parse(url), "192.0.2.1:443", Some.Time, Some.Time.AddMilliseconds(1_234), sent, received, status, headers, Encoding.UTF8.GetBytes("mild"));
        return new(hop, ContentHash.Of(sent), ContentHash.Of(received));
    }
}
