using System.Globalization;

namespace ContentWatch.UrlStandard;

/// <summary>
/// An http or https address in its parts, exactly as the WHATWG URL Standard reads it (2026): what browsers and hence reporters mean by it.
/// What we dial is narrower: <see cref="CaptureUri"/>. Immutable.
/// </summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="User">Name before <c>@</c>, escaped; empty when there is none.</param>
/// <param name="Password">Password before <c>@</c>, escaped; empty when there is none.</param>
/// <param name="Name">Host in lower case, IDN as A-label, IPv6 in brackets.</param>
/// <param name="Port">Port when it is not the scheme's own.</param>
/// <param name="Path">Path with its slash.</param>
/// <param name="Query">What follows <c>?</c>; null when there is no question mark.</param>
/// <param name="Fragment">What follows <c>#</c>; null when there is none.</param>
internal sealed record WebUrl(string Scheme, string User, string Password, string Name, int? Port, string Path, string? Query, string? Fragment)
{
    private static readonly char[] Stripped = [.. Enumerable.Range(0, 33).Select(c => (char)c)];

    /// <summary>Host, with the port when it is not the scheme's own.</summary>
    public string Host => Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{Name}:{port}") : Name;

    /// <summary>True when there is a name or a password.</summary>
    public bool HasUserInfo => User.Length + Password.Length > 0;

    /// <summary>Path and query as they are sent.</summary>
    public string PathAndQuery => Query is null ? Path : $"{Path}?{Query}";

    /// <summary>The whole address, in the standard's one spelling.</summary>
    public string Href => $"{Scheme}://{(HasUserInfo ? $"{User}{(Password.Length > 0 ? $":{Password}" : "")}@" : "")}{Host}{PathAndQuery}{(Fragment is null ? "" : $"#{Fragment}")}";

    /// <summary>Reads an address, or what a page names relative to <paramref name="page"/>; else the sentence that says what is wrong with it.</summary>
    public static (WebUrl? Url, string? Fault) Read(string text, WebUrl? page)
    {
        var clean = new string([.. text.Trim(Stripped).Where(c => c is not ('\t' or '\n' or '\r'))]);
        var (scheme, rest) = SchemeOf(clean);
        if (scheme is not (null or "http" or "https"))
        {
            return (null, $"Only http and https are fetched; this address begins with '{scheme}:'.");
        }

        if (scheme is null && page is null)
        {
            return (null, "The address does not begin with http:// or https://.");
        }

        // The standard takes any number of slashes of either kind after the scheme; without a scheme, or with that of the page, one slash or none is a path of the page.
        var slashes = rest.Length - rest.TrimStart('/', '\\').Length;
        var isRelative = page is not null && (scheme is null || (scheme == page.Scheme && !rest.StartsWith("//", StringComparison.Ordinal)));
        return isRelative && slashes < 2 ? (Relative(rest, page!), null) : Absolute(scheme ?? page!.Scheme, rest[slashes..]);
    }

    private static (string? Scheme, string Behind) SchemeOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(text[0]) && text[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
            ? (text[..colon].ToLowerInvariant(), text[(colon + 1)..])
            : (null, text);
    }

    private static WebUrl Relative(string rest, WebUrl page)
    {
        var (path, query, fragment) = Split(rest);
        return path switch
        {
            "" => page with { Query = query ?? page.Query, Fragment = fragment },
            ['/' or '\\', ..] => page with { Path = UrlPath.Read(path[1..], []), Query = query, Fragment = fragment },
            _ => page with { Path = UrlPath.Read(path, page.Path.Split('/')[1..^1]), Query = query, Fragment = fragment },
        };
    }

    private static (WebUrl? Url, string? Fault) Absolute(string scheme, string rest)
    {
        var end = rest.IndexOfAny(['/', '\\', '?', '#']);
        var authority = end < 0 ? rest : rest[..end];
        var at = authority.LastIndexOf('@');
        var (user, password) = UserInfo(at < 0 ? "" : authority[..at]);
        var (name, port, fault) = HostAndPort(authority[(at + 1)..], scheme);
        if (fault is not null)
        {
            return (null, fault);
        }

        var (path, query, fragment) = Split(end < 0 ? "" : rest[end..]);
        return (new(scheme, user, password, name!, port, UrlPath.Read(path.Length > 0 ? path[1..] : "", []), query, fragment), null);
    }

    private static (string User, string Password) UserInfo(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return (PercentCode.Encode(colon < 0 ? text : text[..colon], PercentCode.UserInfo), colon < 0 ? "" : PercentCode.Encode(text[(colon + 1)..], PercentCode.UserInfo));
    }

    private static (string? Name, int? Port, string? Fault) HostAndPort(string text, string scheme)
    {
        var bracket = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        var colon = text.IndexOf(':', Math.Max(bracket, 0));
        var digits = colon < 0 ? "" : text[(colon + 1)..];
        if (!digits.All(char.IsAsciiDigit) || digits.TrimStart('0') is { Length: > 5 } || (digits.Length > 0 && Number(digits) > 65_535))
        {
            return (null, null, $"'{digits}' is not a port.");
        }

        int? port = digits.Length == 0 || Number(digits) == (scheme == "http" ? 80 : 443) ? null : Number(digits);
        return UrlHost.Read(colon < 0 ? text : text[..colon]) is { } name
            ? (name, port, null)
            : (null, null, "The host is not a name or an address that can be dialled.");
    }

    private static int Number(string digits) => digits.TrimStart('0') is { Length: > 0 } number ? int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    private static (string Path, string? Query, string? Fragment) Split(string text)
    {
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var fragment = hash < 0 ? null : PercentCode.Encode(text[(hash + 1)..], PercentCode.Fragment);
        text = hash < 0 ? text : text[..hash];
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (text, null, fragment) : (text[..mark], PercentCode.Encode(text[(mark + 1)..], PercentCode.Query), fragment);
    }
}
