using ContentWatch.Extract;

namespace ContentWatch.Tests.Extract;

/// <summary>What a reader would read on a page, and where it leads.</summary>
public sealed class PageTests
{
    private const string Thread = """
        <html lang="en"><head><title>Thread seven</title><base href="/threads/"></head><body><nav>Menu words</nav>
        <div itemscope itemtype="https://schema.org/DiscussionForumPosting"><h2 itemprop="headline">About garden gnomes</h2>
          <span itemprop="author" itemscope><a rel="author" itemprop="url" href="/u/ann"><b itemprop="name">Ann</b></a></span>
          <time itemprop="datePublished" datetime="2026-11-02T10:00:00+01:00">then</time>
          <div itemprop="text">The first post says that gnomes are nice in every garden.</div>
          <div itemscope itemtype="https://schema.org/Comment"><b itemprop="author">Bob</b><p itemprop="text">The reply says that they are not nice at all.</p></div>
        </div>
        <article><h3>Third</h3>An article element stands beside them with words of its own.</article>
        <div class="post h-entry"><span class="p-author">Cem</span><p class="e-content">The fourth is marked by a microformat.</p></div>
        <footer>Small print</footer></body></html>
        """;

    [Fact]
    public async Task Each_post_of_a_thread_is_an_item_of_its_own()
    {
        var text = await Reading.Page(Thread);

        Assert.Equal(
            [
                "The first post says that gnomes are nice in every garden.",
                "The reply says that they are not nice at all.",
                "Third\nAn article element stands beside them with words of its own.",
                "The fourth is marked by a microformat.",
            ],
            text.Items.Select(item => item.Text));
        Assert.Equal(["Ann", "Bob", null, "Cem"], text.Items.Select(item => item.Author));
        Assert.Equal("About garden gnomes", text.Items[0].Title);
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero), text.Items[0].PublishedAt);
    }

    [Fact]
    public async Task A_selector_finds_its_post_again()
    {
        var items = (await Reading.Page(Thread)).Items;

        var root = HtmlText.Parse(Thread, new());

        Assert.Equal(items.Count, items.Select(item => item.Selector).Distinct().Count());
        Assert.All(items, item => Assert.Contains(item.Text.Split('\n')[^1], NodeText.Of(root.SelectSingleNode(item.Selector)!), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<p>One</p><p>Two</p>", "One\nTwo")]
    [InlineData("<p>One<p>Two", "One\nTwo")]
    [InlineData("One<br>Two", "One\nTwo")]
    [InlineData("<ul><li>One<li>Two</ul>", "One\nTwo")]
    [InlineData("<table><tr><td>One<td>Two<tr><td>Three</table>", "One Two\nThree")]
    [InlineData("<table><tr><td><font>One<td><font>Two</table>Three", "One Two\nThree")]
    [InlineData("<b>One<p>Two</b>Three</p>", "One\nTwoThree")]
    [InlineData("One &amp; two &lt;b&gt; &#8364;", "One & two <b> €")]
    [InlineData("One < two <3 and </ three", "One < two <3 and")]
    [InlineData("<pre>One\n  Two</pre>", "One\nTwo")]
    [InlineData("<form>Words in a form</form>", "Words in a form")]
    [InlineData("<div>One</div></div></p></table>Two", "One\nTwo")]
    [InlineData("<script>var a='<p>no</p>';</script>Yes<style>no</style>", "Yes")]
    [InlineData("<!-- no --!>Yes<!-->, yes<!-- no", "Yes, yes")]
    [InlineData("<p hidden>no</p><p style='color:red; DISPLAY : none'>no</p><p aria-hidden=true>no</p>Yes", "Yes")]
    [InlineData("<nav>no</nav><footer>no</footer><select><option>no</select><template>no</template>Yes", "Yes")]
    [InlineData("<div title=\"a > b\">Yes</div>", "Yes")]
    [InlineData("<textarea><p>no</textarea>Yes", "Yes")]
    [InlineData("a\u0000b e\u0301", "ab é")]
    public async Task Markup_becomes_lines_of_what_a_reader_reads(string html, string expected)
    {
        var text = await Reading.Page($"<html><body>{html}</body></html>");

        Assert.Equal(expected, Assert.Single(text.Items).Text);
    }

    [Fact]
    public async Task A_head_that_is_never_closed_hides_nothing()
    {
        var text = await Reading.Page("<html><head><title>Title</title><div>All of the words</div>");

        Assert.Equal("All of the words", Assert.Single(text.Items).Text);
        Assert.Equal("Title", text.Items[0].Title);
    }

    [Fact]
    public async Task An_article_is_read_without_what_stands_around_it()
    {
        var paragraph = "<p>The gnome society met on Monday, and its members talked for a long while about paint, hats, wheelbarrows, and the weather of the week, which had been mild and dry all over the land, as they said.</p>";

        var text = await Reading.Page($"""
            <html><head><meta property="og:title" content="Gnomes meet"><meta name="author" content="Dora"><meta property="article:published_time" content="2026-10-01T08:00:00Z"></head>
            <body><div class="sidebar"><ul><li><a href="/x">Other pages</a></li></ul></div><div class="content">{string.Concat(Enumerable.Repeat(paragraph, 8))}</div></body></html>
            """);

        var item = Assert.Single(text.Items);
        Assert.StartsWith("The gnome society", item.Text, StringComparison.Ordinal);
        Assert.Equal(("Gnomes meet", "Dora", "/html[1]/body[1]", "en"), (item.Title, item.Author, item.Selector, item.Language));
        Assert.Equal(new DateTimeOffset(2026, 10, 1, 8, 0, 0, TimeSpan.Zero), item.PublishedAt);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("2026-13-45")]
    [InlineData("")]
    public async Task A_time_that_makes_no_sense_is_none(string time)
    {
        var text = await Reading.Page($"<article><time datetime='{time}'></time>Words</article>");

        Assert.Null(Assert.Single(text.Items).PublishedAt);
    }

    [Fact]
    public async Task Links_are_absolute_without_fragment_and_each_once()
    {
        var text = await Reading.Page("""
            <head><base href="/base/"><meta http-equiv="Refresh" content="5; URL='/next'"></head>
            <p>Words <a href="a#1">a</a> <a href="a#2" rel="nofollow">a</a> <a href="//other.example/b">b</a>
            <a href="mailto:x@example.org">m</a> <a href="javascript:void(0)">j</a> <a href="?q=1&amp;r=2">q</a>
            """);

        Assert.Equal(
            ["https://forum.example/base/a", "https://other.example/b", "https://forum.example/base/?q=1&r=2", "https://forum.example/next"],
            text.Links);
    }

    [Fact]
    public async Task A_page_without_words_is_unreadable()
    {
        var result = await Reading.Of("<html><body><img src=a.png> </body></html>"u8.ToArray(), "text/html");

        Assert.Equal("There is no text in it.", Reading.Reason(result));
    }
}
