using System.Net;
using System.Text;
using HtmlAgilityPack;
using SmartReader;

namespace ContentWatch.Extract;

/// <summary>Finds the article in a page, as a browser's reading view would (SmartReader, a port of Mozilla's Readability).</summary>
/// <remarks>
/// The library parses with a parser of its own and looks at some elements many times. It is given the visible part of our tree, written with
/// few kinds of element, and only up to <see cref="MostElements"/> of them: what it does then takes bounded time at any input.
/// </remarks>
internal static class MainText
{
    private const int MostElements = 4_000;
    private const int MostCharacters = 1_000_000;

    private static readonly HashSet<string> Kept =
    [
        "a", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "ol", "p", "pre", "section",
        "table", "tbody", "td", "th", "thead", "tr", "ul",
    ];

    /// <summary>The article's text; null when the page has none that can be read, or is too large to look for it.</summary>
    public static string? Find(string url, HtmlNode body)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out _) || Visible(body) is not { } html)
        {
            return null;
        }

        using var reader = new Reader(url, html) { ContinueIfNotReadable = false };
        var article = reader.GetArticle();
        return article is { IsReadable: true, TextContent: { } text } && NodeText.Tidy(text) is { Length: > 0 } tidy ? tidy : null;
    }

    private static string? Visible(HtmlNode body)
    {
        var (html, elements) = (new StringBuilder("<html><body>"), 0);
        var stack = new Stack<(HtmlNode? Node, string? End)>();
        PushChildren(stack, body);
        while (stack.TryPop(out var step))
        {
            if (step.Node is not { } node)
            {
                html.Append("</").Append(step.End).Append('>');
            }
            else if (node.NodeType == HtmlNodeType.Text)
            {
                html.Append(WebUtility.HtmlEncode(HtmlEntity.DeEntitize(((HtmlTextNode)node).Text)));
            }
            else if (!NodeText.IsSilent(node))
            {
                elements++;
                Open(html, stack, node);
            }

            if (elements > MostElements || html.Length > MostCharacters)
            {
                return null;
            }
        }

        return html.ToString();
    }

    private static void Open(StringBuilder html, Stack<(HtmlNode? Node, string? End)> stack, HtmlNode node)
    {
        if (node.Name is "br" or "hr")
        {
            // A line of its own in any reading; a run of breaks is what the library looks at again and again.
            html.Append('\n');
            return;
        }

        // Words' own elements all become spans: the parser reopens nothing.
        var name = Kept.Contains(node.Name) ? node.Name : "span";
        html.Append('<').Append(name);
        if (node.GetAttributeValue("class", "") is { Length: > 0 and <= 200 } classes)
        {
            html.Append(" class=\"").Append(WebUtility.HtmlEncode(classes)).Append('"');
        }

        html.Append('>');
        stack.Push((null, name));
        PushChildren(stack, node);
    }

    private static void PushChildren(Stack<(HtmlNode? Node, string? End)> stack, HtmlNode node)
    {
        for (var child = node.LastChild; child is not null; child = child.PreviousSibling)
        {
            stack.Push((child, null));
        }
    }
}
