namespace ContentWatch.UrlStandard;

/// <summary>The host of an http or https address, as the URL Standard reads it (§3.5): an IPv6 address in brackets, an IPv4 address in any of its spellings, or a name.</summary>
internal static class UrlHost
{
    private const string Forbidden = " #/:<>?@[\\]^|%\u007f";

    /// <summary>The host in its one spelling; null when the standard refuses it.</summary>
    public static string? Read(string text)
    {
        if (text.StartsWith('['))
        {
            return text.EndsWith(']') && Ipv6Text.Read(text[1..^1]) is { } v6 ? $"[{v6}]" : null;
        }

        if (DomainName.ToAscii(PercentCode.Decode(text)) is not { Length: > 0 } name || name.Any(c => c < ' ' || Forbidden.Contains(c, StringComparison.Ordinal)))
        {
            return null;
        }

        return EndsInNumber(name) ? Ipv4Number.Read(name) : name;
    }

    private static bool EndsInNumber(string host)
    {
        var labels = host.Split('.');
        var last = labels is [.., var before, ""] ? before : labels[^1];
        return last.Length > 0 && (last.All(char.IsAsciiDigit)
            || (last.StartsWith("0x", StringComparison.Ordinal) && last[2..].All(char.IsAsciiHexDigit)));
    }
}
