using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using UtfUnknown;

namespace ContentWatch.Extract;

/// <summary>Turns bytes into text: by the byte-order mark, else the header, else the page's own meta, else by guessing. What does not fit becomes U+FFFD; NUL goes; the result is NFC.</summary>
internal static partial class Charset
{
    private const int MetaWithin = 4096;
    private const int MostMarks = 30;
    private const char GraphemeJoiner = '\u034F';

    static Charset() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [GeneratedRegex("""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex Meta { get; }

    [GeneratedRegex("""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-zA-Z0-9_:.-]{1,40})["']""", RegexOptions.IgnoreCase)]
    private static partial Regex XmlDeclaration { get; }

    [GeneratedRegex("""charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex Header { get; }

    /// <summary>The text and the IANA name of the character set that was used.</summary>
    public static (string Text, string Name) Decode(ReadOnlySpan<byte> body, string? contentType)
    {
        var (encoding, mark) = ByMark(body);
        encoding ??= Named(Header.Match(contentType ?? "")) ?? ByPage(body) ?? Guess(body);
        var text = encoding.GetString(body[mark..]).Replace("\0", "", StringComparison.Ordinal);
        return (Composed(text), encoding.WebName);
    }

    /// <summary>NFC; half surrogate pairs become U+FFFD first, as they cannot be normalised; no more than 30 combining marks stand in a row.</summary>
    public static string Composed(string text)
    {
        if (text.All(char.IsAscii))
        {
            return text;
        }

        var (whole, marks) = (new StringBuilder(text.Length), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            // Normalising sorts runs of marks at the square of their length: Stream-Safe Text Format (UAX #15 §13) breaks them up.
            marks = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark ? marks + 1 : 0;
            if (marks > MostMarks)
            {
                whole.Append(GraphemeJoiner);
                marks = 1;
            }

            whole.Append(rune.ToString());
        }

        return whole.ToString().Normalize(NormalizationForm.FormC);
    }

    private static (Encoding? Encoding, int Length) ByMark(ReadOnlySpan<byte> body) => body switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        _ => (null, 0),
    };

    private static Encoding? ByPage(ReadOnlySpan<byte> body)
    {
        var head = Encoding.Latin1.GetString(body[..Math.Min(body.Length, MetaWithin)]);
        var named = Named(XmlDeclaration.Match(head)) ?? Named(Meta.Match(head));

        // A page whose meta could be read as ASCII is not UTF-16, whatever it says (WHATWG HTML §13.2.3.2).
        return named is UnicodeEncoding ? Encoding.UTF8 : named;
    }

    private static Encoding Guess(ReadOnlySpan<byte> body)
    {
        var sample = body[..Math.Min(body.Length, 64 * 1024)].ToArray();
        return Named(CharsetDetector.DetectFromBytes(sample).Detected?.EncodingName) ?? Encoding.UTF8;
    }

    private static Encoding? Named(Match match) => match.Success ? Named(match.Groups[1].Value) : null;

    private static Encoding? Named(string? name)
    {
        try
        {
            // The web's Latin-1 is windows-1252 (WHATWG Encoding §4.2).
            return name?.ToLowerInvariant() switch
            {
                null => null,
                "iso-8859-1" or "latin1" or "us-ascii" or "ascii" => Encoding.GetEncoding(1252),
                "utf-7" => null,
                var other => Encoding.GetEncoding(other),
            };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
