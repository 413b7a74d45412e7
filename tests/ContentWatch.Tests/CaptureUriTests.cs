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

        var taken = rows.Count(row => Expected(row) != "failure");
        Assert.True(rows.Count > 300 && taken > 100, $"Only {rows.Count} rows were found, {taken} of them with a host that is dialled.");
        Assert.True(!wrong.Any(), string.Join("\n", wrong));
        Assert.Empty(letIn);
    }

    [Theory]
    [InlineData("https://forum.example/%zz?a=%7e", "https://forum.example/%zz?a=%7e")]
    [InlineData("https://FORUM.example:443/a/../b#part", "https://forum.example/b")]
    [InlineData("http://forum.example?utm_source=x", "http://forum.example/?utm_source=x")]
    public void What_is_sent_keeps_the_bytes_of_path_and_query(string given, string sent) => Assert.Equal(sent, CaptureUri.Parse(given).Fetch);

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

    [Fact]
    public void The_length_is_that_of_what_is_sent_and_what_is_sent_can_be_read_again()
    {
        var longest = "http://forum.example/posts/" + new string('é', (CaptureUri.MaxLength - "http://forum.example/posts/".Length) / 6);

        Assert.Equal(CaptureUri.Parse(longest).Fetch, CaptureUri.Parse(CaptureUri.Parse(longest).Fetch).Fetch);
        Assert.False(CaptureUri.TryParse("http://forum.example/posts/" + new string('é', 400), out _, out var reason));
        Assert.Contains("in the form that is sent", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a*b.example", "letters, digits")]
    [InlineData("a,b.example", "letters, digits")]
    [InlineData("{x}.example", "letters, digits")]
    [InlineData("!", "letters, digits")]
    [InlineData("_a.example", "letters, digits")]
    [InlineData("-a.example", "letters, digits")]
    [InlineData("a_b..", "empty")]
    [InlineData("a..example", "empty")]
    [InlineData(".example", "empty")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345.example", "63 characters")]
    [InlineData("com", "no dot")]
    [InlineData("com.", "no dot")]
    [InlineData("localhost:8080", "no dot")]
    public void A_host_that_is_no_name_in_the_DNS_is_refused_with_the_reason(string host, string reason)
    {
        Assert.False(CaptureUri.TryParse($"http://{host}/x", out _, out var said));

        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("forum.example")]
    [InlineData("forum.example.")]
    [InlineData("a_b.forum-.example")]
    [InlineData("1-2.example:8080")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890123.example")]
    [InlineData("bücher.example")]
    [InlineData("[2001:db8::1]:8080")]
    public void Every_host_that_is_taken_makes_an_address_that_dotnet_can_send(string host)
    {
        var uri = CaptureUri.Parse($"http://{host}/x");

        Assert.Equal("/x", new Uri(uri.Fetch, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }).AbsolutePath);
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

    private static string Expected(JsonElement row) =>
        row.TryGetProperty("failure", out _) || !IsDialled(row.GetProperty("hostname").GetString()!) ? "failure" : row.GetProperty("href").GetString()!.Split('#')[0];

    /// <summary>The standard also reads hosts that no name in the DNS has, and names without a dot; those we refuse.</summary>
    private static bool IsDialled(string host) => host.StartsWith('[')
        || (host.TrimEnd('.').Contains('.', StringComparison.Ordinal) && host.Split('.').All(label => label.Length <= 63)
            && System.Text.RegularExpressions.Regex.IsMatch(host, @"^[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)+\.?$"));

    private static string Read(string text) => CaptureUri.TryParse(text, out var uri, out _) ? uri.Fetch : "failure";
}
