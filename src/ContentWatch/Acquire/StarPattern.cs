namespace ContentWatch.Acquire;

/// <summary>Patterns of paths as robots.txt has them (RFC 9309 §2.2.3): a beginning, in which <c>*</c> is any characters and a <c>$</c> at the end the end. Linear in the path for each star.</summary>
internal static class StarPattern
{
    /// <summary>A path with the two characters, which are plain ones in it, escaped: what <see cref="Matches"/> takes.</summary>
    public static string Plain(string path) => Literal(path).Replace("*", "%2A", StringComparison.Ordinal);

    /// <summary>Whether a plain path matches; an empty pattern matches nothing.</summary>
    public static bool Matches(string path, string pattern)
    {
        if (pattern.Length == 0)
        {
            return false;
        }

        var isEnd = pattern.EndsWith('$');
        var pieces = Literal(isEnd ? pattern[..^1] : pattern).Split('*');
        if (!path.StartsWith(pieces[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = pieces[0].Length;
        for (var i = 1; i < pieces.Length; i++)
        {
            if (isEnd && i == pieces.Length - 1)
            {
                return path.Length - pieces[i].Length >= at && path.EndsWith(pieces[i], StringComparison.Ordinal);
            }

            var found = path.IndexOf(pieces[i], at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + pieces[i].Length;
        }

        return !isEnd || at == path.Length;
    }

    /// <summary>A dollar that is not the end of a pattern stands for itself.</summary>
    private static string Literal(string text) => text.Replace("$", "%24", StringComparison.Ordinal);
}
