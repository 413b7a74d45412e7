using System.Text;
using System.Text.RegularExpressions;
using HtmlAgilityPack;

namespace ContentWatch.Extract;

/// <summary>What a reader would read in a part of a page: no scripts, no menus, nothing hidden; blocks on lines of their own. Walks without recursion.</summary>
internal static partial class NodeText
{
    private static readonly HashSet<string> Silent =
    [
        "script", "style", "noscript", "template", "nav", "footer", "aside", "button", "select", "svg", "iframe", "object", "head", "canvas", "video", "audio", "math", "textarea", "title",
    ];

    private static readonly HashSet<string> Blocks =
    [
        "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "blockquote",
        "pre", "figure", "figcaption", "hr", "br", "address", "details", "summary", "fieldset", "body",
    ];

    [GeneratedRegex(@"display\s*:\s*none|visibility\s*:\s*hidden", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex HidingStyle { get; }

    /// <summary>The text of <paramref name="root"/>, without what stands below one of <paramref name="except"/>.</summary>
    public static string Of(HtmlNode root, IReadOnlySet<HtmlNode>? except = null)
    {
        var text = new StringBuilder();
        var stack = new Stack<(HtmlNode? Node, bool IsEnd)>([(root, false)]);
        while (stack.TryPop(out var step))
        {
            var (node, isEnd) = step;
            if (isEnd)
            {
                text.Append('\n');
            }
            else if (node!.NodeType == HtmlNodeType.Text)
            {
                text.Append(Words(((HtmlTextNode)node).Text, IsPreformatted(node)));
            }
            else if (node == root || !(IsSilent(node) || except?.Contains(node) == true))
            {
                if (Blocks.Contains(node.Name))
                {
                    text.Append('\n');
                    stack.Push((node, true));
                }
                else if (node.Name is "td" or "th")
                {
                    text.Append(' ');
                }

                for (var child = node.LastChild; child is not null; child = child.PreviousSibling)
                {
                    stack.Push((child, false));
                }
            }
        }

        return Tidy(text.ToString());
    }

    /// <summary>Lines trimmed, runs of spaces and of empty lines as one.</summary>
    public static string Tidy(string text)
    {
        var lines = text.Split('\n').Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        var tidy = new StringBuilder(text.Length);
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            tidy.Append(tidy.Length > 0 ? "\n" : "").Append(line);
        }

        return Charset.Composed(tidy.ToString().Replace("\0", "", StringComparison.Ordinal));
    }

    private static string Words(string raw, bool isPreformatted)
    {
        var text = HtmlEntity.DeEntitize(raw);
        return isPreformatted ? text : text.Replace('\n', ' ').Replace('\r', ' ');
    }

    private static bool IsPreformatted(HtmlNode node) => node.ParentNode?.Name is "pre" or "textarea";

    /// <summary>True for what no reader sees, and for menus.</summary>
    public static bool IsSilent(HtmlNode node)
    {
        if (node.NodeType == HtmlNodeType.Comment || Silent.Contains(node.Name))
        {
            return true;
        }

        var style = node.GetAttributeValue("style", "");
        return node.Attributes.Contains("hidden")
            || node.GetAttributeValue("aria-hidden", "") == "true"
            || (style.Length > 0 && HidingStyle.IsMatch(style));
    }
}
