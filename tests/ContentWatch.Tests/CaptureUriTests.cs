using System.Text.Json;

namespace ContentWatch.Tests;

public sealed class CaptureUriTests
{
    [Fact]
    public void Every_absolute_http_row_of_the_URL_standard_is_read_as_browsers_read_it()
    {
        using var table = JsonDocument.Parse(File.ReadAllBytes(Shared.Path("conformance/url/urltestdata.json")));
        var rows = table.RootElement.EnumerateArray().Where(row => row.ValueKind == JsonValueKind.Object).Where(IsAbsolute).ToList();

        var wrong = rows.Where(row => !HasCredentials(row) && Read(Input(row)) != Expected(row)).Select(row => $"{Input(row)} -> {Read(Input(row))}, not {Expected(row)}");
        var letIn = rows.Where(HasCredentials).Where(row => Read(Input(row)) != "failure").Select(Input);

        Assert.True(rows.Count > 300, $"Only {rows.Count} rows were found.");
        Assert.True(!wrong.Any(), string.Join("\n", wrong));
        Assert.Empty(letIn);
    }

    [Theory]
    [InlineData("https://forum.example/%zz?a=%7e", "https://forum.example/%zz?a=%7e")]
    [InlineData("https://FORUM.example:443/a/../b#part", "https://forum.example/b")]
    [InlineData("http://forum.example?utm_source=x", "http://forum.example/?utm_source=x")]
    public void What_is_sent_keeps_the_bytes_of_path_and_query(string given, string sent)
    {
        var uri = CaptureUri.Parse(given);

        Assert.Equal(sent, uri.Fetch);
        Assert.Equal(given, uri.Original);
    }

    [Theory]
    [InlineData("https://forum.example/a?b=2&a=1&utm_source=x&fbclid=y", "https://forum.example/a?a=1&b=2")]
    [InlineData("https://forum.example/%7euser/%c3%a4", "https://forum.example/~user/%C3%A4")]
    [InlineData("https://forum.example/a#one", "https://forum.example/a#two")]
    public void Two_spellings_of_one_place_have_one_key(string one, string other) =>
        Assert.Equal(CaptureUri.Parse(other).Key, CaptureUri.Parse(one).Key);

    [Theory]
    [InlineData("https://forum.example/a?id=1", "https://forum.example/a?id=2")]
    [InlineData("https://forum.example/a%2Fb", "https://forum.example/a/b")]
    [InlineData("http://forum.example/a", "https://forum.example/a")]
    public void Two_places_have_two_keys(string one, string other) =>
        Assert.NotEqual(CaptureUri.Parse(other).Key, CaptureUri.Parse(one).Key);

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("  ", "empty")]
    [InlineData("forum.example/post", "does not begin with")]
    [InlineData("javascript:alert(1)", "'javascript:'")]
    [InlineData("file:///etc/hostname", "'file:'")]
    [InlineData("https://user:secret@forum.example/", "name or password")]
    [InlineData("https://forum.example:99999/", "'99999' is not a port")]
    [InlineData("https://[fe80::1%25eth0]/", "host")]
    public void What_cannot_be_fetched_is_refused_with_the_reason(string? given, string reason)
    {
        Assert.False(CaptureUri.TryParse(given, out _, out var said));

        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_may_be_2083_characters_long_and_no_longer()
    {
        var longest = "https://forum.example/".PadRight(CaptureUri.MaxLength, 'a');

        Assert.True(CaptureUri.TryParse(longest, out _, out _));
        Assert.False(CaptureUri.TryParse(longest + "a", out _, out var reason));
        Assert.Contains("longer", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2130706433", "127.0.0.1")]
    [InlineData("0x7f.1", "127.0.0.1")]
    [InlineData("0177.0.0.1", "127.0.0.1")]
    [InlineData("１２７.0.0.1", "127.0.0.1")]
    [InlineData("[::ffff:127.0.0.1]", "[::ffff:7f00:1]")]
    public void A_number_in_disguise_is_read_as_the_address_it_is(string host, string address) =>
        Assert.Equal(address, CaptureUri.Parse($"http://{host}/").Host);

    [Theory]
    [InlineData("../c", "https://forum.example/c")]
    [InlineData("?q", "https://forum.example/a/b?q")]
    [InlineData("//other.example/x", "https://other.example/x")]
    [InlineData("#part", "https://forum.example/a/b?p=1")]
    [InlineData("mailto:a@b.example", null)]
    public void A_link_is_resolved_against_its_page(string link, string? leadsTo) =>
        Assert.Equal(leadsTo, CaptureUri.Parse("https://forum.example/a/b?p=1").Resolve(link)?.Fetch);

    private static bool IsAbsolute(JsonElement row)
    {
        var scheme = new string([.. Input(row).Where(c => c is not ('\t' or '\n' or '\r'))]).Trim().ToLowerInvariant();
        return scheme.StartsWith("http://", StringComparison.Ordinal) || scheme.StartsWith("https://", StringComparison.Ordinal);
    }

    private static bool HasCredentials(JsonElement row) => Input(row).Split('/', '?', '#') is [_, _, var authority, ..] && authority.Contains('@', StringComparison.Ordinal);

    private static string Input(JsonElement row) => row.GetProperty("input").GetString()!;

    private static string Expected(JsonElement row) => row.TryGetProperty("failure", out _) ? "failure" : row.GetProperty("href").GetString()!.Split('#')[0];

    private static string Read(string text) => CaptureUri.TryParse(text, out var uri, out _) ? uri.Fetch : "failure";
}
