namespace ContentWatch.Tests;

public sealed class CaptureUriTests
{
    [Theory]
    [InlineData("https://forum.example/%zz?a=%7e", "https://forum.example/%zz?a=%7e")]
    [InlineData("https://FORUM.example:443/a/../b#part", "https://forum.example/b")]
    [InlineData("http://forum.example?utm_source=x", "http://forum.example/?utm_source=x")]
    public void What_is_sent_keeps_the_bytes_of_path_and_query(string given, string sent) => Assert.Equal(sent, CaptureUri.Parse(given).Fetch);

    [Theory]
    [InlineData(" HTTPS://Forum.example:443/a/../b?utm_source=x#part ", " HTTPS://Forum.example:443/a/../b?utm_source=x#part ", "https://forum.example/b?utm_source=x", "https://forum.example/b")]
    [InlineData("http://b\u00FCcher.example/a\nb", "http://b\u00FCcher.example/a\uFFFDb", "http://xn--bcher-kva.example/ab", "http://xn--bcher-kva.example/ab")]
    public void An_address_stays_as_it_was_seen_beside_the_forms_that_are_sent_and_compared(string given, string original, string fetch, string key)
    {
        var uri = CaptureUri.Parse(given);

        Assert.Equal((original, fetch, key), (uri.Original, uri.Fetch, uri.Key));
    }

    [Fact]
    public void Half_a_character_is_kept_as_the_sign_for_one_that_is_none()
    {
        var uri = CaptureUri.Parse("http://forum.example/" + (char)0xD800);

        Assert.Equal(("http://forum.example/\uFFFD", "http://forum.example/%EF%BF%BD"), (uri.Original, uri.Fetch));
    }

    [Fact]
    public void A_link_stays_as_it_was_seen_on_its_page() => Assert.Equal("../c#2", CaptureUri.Parse("https://forum.example/a/b").Resolve("../c#2")!.Original);

    [Fact]
    public void Two_addresses_are_equal_when_what_is_sent_is()
    {
        Assert.Equal(CaptureUri.Parse("https://forum.example/a#1"), CaptureUri.Parse("https://FORUM.example/a#2"));
        Assert.NotEqual(CaptureUri.Parse("https://forum.example/a?utm_source=x"), CaptureUri.Parse("https://forum.example/a"));
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
    [InlineData("xn--a.example")]
    [InlineData("forum.xn--pokxncvks")]
    [InlineData("ab--c.example-")]
    public void Every_host_that_is_taken_makes_an_address_that_dotnet_can_send(string host)
    {
        var uri = CaptureUri.Parse($"http://{host}/x");

        var sent = new Uri(uri.Fetch, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

        Assert.Equal("/x", sent.AbsolutePath);
        Assert.Equal(uri.Host.Split(':')[0].Trim('[', ']'), sent.IdnHost.Split(':')[0]);
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
}
