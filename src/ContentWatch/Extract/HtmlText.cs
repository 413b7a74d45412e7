using System.Globalization;
using HtmlAgilityPack;

namespace ContentWatch.Extract;

/// <summary>Reads a page: the posts of a thread each by itself, else the article that a reader would see, else all text of the body.</summary>
internal static class HtmlText
{
    private const string PostPath =
        "//*[@itemtype and (contains(@itemtype,'schema.org/DiscussionForumPosting') or contains(@itemtype,'schema.org/SocialMediaPosting')"
        + " or contains(@itemtype,'schema.org/Comment') or contains(@itemtype,'schema.org/Article') or contains(@itemtype,'schema.org/NewsArticle')"
        + " or contains(@itemtype,'schema.org/BlogPosting'))] | //article | //*[contains(concat(' ',normalize-space(@class),' '),' h-entry ')]";

    /// <summary>Items and links of a page. The caller has checked its shape.</summary>
    public static (List<ExtractedItem> Items, List<string> Links) Read(string html, string finalUrl, ExtractOptions limits, Language language)
    {
        var page = new HtmlDocument { OptionMaxNestedChildNodes = limits.MaxDepth * 2, OptionFixNestedTags = true };
        page.LoadHtml(html);
        var root = page.DocumentNode;
        var posts = Posts(root).Take(limits.MaxItems).ToList();
        var items = posts.Count > 0
            ? posts.ConvertAll(post => Post(post, root, posts, language))
            : [WholePage(root, html, finalUrl, language)];
        return ([.. items.Where(item => item.Text.Length > 0)], Links(root, finalUrl, limits.MaxLinks));
    }

    private static IEnumerable<HtmlNode> Posts(HtmlNode root) =>
        root.SelectNodes(PostPath)?.Distinct().Where(node => NodeText.Of(node).Length > 0) ?? [];

    private static ExtractedItem Post(HtmlNode post, HtmlNode root, List<HtmlNode> posts, Language language)
    {
        var others = posts.Where(other => other != post).ToHashSet();
        var body = One(post, ".//*[@itemprop='text' or @itemprop='articleBody' or contains(concat(' ',normalize-space(@class),' '),' e-content ')]") ?? post;
        var text = NodeText.Of(body, others);
        var title = Text(One(post, ".//*[@itemprop='headline' or @itemprop='name' and not(ancestor::*[@itemprop='author'])]") ?? One(post, ".//h1 | .//h2 | .//h3"))
            ?? (posts.Count == 1 ? PageTitle(root) : null);
        var author = One(post, ".//*[@itemprop='author']//*[@itemprop='name']") ?? One(post, ".//*[@itemprop='author' or @rel='author' or contains(concat(' ',normalize-space(@class),' '),' p-author ')]");
        var when = One(post, ".//*[@itemprop='datePublished' or contains(concat(' ',normalize-space(@class),' '),' dt-published ')]") ?? One(post, ".//time[@datetime]");
        return new(
            post.XPath,
            Cut(title, 500),
            Cut(Text(author) ?? (posts.Count == 1 ? Meta(root, "author", "article:author") : null), 200),
            Time(when) ?? (posts.Count == 1 ? ParseTime(Meta(root, "article:published_time", "date")) : null),
            text,
            language.Of(text, Declared(post)));
    }

    private static ExtractedItem WholePage(HtmlNode root, string html, string finalUrl, Language language)
    {
        var body = root.SelectSingleNode("//body") ?? root;
        var all = NodeText.Of(body);
        var article = MainText.Find(finalUrl, html);

        // What the library leaves out must not hide a post: a main text that is a small part of the page is not believed.
        var text = article is not null && article.Length * 3 >= all.Length ? article : all;
        return new(
            body.XPath.Length == 0 ? "/" : body.XPath,
            Cut(PageTitle(root), 500),
            Cut(Meta(root, "author", "article:author"), 200),
            ParseTime(Meta(root, "article:published_time", "date")) ?? Time(One(body, ".//time[@datetime]")),
            text,
            language.Of(text, Declared(body)));
    }

    private static List<string> Links(HtmlNode root, string finalUrl, int most)
    {
        if (!CaptureUri.TryParse(finalUrl, out var page, out _))
        {
            return [];
        }

        var start = page.Resolve(root.SelectSingleNode("//base[@href]")?.GetAttributeValue("href", "")) ?? page;
        var refresh = root.SelectSingleNode("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']")?.GetAttributeValue("content", "").Split("url=", StringSplitOptions.None);
        return [.. (root.SelectNodes("//a[@href] | //area[@href]") ?? Enumerable.Empty<HtmlNode>())
            .Select(link => HtmlEntity.DeEntitize(link.GetAttributeValue("href", "")))
            .Concat(refresh is [_, var target] ? [target.Trim('"', '\'', ' ')] : [])
            .Select(start.Resolve)
            .OfType<CaptureUri>()
            .Select(link => link.Fetch)
            .Distinct()
            .Take(most)];
    }

    private static string? PageTitle(HtmlNode root) =>
        Meta(root, "og:title") ?? Text(root.SelectSingleNode("//h1")) ?? Text(root.SelectSingleNode("//title"));

    private static string? Meta(HtmlNode root, params string[] names) => names
        .Select(name => root.SelectSingleNode($"//meta[@property='{name}' or @name='{name}']")?.GetAttributeValue("content", ""))
        .Select(value => value is null ? null : NodeText.Tidy(HtmlEntity.DeEntitize(value)))
        .FirstOrDefault(value => !string.IsNullOrEmpty(value));

    private static HtmlNode? One(HtmlNode node, string path) => node.SelectSingleNode(path);

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
        && time.Year is >= 1990 and < 2200 ? time : null;

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : Charset.Composed(text[..most]);
}
