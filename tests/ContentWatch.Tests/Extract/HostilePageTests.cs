using System.Text;
using ContentWatch.Extract;

namespace ContentWatch.Tests.Extract;

/// <summary>Pages made to break the reader: each ends in a reason or in text, soon, and the process lives.</summary>
public sealed class HostilePageTests
{
    private const int Times = 100_000;

    /// <summary>What is repeated, and what stands before and behind.</summary>
    public static TheoryData<string, string, string> Nestings => new()
    {
        { "", "<div>", "x" }, { "", "<div x='>'>", "x" }, { "", "<div/>", "x" }, { "", "<div></b>", "x" }, { "", "<div></p></span>", "x" },
        { "", "<b><i>", "x" }, { "", "<b></i>", "x" }, { "", "<p><span>x", "" }, { "", "<p><b>x</p>", "" }, { "", "<font>", "x" }, { "", "<a href=x><span>", "x" },
        { "", "<table><tr><td>", "x" }, { "<table>", "<tr><div>", "x" }, { "", "<td><th>", "x" }, { "", "<tbody>", "x" }, { "<table>", "<b>", "<tr>x" },
        { "", "<select><option>", "x" }, { "", "<option><p>", "x" }, { "", "<optgroup>", "x" }, { "", "<svg><g>", "x" }, { "<svg>", "<source>", "x" }, { "<svg>", "<td>", "x" },
        { "", "<math><mi>", "x" }, { "", "<template>", "x" }, { "", "<ul><li>", "x" }, { "", "<li><dd>", "x" }, { "", "<dl><dt>x<dd>", "" }, { "", "<head>", "x" },
        { "", "<html><body>", "x" }, { "", "<article>", "x" }, { "", "<object>", "x" }, { "", "<noscript>", "x" }, { "", "<o:p>", "x" }, { "", "<aé>", "x" },
        { "<a b=c\"d>", "<div>", "\"x" }, { "<a 'd>", "<div>", "'>x" }, { "<a b=\"", "<div>", "\">x" }, { "<!-->", "<div>", "-->x" }, { "<!-- a --!>", "<div>", "-->x" },
        { "<!--", "<div>", "-->x" }, { "<!", "<div>", ">x" }, { "<?php '", "<div>", "?>x" }, { "<![CDATA[ > ", "<div>", "]]>x" }, { "<script>'", "<div>", "'</script>x" },
        { "<script>", "<div>", "x" }, { "<script></scriptx>", "<div>", "</script>x" }, { "<script/>", "<div>", "</script>x" }, { "<title>", "<div>", "</title>x" },
        { "<title>", "<div>", "x" }, { "<textarea>", "<p></p>", "</textarea>x" }, { "", "<textarea>", "x" }, { "<xmp>", "<div>", "</xmp>x" }, { "<plaintext>", "<div>", "x" },
        { "", "</div>", "x" }, { "", "</", "x" }, { "", "<", "x" }, { "", "<a ", "x" }, { "", "<a '", "x" }, { "", "<!--", "x" }, { "", "<p></>", "x" }, { "<div ", "a ", ">x" },
        { "<div class='", "a ", "'>x" }, { "", "<br>", "x" }, { "", "<br></br>", "x" }, { "", "&", "x" }, { "", "&#x110000;&#99999999999;", "x" }, { "a", "\u0301\u0323", "x" },
        { "<script type='application/ld+json'>", "[", "</script>x" },
    };

    [Theory]
    [MemberData(nameof(Nestings))]
    public async Task A_hundred_thousand_of_anything_end_in_a_reason_or_in_text(string before, string repeated, string after)
    {
        var page = new StringBuilder(before).Insert(before.Length, repeated, Times).Append(after).ToString();

        // Longer than a page's time, and it is none.
        var result = await Reading.Of(Encoding.UTF8.GetBytes(page), "text/html");

        Assert.True(result is ExtractionResult.Extracted or ExtractionResult.Unreadable, $"{result}");
    }

    [Theory]
    [InlineData("<div>", "The page nests elements more than 256 deep.")]
    [InlineData("<b><i>", "The page nests elements more than 256 deep.")]
    [InlineData("<img>", "The page has more than 30,000 elements.")]
    [InlineData("<p>x</p>", "The page has more than 30,000 elements.")]
    public async Task The_reason_names_the_limit(string repeated, string reason)
    {
        var page = new StringBuilder().Insert(0, repeated, Times).ToString();

        var result = await Reading.Of(Encoding.UTF8.GetBytes(page), "text/html");

        Assert.Equal(reason, Reading.Reason(result));
    }

    [Theory]
    [InlineData("<div>", 0)]
    [InlineData("<div>", 1)]
    [InlineData("<span>", 0)]
    [InlineData("<article>", 0)]
    public void No_tree_is_deeper_than_the_limit(string opening, int more)
    {
        var limits = new ExtractOptions();
        var page = new StringBuilder().Insert(0, opening, limits.MaxDepth + more).Append('x').ToString();

        var read = Record.Exception(() => HtmlText.Parse(page, limits));

        Assert.Equal(more > 0, read is UnreadableException);
    }

    /// <summary>Within every limit, and made to be slow: words reopened in each row, siblings by the thousand, runs of breaks, posts in posts.</summary>
    public static TheoryData<string, string, int> Slow => new()
    {
        { string.Concat(Enumerable.Range(0, 200).Select(i => $"<b class=c{i}>")), "<p>x", 25_000 },
        { "<table>" + string.Concat(Enumerable.Range(0, 200).Select(i => $"<b class=c{i}>")), "<tr>x", 25_000 },
        { string.Concat(Enumerable.Repeat("<article>", 200)), "<p>words", 25_000 },
        { "<body>", "<p>Some words, with a comma, and more of them, to be taken for an article by those that look for one.</p>", 3_900 },
        { "<body><div>", "<br><br>words, ", 14_000 },
        { "<body>", "<div><div class='content article'><p>Some words, with a comma.</p></div></div>", 1_300 },
        { "<body>", "<a href=/a>x</a>", 29_000 },
        { "<body>", "<div class=h-entry>x</div>", 29_000 },
    };

    [Theory]
    [MemberData(nameof(Slow))]
    public async Task A_page_within_the_limits_is_read_in_time(string before, string repeated, int times)
    {
        var page = new StringBuilder(before).Insert(before.Length, repeated, times).ToString();

        // The product's ten seconds are those of a worker; a test run shares its machine with others.
        var result = await Reading.Of(Encoding.UTF8.GetBytes(page), "text/html", new() { Timeout = TimeSpan.FromMinutes(1) });

        Assert.IsType<ExtractionResult.Extracted>(result);
    }

    [Fact]
    public async Task More_characters_than_the_limit_are_not_read()
    {
        var limits = new ExtractOptions { MaxCharacters = 1_000 };

        var page = await Reading.Of(Encoding.UTF8.GetBytes(new string('x', 1_001)), "text/html", limits);
        var plain = await Reading.Of(Encoding.UTF8.GetBytes(new string('x', 1_001)), "text/plain", limits);
        var huge = await Reading.Of(new byte[8_000], "text/html", limits);

        Assert.All([page, plain, huge], result => Assert.Contains("more than 1,000 characters", Reading.Reason(result), StringComparison.Ordinal));
    }
}
