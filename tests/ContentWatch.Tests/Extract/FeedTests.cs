using System.Text;

namespace ContentWatch.Tests.Extract;

/// <summary>Feeds: each entry an item.</summary>
public sealed class FeedTests
{
    private const string Rss = """
        <?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>
        <item><title>First &amp;amp; one</title><link>/posts/1#top</link><dc:creator>Ann</dc:creator><pubDate>Tue, 01 Dec 2026 10:00:00 +0100</pubDate>
          <description>short</description><content:encoded>&lt;p&gt;Long&lt;/p&gt;&lt;script&gt;no&lt;/script&gt;&lt;p&gt;text&lt;/p&gt;</content:encoded></item>
        <item><title>Second</title><link>https://forum.example/posts/2</link><pubDate>not a day</pubDate></item></channel></rss>
        """;

    private const string Atom = """
        <feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title type="html">&lt;b&gt;First&lt;/b&gt;</title><link href="https://forum.example/posts/1"/>
        <author><name>Ann</name></author><updated>2026-12-01T09:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long</p><p>text</p></div></content></entry></feed>
        """;

    private const string Json = """
        {"version":"https://jsonfeed.org/version/1.1","items":[{"title":"First","url":"https://forum.example/posts/1","authors":[{"name":"Ann"}],
        "date_published":"2026-12-01T09:00:00Z","content_html":"<p>Long</p><p>text</p>"}]}
        """;

    [Theory]
    [InlineData("""{"version":"https://jsonfeed.org/version/1.1","items":[{"title":"\ud800","content_text":"mild"}]}""")]
    [InlineData("""{"version":"https://jsonfeed.org/version/1.1","items":[{"title":"mild","authors":[{"name":"\udc00"}],"content_text":"mild"}]}""")]
    public async Task Half_a_surrogate_pair_makes_a_feed_unreadable_and_throws_nothing(string feed) =>
        Assert.Equal("The document is not JSON.", Reading.Reason(await Reading.Of(Encoding.UTF8.GetBytes(feed), "application/feed+json")));

    [Theory]
    [InlineData(Rss, "application/rss+xml", "First & one")]
    [InlineData(Rss, "text/xml", "First & one")]
    [InlineData(Rss, null, "First & one")]
    [InlineData(Atom, "application/atom+xml", "First")]
    [InlineData(Json, "application/feed+json", "First")]
    public async Task Each_entry_is_an_item(string feed, string? contentType, string title)
    {
        var text = Reading.Text(await Reading.Of(Encoding.UTF8.GetBytes(feed), contentType));

        var first = text.Items[0];
        Assert.Equal(("entry[1]", title, "Ann", "Long\ntext"), (first.Selector, first.Title, first.Author, first.Text));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero), first.PublishedAt);
        Assert.Equal("https://forum.example/posts/1", text.Links[0]);
    }

    [Fact]
    public async Task An_entry_with_a_false_date_is_read_without_it()
    {
        var text = Reading.Text(await Reading.Of(Encoding.UTF8.GetBytes(Rss), "text/xml"));

        Assert.Equal(("entry[2]", "Second", null), (text.Items[1].Selector, text.Items[1].Text, text.Items[1].PublishedAt));
    }

    [Theory]
    [InlineData("<!DOCTYPE rss [<!ENTITY a \"x\">]><rss><channel><item><title>&a;</title></item></channel></rss>")]
    [InlineData("<!DOCTYPE rss [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><rss><channel><item><title>&a;</title></item></channel></rss>")]
    [InlineData("<rss><channel><item>")]
    [InlineData("<opml><body/></opml>")]
    [InlineData("")]
    public async Task What_is_no_feed_or_brings_its_own_entities_is_unreadable(string xml)
    {
        var result = await Reading.Of(Encoding.UTF8.GetBytes(xml), "application/rss+xml");

        Assert.NotEmpty(Reading.Reason(result));
    }

    [Fact]
    public async Task A_feed_nested_a_hundred_thousand_deep_is_unreadable()
    {
        var deep = new StringBuilder("<rss>").Insert(5, "<a>", 100_000).ToString();
        var json = new StringBuilder("{\"items\":").Append('[', 100_000).ToString();

        var xml = await Reading.Of(Encoding.UTF8.GetBytes(deep), "text/xml");
        var feed = await Reading.Of(Encoding.UTF8.GetBytes(json), "application/json");

        Assert.Contains("more than 256 deep", Reading.Reason(xml), StringComparison.Ordinal);
        Assert.Equal("The document is not JSON.", Reading.Reason(feed));
    }
}
