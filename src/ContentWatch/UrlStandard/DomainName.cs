using System.Text;

namespace ContentWatch.UrlStandard;

/// <summary>A host name in ASCII: domain to ASCII of the URL Standard (§3.3), which is UTS #46 ToASCII, non-transitional, without its DNS lengths and hyphen rules, with its rules for joiners and for right-to-left labels.</summary>
internal static class DomainName
{
    private const string Ace = "xn--";

    /// <summary>The name in ASCII and lower case; null when it is none.</summary>
    public static string? ToAscii(string name)
    {
        // A name in ASCII is lower-cased and no more: the standard ceased to check what its A-labels stand for, for the DNS does (2026).
        if (name.All(char.IsAscii))
        {
            return name.ToLowerInvariant();
        }

        var mapped = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (IdnaTable.Map(rune.Value) is not { } becomes)
            {
                return null;
            }

            mapped.Append(becomes);
        }

        var labels = mapped.ToString().Normalize(NormalizationForm.FormC).Split('.').Select(ToUnicode).ToList();
        var isBidi = labels.Any(label => label?.EnumerateRunes().Any(rune => IdnaTable.Bidi(rune.Value) is 'R' or 'A') ?? false);
        if (labels.Any(label => label is null || !IsValid(label) || (isBidi && !BidiRule.Holds(label))))
        {
            return null;
        }

        var ascii = labels.Select(label => label!.All(char.IsAscii) ? label : Punycode.Encode(label!) is { } code ? Ace + code : null).ToList();
        return ascii.Contains(null) ? null : string.Join('.', ascii);
    }

    /// <summary>A label without its ASCII form; null when that stands for nothing, or for what needs none.</summary>
    private static string? ToUnicode(string label)
    {
        if (!label.StartsWith(Ace, StringComparison.Ordinal))
        {
            return label;
        }

        return label.All(char.IsAscii) && Punycode.Decode(label[Ace.Length..]) is { Length: > 0 } decoded && !decoded.All(char.IsAscii) ? decoded : null;
    }

    /// <summary>The validity criteria (UTS #46 §4.1).</summary>
    private static bool IsValid(string label)
    {
        if (label.Length == 0)
        {
            return true;
        }

        var codes = label.EnumerateRunes().ToArray();
        return label.IsNormalized(NormalizationForm.FormC)
            && !label.StartsWith(Ace, StringComparison.Ordinal)
            && Rune.GetUnicodeCategory(codes[0]) is not (System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.SpacingCombiningMark or System.Globalization.UnicodeCategory.EnclosingMark)
            && codes.All(rune => rune.Value != '.' && IdnaTable.IsValid(rune.Value))
            && Enumerable.Range(0, codes.Length).All(at => JoinerMayStand(codes, at));
    }

    /// <summary>ContextJ (RFC 5892 appendix A.1, A.2): a joiner after a virama; a non-joiner also between letters that would join.</summary>
    private static bool JoinerMayStand(Rune[] codes, int at) => codes[at].Value switch
    {
        0x200C or 0x200D when at > 0 && IdnaTable.IsVirama(codes[at - 1].Value) => true,
        0x200D => false,
        0x200C => codes.Take(at).Reverse().Select(Joining).FirstOrDefault(type => type != 'T') is 'L' or 'D'
            && codes.Skip(at + 1).Select(Joining).FirstOrDefault(type => type != 'T') is 'R' or 'D',
        _ => true,
    };

    private static char Joining(Rune rune) => IdnaTable.Joining(rune.Value);
}
