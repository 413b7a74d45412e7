namespace ContentWatch.Extract;

/// <summary>
/// Looks over a page in one pass, character by character, before any parser builds a tree of it: size, number of elements, length of
/// tags, and a nesting that is counted too high rather than too low. What is outside the limits is not parsed.
/// </summary>
internal static class HtmlShape
{
    /// <summary>Elements that never hold others, or that a parser closes by itself when the next of their kind begins.</summary>
    private static readonly HashSet<string> NotNesting = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
        "p", "li", "dt", "dd", "tr", "td", "th", "option", "optgroup", "thead", "tbody", "tfoot", "colgroup", "html", "head", "body",
    };

    private static readonly string[] Raw = ["script", "style", "textarea", "title", "noscript", "xmp", "iframe", "noembed", "noframes"];

    /// <summary>Refuses a page outside the limits.</summary>
    /// <exception cref="UnreadableException">It is; the message says which limit.</exception>
    public static void Check(string html, ExtractOptions limits)
    {
        if (html.Length > limits.MaxCharacters)
        {
            throw new UnreadableException($"The page has more than {limits.MaxCharacters:N0} characters.");
        }

        var (elements, depth) = (0, 0);
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < html.Length; at = at < html.Length ? html.IndexOf('<', at) : -1)
        {
            var isEnd = html[at + 1] == '/';
            var name = NameAt(html, at + (isEnd ? 2 : 1));
            if (name.Length == 0)
            {
                at = html.AsSpan(at).StartsWith("<!--") ? After(html, "-->", at + 4) : at + 1;
                continue;
            }

            var end = EndOfTag(html, at, limits.MaxTagCharacters);
            if (!isEnd && ++elements > limits.MaxElements)
            {
                throw new UnreadableException($"The page has more than {limits.MaxElements:N0} elements.");
            }

            if (!NotNesting.Contains(name))
            {
                depth = Math.Max(0, depth + (isEnd ? -1 : 1));
                if (depth > limits.MaxDepth)
                {
                    throw new UnreadableException($"The page nests elements more than {limits.MaxDepth} deep.");
                }
            }

            at = !isEnd && Raw.Contains(name, StringComparer.OrdinalIgnoreCase) ? SkipRaw(html, name, end, ref depth) : end;
        }
    }

    private static string NameAt(string html, int at)
    {
        var end = at;
        while (end < html.Length && end - at < 30 && (char.IsAsciiLetterOrDigit(html[end]) || html[end] is '-' or ':') && (end > at || char.IsAsciiLetter(html[end])))
        {
            end++;
        }

        return html[at..end];
    }

    /// <summary>The place after the tag's '&gt;', which does not end it within quotes.</summary>
    private static int EndOfTag(string html, int at, int longest)
    {
        var quote = '\0';
        for (var i = at; i < html.Length; i++)
        {
            if (i - at > longest)
            {
                throw new UnreadableException($"A tag of the page is longer than {longest:N0} characters.");
            }

            var c = html[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'' && i > 0 && html[i - 1] is '=' or ' ')
            {
                quote = c is '"' or '\'' ? c : '\0';
            }
            else if (c == '>')
            {
                return i + 1;
            }
        }

        return html.Length;
    }

    private static int SkipRaw(string html, string name, int from, ref int depth)
    {
        var end = html.IndexOf($"</{name}", from, StringComparison.OrdinalIgnoreCase);
        if (end < 0)
        {
            return html.Length;
        }

        depth = Math.Max(0, depth - 1);
        var close = html.IndexOf('>', end);
        return close < 0 ? html.Length : close + 1;
    }

    private static int After(string html, string end, int from)
    {
        var at = from < html.Length ? html.IndexOf(end, from, StringComparison.Ordinal) : -1;
        return at < 0 ? html.Length : at + end.Length;
    }
}
