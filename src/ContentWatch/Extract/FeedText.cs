using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace ContentWatch.Extract;

/// <summary>Reads RSS 2.0 and 1.0, Atom 1.0 and JSON Feed 1.1: each entry an item. No DTD, no entity of the document's own, bounded depth.</summary>
internal static class FeedText
{
    private const string Dublin = "http://purl.org/dc/elements/1.1/";
    private const string Content = "http://purl.org/rss/1.0/modules/content/";

    /// <summary>Entries of an XML feed.</summary>
    /// <exception cref="UnreadableException">It is not a feed, not well-formed, or outside a limit.</exception>
    public static (List<ExtractedItem> Items, List<string> Links) ReadXml(string xml, string finalUrl, ExtractOptions limits, Language language)
    {
        try
        {
            CheckShape(xml, limits);
            using var reader = Reader(xml, limits);
            var root = XDocument.Load(reader).Root!;
            if (root.Name.LocalName is not ("rss" or "RDF" or "feed"))
            {
                throw new UnreadableException("The XML is not a feed.");
            }

            var entries = root.Descendants().Where(element => element.Name.LocalName is "item" or "entry").Take(limits.MaxItems).ToList();
            var items = entries.Select((entry, i) => Entry(
                i, Child(entry, "title"), Author(entry), Published(entry), Child(entry, "encoded", Content) ?? Child(entry, "content") ?? Child(entry, "description") ?? Child(entry, "summary"), limits, language));
            return ([.. items.Where(item => item.Text.Length > 0)], Links(entries.SelectMany(Links), finalUrl, limits));
        }
        catch (XmlException e)
        {
            throw new UnreadableException($"The document is not a feed that can be read (line {e.LineNumber}).");
        }
    }

    /// <summary>Entries of a JSON Feed.</summary>
    /// <exception cref="UnreadableException">It is not one, or outside a limit.</exception>
    public static (List<ExtractedItem> Items, List<string> Links) ReadJson(string json, string finalUrl, ExtractOptions limits, Language language)
    {
        if (json.Length > limits.MaxCharacters)
        {
            throw new UnreadableException($"The document has more than {limits.MaxCharacters:N0} characters.");
        }

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
            return ([.. items.Where(item => item.Text.Length > 0)], Links(entries.Select(entry => String(entry, "url")), finalUrl, limits));
        }
        // Half a surrogate pair in an escape is found only when its text or name is asked for, and is then no JsonException.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UnreadableException("The document is not JSON.");
        }
    }

    /// <summary>Reads it through once without keeping anything: a tree is built only of what is within the limits.</summary>
    private static void CheckShape(string xml, ExtractOptions limits)
    {
        if (xml.Length > limits.MaxCharacters)
        {
            throw new UnreadableException($"The document has more than {limits.MaxCharacters:N0} characters.");
        }

        using var reader = Reader(xml, limits);
        var elements = 0;
        while (reader.Read())
        {
            if (reader.Depth > limits.MaxDepth)
            {
                throw new UnreadableException($"The document nests elements more than {limits.MaxDepth} deep.");
            }

            if (reader.NodeType == XmlNodeType.Element && ++elements > limits.MaxElements)
            {
                throw new UnreadableException($"The document has more than {limits.MaxElements:N0} elements.");
            }
        }
    }

    private static XmlReader Reader(string xml, ExtractOptions limits) => XmlReader.Create(
        new StringReader(xml.TrimStart()),
        new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = limits.MaxCharacters, CheckCharacters = false });

    private static ExtractedItem Entry(int index, string? title, string? author, DateTimeOffset? published, string? body, ExtractOptions limits, Language language)
    {
        var heading = Plain(title, limits).Replace('\n', ' ');
        var text = Plain(body, limits) is { Length: > 0 } words ? words : heading;
        return new($"entry[{index + 1}]", Cut(heading, 500), Cut(Plain(author, limits).Replace('\n', ' '), 200), published, text, language.Of(text, null));
    }

    /// <summary>Entries carry HTML as text: the same limits and the same reader.</summary>
    private static string Plain(string? html, ExtractOptions limits) =>
        string.IsNullOrWhiteSpace(html) ? "" : NodeText.Of(HtmlText.Parse(html, limits));

    /// <summary>The words of a child in the feed's own vocabulary; of XHTML content, its markup.</summary>
    private static string? Child(XElement entry, string name, string? ns = null)
    {
        var child = entry.Elements().FirstOrDefault(element => element.Name.LocalName == name && element.Name.NamespaceName == (ns ?? entry.Name.NamespaceName));
        return child is null ? null : child.HasElements && child.Attribute("type")?.Value == "xhtml" ? child.ToString(SaveOptions.DisableFormatting) : child.Value;
    }

    private static string? Author(XElement entry)
    {
        var author = entry.Elements().FirstOrDefault(element => element.Name.LocalName == "author");
        return author is { HasElements: true } ? Child(author, "name") : author?.Value ?? Child(entry, "creator", Dublin);
    }

    private static DateTimeOffset? Published(XElement entry) => new[] { Child(entry, "published"), Child(entry, "pubDate"), Child(entry, "date", Dublin), Child(entry, "updated") }
        .Select(HtmlText.ParseTime)
        .FirstOrDefault(time => time is not null);

    private static IEnumerable<string?> Links(XElement entry) => entry.Elements()
        .Where(element => element.Name.LocalName == "link" && element.Name.NamespaceName == entry.Name.NamespaceName)
        .Select(link => link.Attribute("href")?.Value ?? link.Value);

    private static List<string> Links(IEnumerable<string?> links, string finalUrl, ExtractOptions limits) =>
        CaptureUri.TryParse(finalUrl, out var page, out _)
            ? [.. links.Select(link => page.Resolve(link?.Trim())).OfType<CaptureUri>().Select(link => link.Fetch).Distinct().Take(limits.MaxLinks)]
            : [];

    private static string? Author(JsonElement entry) =>
        entry.TryGetProperty("authors", out var authors) && authors.ValueKind == JsonValueKind.Array && authors.GetArrayLength() > 0 ? String(authors[0], "name") : null;

    private static string? String(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Cut(string text, int most) => text.Length == 0 ? null : text.Length <= most ? text : Charset.Composed(text[..most]);
}
