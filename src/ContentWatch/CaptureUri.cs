using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ContentWatch;

/// <summary>
/// An http or https address in two forms: as sent, and as compared. Parsed in the manner of the WHATWG URL
/// Standard, because browsers and hence reporters follow it; <see cref="Uri"/> alone would change what is asked for (<c>%zz</c>).
/// </summary>
/// <remarks>The host check of a fetch is not here but in the connect callback: what counts is the address that is dialled.</remarks>
public sealed record CaptureUri
{
    /// <summary>Longest address that is taken, in characters: as given, and as it is sent.</summary>
    public const int MaxLength = 2_083;

    private const string AlwaysEncoded = " \"<>`";
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = false };

    private static readonly HashSet<string> Trackers = new(StringComparer.OrdinalIgnoreCase)
    {
        "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "jsessionid", "phpsessid",
    };

    private CaptureUri(string scheme, string host, string pathAndQuery)
    {
        Scheme = scheme;
        Host = host;
        PathAndQuery = pathAndQuery;
    }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme { get; }

    /// <summary>Host in lower case, IDN as A-label, with the port when it is not the scheme's own.</summary>
    public string Host { get; }

    /// <summary>Path and query as they are sent.</summary>
    public string PathAndQuery { get; }

    /// <summary>What is sent: no fragment, dot segments resolved, what may not stand in an address percent-encoded, nothing else touched.</summary>
    public string Fetch => $"{Scheme}://{Host}{PathAndQuery}";

    /// <summary>Two addresses with the same key are the same place: tracking parameters dropped, the query sorted, escapes in one spelling.</summary>
    public string Key => $"{Scheme}://{Host}{KeyOf(PathAndQuery)}";

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It cannot be fetched; the message says why.</exception>
    public static CaptureUri Parse(string text) =>
        TryParse(text, out var uri, out var reason) ? uri : throw new FormatException(reason);

    /// <summary>Reads an address; where it cannot be fetched, the reason says what is wrong with it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CaptureUri? uri, [NotNullWhen(false)] out string? reason)
    {
        (uri, reason) = Read(text);
        return uri is not null;
    }

    /// <summary>Resolves what a page or a redirect names against this address; null where it leads to nothing that can be fetched.</summary>
    public CaptureUri? Resolve(string? reference)
    {
        if (string.IsNullOrWhiteSpace(reference) || reference.Length > MaxLength)
        {
            return null;
        }

        var clean = Clean(reference);
        var hash = clean.IndexOf('#', StringComparison.Ordinal);
        clean = hash >= 0 ? clean[..hash] : clean;
        var joined = clean switch
        {
            "" => Fetch,
            _ when HasScheme(clean) => clean,
            _ when clean.StartsWith("//", StringComparison.Ordinal) => $"{Scheme}:{clean}",
            _ when clean[0] == '/' => $"{Scheme}://{Host}{clean}",
            _ when clean[0] == '?' => $"{Scheme}://{Host}{Before(PathAndQuery, '?')}{clean}",
            _ => $"{Scheme}://{Host}{Folder(Before(PathAndQuery, '?'))}{clean}",
        };
        return TryParse(joined, out var uri, out _) ? uri : null;
    }

    private static (CaptureUri? Uri, string? Reason) Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, "The address is empty.");
        }

        if (text.Length > MaxLength)
        {
            return (null, $"The address is longer than {MaxLength} characters.");
        }

        var clean = Clean(text);
        var colon = clean.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon > 0 ? clean[..colon].ToLowerInvariant() : "";
        if (scheme is not ("http" or "https"))
        {
            return (null, HasScheme(clean)
                ? $"Only http and https are fetched; this address begins with '{scheme}:'."
                : "The address does not begin with http:// or https://.");
        }

        // The standard takes any number of slashes of either kind after a special scheme.
        var rest = clean[(colon + 1)..].TrimStart('/', '\\');
        var end = rest.IndexOfAny(['/', '\\', '?', '#']);
        var authority = end < 0 ? rest : rest[..end];
        var (host, wrong) = ReadHost(authority, scheme);
        if (host is null)
        {
            return (null, wrong);
        }

        // What is kept is the sent form, and it is read again whenever it is fetched: an escape makes three characters or more of one.
        var uri = new CaptureUri(scheme, host, ReadPathAndQuery(end < 0 ? "" : rest[end..]));
        return uri.Fetch.Length <= MaxLength
            ? (uri, null)
            : (null, $"The address is longer than {MaxLength} characters in the form that is sent, with escapes for what may not stand in an address.");
    }

    private static (string? Host, string? Reason) ReadHost(string authority, string scheme)
    {
        if (authority.Contains('@', StringComparison.Ordinal))
        {
            return (null, "The address carries a name or password before '@'. We never sign in: leave it out.");
        }

        var bracket = authority.LastIndexOf(']');
        var colon = authority.LastIndexOf(':');
        var (name, port) = colon > bracket ? (authority[..colon], authority[(colon + 1)..]) : (authority, "");
        if (port.Length > 0 && !(port.All(char.IsAsciiDigit) && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 65_535))
        {
            return (null, $"'{port}' is not a port.");
        }

        var (host, wrong) = HostName(name);
        if (host is null)
        {
            return (null, wrong);
        }

        var digits = port.TrimStart('0');
        var isOwn = port.Length == 0 || (scheme == "http" && digits == "80") || (scheme == "https" && digits == "443");
        return (isOwn ? host : $"{host}:{(digits.Length == 0 ? "0" : digits)}", null);
    }

    private static (string? Host, string? Reason) HostName(string name)
    {
        const string NoHost = "The host is not a name or an address that can be dialled.";
        if (name.StartsWith('['))
        {
            return name.EndsWith(']') && !name.Contains('%', StringComparison.Ordinal) && System.Net.IPAddress.TryParse(name[1..^1], out var v6)
                && v6.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? ($"[{Compressed(v6)}]", null) : (null, NoHost);
        }

        string ascii;
        try
        {
            ascii = ToAscii(Encoding.UTF8.GetString(Unescape(name)));
        }
        catch (ArgumentException)
        {
            return (null, NoHost);
        }

        if (LooksLikeNumber(ascii))
        {
            return Ipv4Number.Read(ascii) is { } v4 ? (v4, null) : (null, NoHost);
        }

        return NameFault(ascii) is { } fault ? (null, fault) : (ascii, null);
    }

    /// <summary>What keeps a name out of the DNS (RFC 1035 §2.3, with the underscore that sites use); null when nothing does. A dot at the end is the root.</summary>
    private static string? NameFault(string name)
    {
        var labels = (name.EndsWith('.') ? name[..^1] : name).Split('.');
        if (name.Length > 254 || labels.Sum(label => label.Length + 1) > 254 || labels.Any(label => label.Length is 0 or > 63))
        {
            return "The host has a part between dots that is empty or longer than 63 characters, or more than 253 characters in all.";
        }

        if (!labels.All(label => char.IsAsciiLetterOrDigit(label[0]) && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            return "The host is not a name that can be dialled: its parts have letters, digits, hyphens and underscores and begin with a letter or digit.";
        }

        return labels.Length > 1 ? null : "The host has no dot: what is reached by such a name is no site on the public Internet, or a whole top-level domain.";
    }

    private static string ToAscii(string name)
    {
        // Soft hyphens, zero-width characters and full-width forms are how look-alike hosts are written; the mapping removes them.
        var mapped = new string([.. name.Normalize(NormalizationForm.FormKC)
            .Where(c => c is not ('\u00AD' or '\u200B' or '\u2060' or '\uFEFF' or '\u200C' or '\u200D'))])
            .ToLowerInvariant().Replace('\u3002', '.');
        return mapped.All(char.IsAscii) ? mapped : Idn.GetAscii(mapped).ToLowerInvariant();
    }

    private static bool LooksLikeNumber(string host)
    {
        var labels = host.Split('.');
        var last = labels is [.., var before, ""] ? before : labels[^1];
        return last.Length > 0 && (last.All(char.IsAsciiDigit)
            || (last.StartsWith("0x", StringComparison.Ordinal) && last[2..].All(char.IsAsciiHexDigit)));
    }

    /// <summary>RFC 5952 as the URL Standard writes it: no dotted tail, unlike .NET's own form of mapped addresses.</summary>
    private static string Compressed(System.Net.IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var pieces = Enumerable.Range(0, 8).Select(i => (bytes[i * 2] << 8) | bytes[(i * 2) + 1]).ToArray();
        var (start, length) = (-1, 1);
        for (var i = 0; i < 8; i++)
        {
            var run = pieces.Skip(i).TakeWhile(piece => piece == 0).Count();
            (start, length) = run > length ? (i, run) : (start, length);
        }

        string Join(IEnumerable<int> some) => string.Join(':', some.Select(piece => piece.ToString("x", CultureInfo.InvariantCulture)));
        return start < 0 ? Join(pieces) : $"{Join(pieces.Take(start))}::{Join(pieces.Skip(start + length))}";
    }

    private static string ReadPathAndQuery(string rest)
    {
        var hash = rest.IndexOf('#', StringComparison.Ordinal);
        rest = hash >= 0 ? rest[..hash] : rest;
        var mark = rest.IndexOf('?', StringComparison.Ordinal);
        var path = mark >= 0 ? rest[..mark] : rest;
        return Path(path) + (mark >= 0 ? Encode(rest[mark..], AlwaysEncoded.Replace("`", "'", StringComparison.Ordinal)) : "");
    }

    private static string Path(string path)
    {
        var segments = new List<string>();
        var parts = path.Replace('\\', '/').Split('/').Skip(path.Length > 0 ? 1 : 0).ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            var isLast = i == parts.Length - 1;
            switch (Dots(parts[i]))
            {
                case 1:
                    break;
                case 2 when segments.Count > 0:
                    segments.RemoveAt(segments.Count - 1);
                    break;
                case 2:
                    break;
                default:
                    segments.Add(Encode(parts[i], AlwaysEncoded + "{}^"));
                    continue;
            }

            if (isLast)
            {
                segments.Add("");
            }
        }

        return "/" + string.Join('/', segments);
    }

    private static int Dots(string segment) => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) switch
    {
        "." => 1,
        ".." => 2,
        _ => 0,
    };

    private static string Encode(string text, string also)
    {
        var encoded = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && rune.Value is > 0x1f and not 0x7f && !also.Contains((char)rune.Value, StringComparison.Ordinal))
            {
                encoded.Append((char)rune.Value);
                continue;
            }

            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return encoded.ToString();
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
                continue;
            }

            var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
            i += length - 1;
        }

        return [.. bytes];
    }

    private static string KeyOf(string pathAndQuery)
    {
        var mark = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var path = Spell(mark < 0 ? pathAndQuery : pathAndQuery[..mark]);
        var pairs = (mark < 0 ? "" : pathAndQuery[(mark + 1)..]).Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => !IsTracker(Before(pair, '=')))
            .Select(Spell)
            .Order(StringComparer.Ordinal)
            .ToArray();
        return pairs.Length == 0 ? path : $"{path}?{string.Join('&', pairs)}";
    }

    private static bool IsTracker(string name) => name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || Trackers.Contains(name);

    /// <summary>Escapes in one spelling: unreserved characters plain, the others with upper-case digits (RFC 3986 §6.2.2).</summary>
    private static string Spell(string text)
    {
        var spelled = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%' || i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                spelled.Append(text[i]);
                continue;
            }

            var c = (char)Convert.FromHexString(text.AsSpan(i + 1, 2))[0];
            spelled.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' ? c.ToString() : text.Substring(i, 3).ToUpperInvariant());
            i += 2;
        }

        return spelled.ToString();
    }

    /// <summary>What the standard strips before it looks: controls and spaces at both ends, tabs and line ends anywhere.</summary>
    private static string Clean(string text) => new([.. text.Trim([.. Enumerable.Range(0, 33).Select(c => (char)c)]).Where(c => c is not ('\t' or '\n' or '\r'))]);

    private static bool HasScheme(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(text[0]) && text[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');
    }

    private static string Before(string text, char end)
    {
        var at = text.IndexOf(end, StringComparison.Ordinal);
        return at < 0 ? text : text[..at];
    }

    private static string Folder(string path) => path[..(path.LastIndexOf('/') + 1)];
}
