using System.Text;

namespace ContentWatch.Extract;

/// <summary>
/// Writes a page anew, in one pass and before any parser builds a tree of it: every tag closed, in order, within the limits on size,
/// number of elements and depth, with no more attributes than reading needs. What is outside the limits is not parsed.
/// </summary>
/// <remarks>
/// So no parser after it meets a page whose tree is deeper than <see cref="ExtractOptions.MaxDepth"/>, or whose markup it would have to
/// repair at a cost that grows with the square of the page.
/// </remarks>
internal sealed class HtmlShape
{
    private static readonly HashSet<string> Void =
        ["area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

    private static readonly HashSet<string> InHead = ["base", "link", "meta", "noscript", "script", "style", "template", "title"];

    /// <summary>An open paragraph ends where one of these begins (WHATWG HTML §13.2.6.4.7).</summary>
    private static readonly HashSet<string> EndsParagraph =
    [
        "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hgroup", "hr", "li", "dd", "dt", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "ul",
    ];

    /// <summary>Elements that an end tag of something within them, or around a word in them, does not reach across.</summary>
    private static readonly HashSet<string> Walls = ["table", "td", "th", "caption", "template", "object", "select", "svg", "math", "button", "body", "html"];

    /// <summary>What a start tag ends when it is open, and what it does not look beyond.</summary>
    private static readonly Dictionary<string, (HashSet<string> Ends, HashSet<string> Within)> Siblings = new()
    {
        ["li"] = (["li"], ["ul", "ol", "menu"]),
        ["dt"] = (["dt", "dd"], ["dl"]),
        ["dd"] = (["dt", "dd"], ["dl"]),
        ["td"] = (["td", "th"], ["table", "tr"]),
        ["th"] = (["td", "th"], ["table", "tr"]),
        ["tr"] = (["tr", "caption", "colgroup"], ["table", "tbody", "thead", "tfoot"]),
        ["tbody"] = (["tbody", "thead", "tfoot", "caption", "colgroup"], ["table"]),
        ["thead"] = (["tbody", "thead", "tfoot", "caption", "colgroup"], ["table"]),
        ["tfoot"] = (["tbody", "thead", "tfoot", "caption", "colgroup"], ["table"]),
        ["option"] = (["option"], ["select", "optgroup"]),
        ["optgroup"] = (["option", "optgroup"], ["select"]),
        ["a"] = (["a"], ["table", "td", "th", "div", "p", "li"]),
    };

    private readonly StringBuilder written;
    private readonly List<string> open = [];
    private readonly ExtractOptions limits;
    private int elements;
    private bool hasHtml;
    private bool hasHead;
    private bool hasBody;

    private HtmlShape(int length, ExtractOptions limits)
    {
        written = new StringBuilder(length);
        this.limits = limits;
    }

    /// <summary>The page, written anew.</summary>
    /// <exception cref="UnreadableException">It is outside a limit; the message says which.</exception>
    public static string Write(string html, ExtractOptions limits)
    {
        if (html.Length > limits.MaxCharacters)
        {
            throw new UnreadableException($"The page has more than {limits.MaxCharacters:N0} characters.");
        }

        var shape = new HtmlShape(html.Length, limits);
        var tokens = new HtmlTokens(html);
        for (var token = tokens.Next(); token != HtmlToken.End; token = tokens.Next())
        {
            shape.Write(token, tokens);
        }

        shape.CloseTo(0);
        return shape.written.ToString();
    }

    private void Write(HtmlToken token, HtmlTokens tokens)
    {
        switch (token)
        {
            case HtmlToken.Text:
                LeaveHead(tokens.Text.Span.IsWhiteSpace());
                WriteText(tokens.Text.Span);
                break;
            case HtmlToken.StartTag when IsOnce(tokens.Name):
                Start(tokens.Name, tokens.Attributes);
                break;
            case HtmlToken.EndTag when tokens.Name is not ("html" or "body"):
                End(tokens.Name);
                break;
            default:
                break;
        }
    }

    private void WriteText(ReadOnlySpan<char> text)
    {
        for (var less = text.IndexOf('<'); less >= 0; less = text.IndexOf('<'))
        {
            written.Append(text[..less]).Append("&lt;");
            text = text[(less + 1)..];
        }

        written.Append(text);
    }

    /// <summary>A page has one html, one head, one body, whatever it says.</summary>
    private bool IsOnce(string name)
    {
        var isFirst = name switch { "html" => !hasHtml, "head" => !hasHead && !hasBody, "body" => !hasBody, _ => true };
        hasHtml |= name == "html";
        hasHead |= name == "head";
        hasBody |= name == "body";
        return isFirst;
    }

    private void Start(string name, IReadOnlyDictionary<string, string> attributes)
    {
        if (++elements > limits.MaxElements)
        {
            throw new UnreadableException($"The page has more than {limits.MaxElements:N0} elements.");
        }

        LeaveHead(InHead.Contains(name));
        if (EndsParagraph.Contains(name))
        {
            CloseNearest(["p"], Walls);
        }

        if (Siblings.TryGetValue(name, out var rule))
        {
            CloseNearest(rule.Ends, rule.Within);
        }

        if (!Void.Contains(name) && open.Count >= limits.MaxDepth)
        {
            throw new UnreadableException($"The page nests elements more than {limits.MaxDepth} deep.");
        }

        WriteTag(name, attributes);
    }

    private void WriteTag(string name, IReadOnlyDictionary<string, string> attributes)
    {
        written.Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
        {
            written.Append(' ').Append(attribute).Append("=\"").Append(value.Replace("\"", "&quot;", StringComparison.Ordinal)).Append('"');
        }

        written.Append(Void.Contains(name) ? "/>" : ">");
        if (!Void.Contains(name))
        {
            open.Add(name);
        }
    }

    /// <summary>An end tag ends what is open within its element; a word's end tag does not end a block around which it was laid.</summary>
    private void End(string name)
    {
        var isBlock = EndsParagraph.Contains(name) || Walls.Contains(name) || Siblings.ContainsKey(name);
        for (var i = open.Count - 1; i >= 0; i--)
        {
            if (open[i] == name)
            {
                CloseTo(i);
                return;
            }

            if (IsWallFor(name, open[i]) || (!isBlock && EndsParagraph.Contains(open[i])))
            {
                return;
            }
        }
    }

    /// <summary>The end of a part of a table reaches across its cells, no other does.</summary>
    private static bool IsWallFor(string name, string wall) => name switch
    {
        "table" => wall is "template" or "object",
        "tr" or "tbody" or "thead" or "tfoot" => wall is "table" or "template" or "object",
        _ => Walls.Contains(wall),
    };

    private void CloseNearest(HashSet<string> ends, HashSet<string> within)
    {
        for (var i = open.Count - 1; i >= 0 && !within.Contains(open[i]); i--)
        {
            if (ends.Contains(open[i]))
            {
                CloseTo(i);
                return;
            }
        }
    }

    /// <summary>What cannot stand in a head ends it, as a missing end tag must not hide the page.</summary>
    private void LeaveHead(bool belongs)
    {
        if (!belongs && open.Count > 0 && open[^1] == "head")
        {
            CloseTo(open.Count - 1);
        }
    }

    private void CloseTo(int depth)
    {
        for (var i = open.Count - 1; i >= depth; i--)
        {
            written.Append("</").Append(open[i]).Append('>');
            open.RemoveAt(i);
        }
    }
}
