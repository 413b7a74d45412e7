using System.Globalization;
using System.Text;

namespace ContentWatch.UrlStandard;

/// <summary>Percent-encoding as the URL Standard does it (§1.3): which characters may stand in which part, and the bytes behind escapes.</summary>
internal static class PercentCode
{
    /// <summary>ASCII characters that are escaped in a fragment, beside controls.</summary>
    public const string Fragment = " \"<>`";

    /// <summary>In the query of an http or https address.</summary>
    public const string Query = " \"#<>'";

    /// <summary>In a path.</summary>
    public const string Path = " \"#<>?^`{}";

    /// <summary>In name and password.</summary>
    public const string UserInfo = Path + "/:;=@[\\]|";

    /// <summary>Escapes the UTF-8 of controls, of what is not ASCII and of <paramref name="also"/>; escapes that are there stay as they are.</summary>
    public static string Encode(string text, string also)
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

    /// <summary>The text behind the escapes; what is no UTF-8 becomes U+FFFD.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsEscape(text, i))
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
                continue;
            }

            var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
            i += length - 1;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Escapes in one spelling: unreserved characters plain, the others with upper-case digits (RFC 3986 §6.2.2).</summary>
    public static string OneSpelling(string text)
    {
        var spelled = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsEscape(text, i))
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

    private static bool IsEscape(string text, int at) =>
        text[at] == '%' && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]);
}
