namespace ContentWatch.Review;

/// <summary>The shape of a text without the text: what can be shown before anybody asks for the content. Pure and immutable.</summary>
/// <param name="Words">Runs of characters between white space.</param>
/// <param name="Paragraphs">Blocks of lines that are not blank.</param>
/// <param name="Lines">Characters of each line that is not blank, each at most 400, at most 60 lines: for bars.</param>
/// <param name="RightToLeft">Whether more letters are of a right-to-left script than not.</param>
/// <param name="ExemptSigns">Those words of a fixed short list that occur in it; the list's words, never the text's.</param>
public sealed record TextShape(
    int Words, int Paragraphs, IReadOnlyList<int> Lines, bool RightToLeft, IReadOnlyList<string> ExemptSigns)
{
    private const int MostLines = 60;
    private const int LongestLine = 400;

    /// <summary>Words that hint at reporting, research, teaching or art, English and Dutch, German and French. A hint to look closely, nothing more.</summary>
    private static readonly HashSet<string> Signs = new(StringComparer.OrdinalIgnoreCase)
    {
        "quoted", "quote", "editor", "editorial", "journalist", "reporter", "research", "study", "university", "museum", "satire", "fiction",
        "redactie", "citaat", "onderzoek", "journaliste", "universiteit", "redaktion", "zitat", "forschung", "rédaction", "citation", "recherche",
    };

    /// <summary>The shape of <paramref name="text"/>.</summary>
    public static TextShape Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = 0;
        var signs = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var range in text.AsSpan().SplitAny([.. WhiteSpace]))
        {
            var word = text.AsSpan(range);
            if (word.Length > 0)
            {
                words++;
                AddSign(signs, word);
            }
        }

        var (paragraphs, lines) = Measure(text);
        return new(words, paragraphs, lines, MostlyRightToLeft(text), [.. signs]);
    }

    private const string WhiteSpace = " \t\r\n\v\f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

    private static void AddSign(SortedSet<string> signs, ReadOnlySpan<char> word)
    {
        var bare = word.Trim("\"'.,;:!?()[]{}«»“”„‘’…-–—*_");
        if (bare.Length <= 20 && Signs.TryGetValue(bare.ToString(), out var sign))
        {
            signs.Add(sign);
        }
    }

    private static (int Paragraphs, IReadOnlyList<int> Lines) Measure(string text)
    {
        List<int> lines = [];
        var paragraphs = 0;
        var inside = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var length = line.Trim().Length;
            paragraphs += length > 0 && !inside ? 1 : 0;
            inside = length > 0;
            if (inside && lines.Count < MostLines)
            {
                lines.Add(Math.Min(length, LongestLine));
            }
        }

        return (paragraphs, lines);
    }

    // Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms (Unicode blocks U+0590–08FF, FB1D–FDFF, FE70–FEFF).
    private static bool MostlyRightToLeft(string text)
    {
        var balance = 0;
        foreach (var c in text)
        {
            balance += !char.IsLetter(c) ? 0 : c is (>= '\u0590' and <= '\u08ff') or (>= '\ufb1d' and <= '\ufdff') or (>= '\ufe70' and <= '\ufeff') ? 1 : -1;
        }

        return balance > 0;
    }
}
