using System.ServiceModel.Syndication;
using System.Text;
using System.Text.Json;
using System.Xml;
using HtmlAgilityPack;

namespace ContentWatch.Extract;

/// <summary>Reads RSS 2.0, Atom 1.0 and JSON Feed 1.1: each entry an item. No DTD, no entity of the document's own, bounded depth.</summary>
internal static class FeedText
{
    /// <summary>Entries of an XML feed.</summary>
    /// <exception cref="UnreadableException">It is not a feed, or not well-formed.</exception>
    public static (List<ExtractedItem> Items, List<string> Links) ReadXml(string xml, ExtractOptions limits, Language language)
    {
        HtmlShape.Check(xml, limits);
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = limits.MaxCharacters };
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml.TrimStart()), settings);
            var feed = SyndicationFeed.Load(reader);
            var entries = feed.Items.Take(limits.MaxItems).ToList();
            var items = entries.Select((entry, i) => Entry(
                i,
                entry.Title?.Text,
                entry.Authors.FirstOrDefault()?.Name ?? entry.Authors.FirstOrDefault()?.Email,
                entry.PublishDate != default ? entry.PublishDate : entry.LastUpdatedTime != default ? entry.LastUpdatedTime : null,
                Body(entry),
                limits,
                language));
            var links = entries.SelectMany(entry => entry.Links).Select(link => link.Uri?.ToString());
            return ([.. items.Where(item => item.Text.Length > 0)], Links(links, limits));
        }
        catch (XmlException e)
        {
            throw new UnreadableException($"The document is not a feed that can be read (line {e.LineNumber}).");
        }
    }

    /// <summary>Entries of a JSON Feed.</summary>
    /// <exception cref="UnreadableException">It is not one.</exception>
    public static (List<ExtractedItem> Items, List<string> Links) ReadJson(string json, ExtractOptions limits, Language language)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("items", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                throw new UnreadableException("The JSON is not a feed.");
            }

            var entries = list.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object).Take(limits.MaxItems).ToList();
            var items = entries.Select((entry, i) => Entry(
                i, String(entry, "title"), Author(entry), HtmlText.ParseTime(String(entry, "date_published")), String(entry, "content_html") ?? String(entry, "content_text"), limits, language));
            return ([.. items.Where(item => item.Text.Length > 0)], Links(entries.Select(entry => String(entry, "url")), limits));
        }
        catch (JsonException)
        {
            throw new UnreadableException("The document is not JSON.");
        }
    }

    private static ExtractedItem Entry(int index, string? title, string? author, DateTimeOffset? published, string? body, ExtractOptions limits, Language language)
    {
        var heading = Plain(title, limits);
        var text = Plain(body, limits) is { Length: > 0 } words ? words : heading;
        return new($"entry[{index + 1}]", Cut(heading, 500), Cut(Plain(author, limits), 200), published?.ToUniversalTime(), text, language.Of(text, null));
    }

    private static string? Body(SyndicationItem entry) => entry.Content is TextSyndicationContent content
        ? content.Text
        : entry.ElementExtensions.ReadElementExtensions<string>("encoded", "http://purl.org/rss/1.0/modules/content/").FirstOrDefault() ?? entry.Summary?.Text;

    /// <summary>Entries carry HTML as text: the same limits and the same reader.</summary>
    private static string Plain(string? html, ExtractOptions limits)
    {
        if (string.IsNullOrEmpty(html) || !html.Contains('<', StringComparison.Ordinal))
        {
            return NodeText.Tidy(HtmlEntity.DeEntitize(html ?? ""));
        }

        HtmlShape.Check(html, limits);
        var page = new HtmlDocument { OptionMaxNestedChildNodes = limits.MaxDepth * 2 };
        page.LoadHtml(html);
        return NodeText.Of(page.DocumentNode);
    }

    private static List<string> Links(IEnumerable<string?> links, ExtractOptions limits) =>
        [.. links.Select(link => CaptureUri.TryParse(link, out var uri, out _) ? uri.Fetch : null).OfType<string>().Distinct().Take(limits.MaxLinks)];

    private static string? Author(JsonElement entry) =>
        entry.TryGetProperty("authors", out var authors) && authors.ValueKind == JsonValueKind.Array && authors.GetArrayLength() > 0 ? String(authors[0], "name") : null;

    private static string? String(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Cut(string text, int most) => text.Length == 0 ? null : text.Length <= most ? text : Charset.Composed(new StringBuilder(text, 0, most, most).ToString());
}
