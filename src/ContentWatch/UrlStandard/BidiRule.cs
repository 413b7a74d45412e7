namespace ContentWatch.UrlStandard;

/// <summary>The Bidi rule for a label of a name that holds right-to-left characters (RFC 5893 §2): it reads the same wherever it stands.</summary>
internal static class BidiRule
{
    /// <summary>Whether the label keeps the rule.</summary>
    public static bool Holds(string label)
    {
        if (label.Length == 0)
        {
            return true;
        }

        var classes = string.Concat(label.EnumerateRunes().Select(rune => IdnaTable.Bidi(rune.Value)));
        var body = classes.TrimEnd('N');
        return (classes[0], body) switch
        {
            ('R', [.., var last]) => classes.All(c => c is 'R' or 'A' or 'E' or 'N' or 'O') && last is 'R' or 'A' or 'E'
                && !(classes.Contains('E', StringComparison.Ordinal) && classes.Contains('A', StringComparison.Ordinal)),
            ('L', [.., var last]) => classes.All(c => c is 'L' or 'E' or 'N' or 'O') && last is 'L' or 'E',
            _ => false,
        };
    }
}
