using SmartReader;

namespace ContentWatch.Extract;

/// <summary>Finds the article in a page, as a browser's reading view would (SmartReader, a port of Mozilla's Readability).</summary>
internal static class MainText
{
    /// <summary>The article's text; null when the page has none that can be read.</summary>
    public static string? Find(string url, string html)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out _))
        {
            return null;
        }

        using var reader = new Reader(url, html) { ContinueIfNotReadable = false };
        var article = reader.GetArticle();
        return article is { IsReadable: true, TextContent: { } text } && NodeText.Tidy(text) is { Length: > 0 } tidy ? tidy : null;
    }
}
