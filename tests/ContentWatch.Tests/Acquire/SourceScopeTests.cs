using ContentWatch.Acquire.Sources;

namespace ContentWatch.Tests.Acquire;

/// <summary>Which addresses belong to a source.</summary>
public sealed class SourceScopeTests
{
    [Theory]
    [InlineData("+ https://forum.example/board/", "https://forum.example/board/1", true)]
    [InlineData("https://forum.example/board/", "https://forum.example/board/1?page=2", true)]
    [InlineData("+ https://forum.example/board/", "https://forum.example/boards", false)]
    [InlineData("+ https://forum.example/board/", "http://forum.example/board/1", false)]
    [InlineData("+ https://forum.example", "https://forum.example/anything", true)]
    [InlineData("+ https://forum.example", "https://forum.example.evil.example/anything", false)]
    [InlineData("+ https://forum.example", "https://forum.example:8443/", false)]
    [InlineData("+ https://FORUM.example/", "https://forum.example/1", true)]
    [InlineData("+ https://*.forum.example/", "https://forum.example/1", true)]
    [InlineData("+ https://*.forum.example/", "https://a.b.forum.example/1", true)]
    [InlineData("+ https://*.forum.example/", "https://notforum.example/1", false)]
    [InlineData("+ https://*.forum.example/", "https://forum.example.evil.example/1", false)]
    [InlineData("+ https://forum.example/\n- https://forum.example/login", "https://forum.example/login?next=1", false)]
    [InlineData("- https://forum.example/login\n+ https://forum.example/", "https://forum.example/login", true)]
    [InlineData("+ https://forum.example/\n- */logout", "https://forum.example/users/logout", false)]
    [InlineData("+ https://forum.example/\n- *sort=", "https://forum.example/list?a=1&sort=up", false)]
    [InlineData("+ https://forum.example/\n- *sort=", "https://forum.example/list?a=1", true)]
    [InlineData("+ https://forum.example/*/posts/", "https://forum.example/board/posts/1", true)]
    [InlineData("+ https://forum.example/*.html$", "https://forum.example/1.html", true)]
    [InlineData("+ https://forum.example/*.html$", "https://forum.example/1.html?x", false)]
    [InlineData("+ https://forum.example/\n- *", "https://forum.example/1", false)]
    [InlineData("+ https://forum.example/", "https://forum.example/1?utm_source=mail", true)]
    [InlineData("- https://forum.example/", "https://other.example/", false)]
    public void Of_the_rules_that_match_the_last_decides_and_the_host_is_matched_whole(string rules, string address, bool belongs) =>
        Assert.Equal(belongs, SourceScope.Parse(rules).Contains(CaptureUri.Parse(address)));

    [Theory]
    [InlineData("", "1 to 100 rules")]
    [InlineData(" \n ", "1 to 100 rules")]
    [InlineData("+ https://forum.example*", "Rule 1: In a host a star stands alone")]
    [InlineData("+ https://*forum.example/", "Rule 1: In a host a star stands alone")]
    [InlineData("+ https://a.*.example/", "Rule 1: In a host a star stands alone")]
    [InlineData("+ https://*.example/", "Rule 1: ")]
    [InlineData("+ https://forum.example/\n+ *", "Rule 2: A rule that lets in begins with an address")]
    [InlineData("+ ftp://forum.example/", "Rule 1: ")]
    [InlineData("-", "Rule 1: The address is empty.")]
    public void Rules_that_do_not_hold_are_refused_with_their_line(string rules, string reason)
    {
        Assert.False(SourceScope.TryParse(rules, out _, out var said));

        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scope_has_at_most_a_hundred_rules_and_four_thousand_characters()
    {
        Assert.True(SourceScope.TryParse(string.Join('\n', Enumerable.Repeat("https://a.example/", 100)), out _, out _));
        Assert.False(SourceScope.TryParse(string.Join('\n', Enumerable.Repeat("https://a.example/", 101)), out _, out _));
        Assert.False(SourceScope.TryParse($"https://a.example/{new string('a', 4_000)}", out _, out _));
    }

    [Fact]
    public void Rules_are_kept_each_with_its_sign_and_read_again_as_they_were()
    {
        var kept = SourceScope.Parse("https://Forum.example/a\n-*/logout\n  + https://*.other.example/").ToString();

        Assert.Equal("+ https://forum.example/a\n- */logout\n+ https://*.other.example/", kept);
        Assert.Equal(kept, SourceScope.Parse(kept).ToString());
    }
}
