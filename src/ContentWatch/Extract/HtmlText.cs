using System.Globalization;
using HtmlAgilityPack;

namespace ContentWatch.Extract;

/// <summary>Reads a page: the posts of a thread each by itself, else the article that a reader would see, else all text of the body.</summary>
internal static class HtmlText
{
    /// <summary>The page's tree. A selector of an item is evaluated on this and finds the item's node.</summary>
    /// <exception cref="UnreadableException">The page is outside a limit.</exception>
    public static HtmlNode Parse(string html, ExtractOptions limits)
    {
        var page = new HtmlDocument { OptionFixNestedTags = false };
        page.LoadHtml(HtmlShape.Write(html, limits));
        return page.DocumentNode;
    }

    /// <summary>Items and links of a page.</summary>
    /// <exception cref="UnreadableException">The page is outside a limit.</exception>
    public static (List<ExtractedItem> Items, List<string> Links) Read(string html, string finalUrl, ExtractOptions limits, Language language)
    {
        var root = Parse(html, limits);
        var posts = PostNodes.Of(root, limits.MaxItems);
        var nodes = posts.ConvertAll(post => post.Node).ToHashSet();
        var items = posts.ConvertAll(post => Post(post, root, nodes, language)).FindAll(item => item.Text.Length > 0);
        if (items.Count == 0)
        {
            items = WholePage(root, finalUrl, language) is { Text.Length: > 0 } page ? [page] : [];
        }

        return (items, Links(root, finalUrl, limits.MaxLinks));
    }

    private static ExtractedItem Post(PostNodes post, HtmlNode root, HashSet<HtmlNode> posts, Language language)
    {
        var isOnly = posts.Count == 1;
        var text = NodeText.Of(post.Body ?? post.Node, posts);
        return new(
            Selector(post.Node),
            Cut(Text(post.Title) ?? (isOnly ? PageTitle(root) : null), 500),
            Cut(Text(post.Author) ?? (isOnly ? PageAuthor(root) : null), 200),
            Time(post.Time) ?? (isOnly ? PageTime(root) : null),
            text,
            language.Of(text, Declared(post.Node)));
    }

    private static ExtractedItem WholePage(HtmlNode root, string finalUrl, Language language)
    {
        var body = root.SelectSingleNode("//body") ?? root.SelectSingleNode("/html") ?? root;
        var all = NodeText.Of(body);
        var article = MainText.Find(finalUrl, body);

        // What the library leaves out must not hide a post: a main text that is a small part of the page is not believed.
        var text = article is not null && article.Length * 3 >= all.Length ? article : all;
        return new(
            Selector(body),
            Cut(PageTitle(root), 500),
            Cut(PageAuthor(root), 200),
            PageTime(root) ?? Time(body.SelectSingleNode(".//time[@datetime]")),
            text,
            language.Of(text, Declared(body)));
    }

    /// <summary>An XPath to an element by the places of its forebears: <c>/html[1]/body[1]/div[3]</c>; <c>/</c> for the page itself.</summary>
    private static string Selector(HtmlNode node)
    {
        var steps = new Stack<string>();
        for (var at = node; at is { NodeType: HtmlNodeType.Element }; at = at.ParentNode)
        {
            var place = 1;
            for (var before = at.PreviousSibling; before is not null; before = before.PreviousSibling)
            {
                place += before.Name == at.Name ? 1 : 0;
            }

            steps.Push($"/{at.Name}[{place}]");
        }

        return steps.Count == 0 ? "/" : string.Concat(steps);
    }

    private static List<string> Links(HtmlNode root, string finalUrl, int most)
    {
        if (!CaptureUri.TryParse(finalUrl, out var page, out _))
        {
            return [];
        }

        var start = page.Resolve(root.SelectSingleNode("//base[@href]")?.GetAttributeValue("href", "")) ?? page;
        return [.. (root.SelectNodes("//a[@href] | //area[@href]") ?? Enumerable.Empty<HtmlNode>())
            .Select(link => HtmlEntity.DeEntitize(link.GetAttributeValue("href", "")))
            .Concat(Refreshes(root))
            .Select(start.Resolve)
            .OfType<CaptureUri>()
            .Select(link => link.Fetch)
            .Distinct()
            .Take(most)];
    }

    private static IEnumerable<string> Refreshes(HtmlNode root) =>
        (root.SelectNodes("//meta[@http-equiv and @content]") ?? Enumerable.Empty<HtmlNode>())
            .Where(meta => meta.GetAttributeValue("http-equiv", "").Trim().Equals("refresh", StringComparison.OrdinalIgnoreCase))
            .Select(meta => HtmlEntity.DeEntitize(meta.GetAttributeValue("content", "")))
            .Select(content => (Content: content, At: content.IndexOf("url=", StringComparison.OrdinalIgnoreCase)))
            .Where(refresh => refresh.At >= 0)
            .Select(refresh => refresh.Content[(refresh.At + 4)..].Trim('"', '\'', ' '));

    private static string? PageTitle(HtmlNode root) =>
        Meta(root, "og:title") ?? Text(root.SelectSingleNode("//h1")) ?? Text(root.SelectSingleNode("//title"));

    private static string? PageAuthor(HtmlNode root) =>
        Meta(root, "author", "article:author") ?? Text(root.SelectSingleNode("//*[@itemprop='author' or @rel='author']"));

    private static DateTimeOffset? PageTime(HtmlNode root) =>
        ParseTime(Meta(root, "article:published_time", "date")) ?? Time(root.SelectSingleNode("//*[@itemprop='datePublished']"));

    private static string? Meta(HtmlNode root, params string[] names) => names
        .Select(name => root.SelectSingleNode($"//meta[@property='{name}' or @name='{name}']")?.GetAttributeValue("content", ""))
        .Select(value => value is null ? null : NodeText.Tidy(HtmlEntity.DeEntitize(value)).Replace('\n', ' '))
        .FirstOrDefault(value => !string.IsNullOrEmpty(value));

    private static string? Text(HtmlNode? node)
    {
        var text = node is null ? "" : NodeText.Of(node).Replace('\n', ' ');
        return text.Length == 0 ? null : text;
    }

    private static string? Declared(HtmlNode node) =>
        node.AncestorsAndSelf().Select(n => n.GetAttributeValue("lang", n.GetAttributeValue("xml:lang", ""))).FirstOrDefault(lang => lang.Length > 0);

    private static DateTimeOffset? Time(HtmlNode? node) => node is null
        ? null
        : ParseTime(node.GetAttributeValue("datetime", node.GetAttributeValue("content", "")) is { Length: > 0 } value ? value : Text(node));

    /// <summary>A time as pages write it; without a zone it counts as UTC; what is no time, or lies before the web or far ahead, is none.</summary>
    internal static DateTimeOffset? ParseTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        && IsPlausible(time.UtcDateTime) ? time : null;

    /// <summary>False before the web and far ahead.</summary>
    internal static bool IsPlausible(DateTime time) => time.Year is >= 1990 and < 2200;

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : Charset.Composed(text[..most]);
}
