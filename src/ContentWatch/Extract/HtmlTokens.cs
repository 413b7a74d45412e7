namespace ContentWatch.Extract;

/// <summary>The kinds of token that matter to reading; comments, doctypes and the insides of scripts and styles are passed over.</summary>
internal enum HtmlToken
{
    End,
    Text,
    StartTag,
    EndTag,
}

/// <summary>
/// Cuts a page into tags and text as a browser does (WHATWG HTML §13.2.5, scripting off), each character looked at a bounded number of
/// times. Not thread-safe. What it hands out is valid until the next call.
/// </summary>
internal sealed class HtmlTokens(string html)
{
    /// <summary>Longest value of an attribute that is kept; a longer one (a picture in an address, say) is dropped.</summary>
    private const int LongestValue = 4_096;

    private const int LongestName = 30;

    private static readonly HashSet<string> Wanted =
    [
        "aria-hidden", "class", "content", "datetime", "hidden", "href", "http-equiv", "id", "itemprop", "itemtype", "lang", "name", "property", "rel", "style", "xml:lang",
    ];

    private static readonly HashSet<string> Unread = ["script", "style", "xmp", "iframe", "noembed", "noframes"];
    private readonly Dictionary<string, string> attributes = [];
    private string? raw;
    private int at;

    /// <summary>The tag's name in lower case; <c>span</c> for a name that is not letters, digits and hyphens.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The attributes that reading needs, the first of each name, values as written.</summary>
    public IReadOnlyDictionary<string, string> Attributes => attributes;

    /// <summary>The text, as written, its entities not yet read.</summary>
    public ReadOnlyMemory<char> Text { get; private set; }

    /// <summary>Goes to the next token.</summary>
    public HtmlToken Next()
    {
        while (at < html.Length)
        {
            if (raw is not null)
            {
                if (NextRaw())
                {
                    return HtmlToken.Text;
                }
            }
            else if (html[at] != '<' || !IsMarkup(at))
            {
                return NextText();
            }
            else if (NextTag() is { } token)
            {
                return token;
            }
        }

        return HtmlToken.End;
    }

    private bool IsMarkup(int place) => place + 1 < html.Length
        && (char.IsAsciiLetter(html[place + 1]) || html[place + 1] is '!' or '?' || (html[place + 1] == '/' && place + 2 < html.Length));

    private HtmlToken NextText()
    {
        var start = at++;
        while (at < html.Length && !(html[at] == '<' && IsMarkup(at)))
        {
            at++;
        }

        Text = html.AsMemory(start, at - start);
        return HtmlToken.Text;
    }

    /// <summary>Up to the end tag of an element that holds no markup; only a title's and a text area's words are handed out.</summary>
    private bool NextRaw()
    {
        var (name, start) = (raw!, at);
        raw = null;
        at = name == "plaintext" ? html.Length : EndOfRaw(name);
        Text = html.AsMemory(start, at - start);
        return !Unread.Contains(name) && at > start;
    }

    private int EndOfRaw(string name)
    {
        for (var from = at; from < html.Length;)
        {
            var end = html.IndexOf("</", from, StringComparison.Ordinal);
            if (end < 0)
            {
                break;
            }

            var after = end + 2 + name.Length;
            if (after < html.Length && html[after] is ' ' or '\t' or '\n' or '\f' or '\r' or '/' or '>'
                && html.AsSpan(end + 2, name.Length).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return end;
            }

            from = end + 2;
        }

        return html.Length;
    }

    private HtmlToken? NextTag()
    {
        var isEnd = html[at + 1] == '/';
        var start = at + (isEnd ? 2 : 1);
        if (!char.IsAsciiLetter(html[start]))
        {
            PassComment();
            return null;
        }

        Name = ReadName(start);
        attributes.Clear();
        if (!PassAttributes())
        {
            return null;
        }

        raw = !isEnd && (Unread.Contains(Name) || Name is "title" or "textarea" or "plaintext") ? Name : null;
        return isEnd ? HtmlToken.EndTag : HtmlToken.StartTag;
    }

    private void PassComment()
    {
        var isComment = html.AsSpan(at).StartsWith("<!--");
        if (!isComment)
        {
            at = After('>', at + 2);
            return;
        }

        // "<!-->" and "<!--->" are whole comments; "--!>" ends one too.
        for (var dash = html.IndexOf("--", at + 2, StringComparison.Ordinal); dash >= 0; dash = html.IndexOf("--", dash + 1, StringComparison.Ordinal))
        {
            var rest = html.AsSpan(dash + 2);
            if (rest.StartsWith(">") || (rest.StartsWith("!>") && dash > at + 3) || (dash == at + 2 && rest.StartsWith("->")))
            {
                at = After('>', dash + 2);
                return;
            }
        }

        at = html.Length;
    }

    private string ReadName(int start)
    {
        at = start;
        var isPlain = true;
        while (at < html.Length && !IsSpace(html[at]) && html[at] is not ('/' or '>'))
        {
            isPlain &= char.IsAsciiLetterOrDigit(html[at]) || html[at] == '-';
            at++;
        }

        return isPlain && at - start <= LongestName ? html[start..at].ToLowerInvariant() : "span";
    }

    /// <summary>False when the page ends within the tag: then it is none.</summary>
    private bool PassAttributes()
    {
        while (at < html.Length)
        {
            if (html[at] == '>')
            {
                at++;
                return true;
            }

            if (IsSpace(html[at]) || html[at] == '/')
            {
                at++;
            }
            else
            {
                PassAttribute();
            }
        }

        return false;
    }

    private void PassAttribute()
    {
        var start = at++;
        while (at < html.Length && !IsSpace(html[at]) && html[at] is not ('=' or '/' or '>'))
        {
            at++;
        }

        var name = at - start <= LongestName ? html[start..at].ToLowerInvariant() : "";
        PassSpace();
        var value = ReadOnlySpan<char>.Empty;
        if (at < html.Length && html[at] == '=')
        {
            at++;
            PassSpace();
            value = PassValue();
        }

        if (value.Length <= LongestValue && Wanted.Contains(name))
        {
            attributes.TryAdd(name, value.ToString());
        }
    }

    private ReadOnlySpan<char> PassValue()
    {
        if (at >= html.Length)
        {
            return [];
        }

        if (html[at] is '"' or '\'')
        {
            var from = at + 1;
            at = After(html[at], from);
            return html.AsSpan(from, Math.Max(0, at - 1 - from));
        }

        var start = at;
        while (at < html.Length && !IsSpace(html[at]) && html[at] != '>')
        {
            at++;
        }

        return html.AsSpan(start, at - start);
    }

    private void PassSpace()
    {
        while (at < html.Length && IsSpace(html[at]))
        {
            at++;
        }
    }

    private int After(char end, int from)
    {
        var found = from < html.Length ? html.IndexOf(end, from) : -1;
        return found < 0 ? html.Length : found + 1;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\f' or '\r';
}
