namespace ContentWatch.Score;

/// <summary>How a long text is read: in overlapping windows of tokens, from the manifest.</summary>
/// <param name="Tokens">Longest window in tokens, with begin, prefix and end. 16 to 512.</param>
/// <param name="Overlap">Tokens that a window shares with the one before. 0 to a half of the window.</param>
/// <param name="Most">Most windows of a text; of a longer one the first half and the last half of them are read. 2 to 1,000.</param>
public sealed record TextWindows(int Tokens, int Overlap, int Most)
{
    // No piece of any real text is this long on average: a text beyond it has more windows than are read.
    private const int CharactersPerToken = 16;

    /// <summary>
    /// The inputs of the encoder for a text: one or more windows, begin and end in each; none when nothing of the text remains.
    /// Time and memory are bounded by <see cref="Most"/>, however long the text is.
    /// </summary>
    /// <param name="tokens">The tokenizer.</param>
    /// <param name="text">Any text.</param>
    public IReadOnlyList<int[]> Cut(TextTokens tokens, string text)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(text);
        var room = Tokens - 2 - tokens.PrefixIds.Count;
        var half = Most / 2 * room * CharactersPerToken;
        if (text.Length <= 2 * half)
        {
            return Ends(Windows(tokens, tokens.Ids(TextTokens.Clean(text)), room));
        }

        var first = Windows(tokens, tokens.Ids(TextTokens.Clean(text[..half])), room);
        var last = Windows(tokens, tokens.Ids(TextTokens.Clean(text[^half..])), room);
        return Ends([.. first, .. last]);
    }

    private List<int[]> Windows(TextTokens tokens, IReadOnlyList<int> ids, int room)
    {
        var windows = new List<int[]>();
        for (var start = 0; start < ids.Count; start += room - Overlap)
        {
            windows.Add([TextTokens.Begin, .. tokens.PrefixIds, .. ids.Skip(start).Take(room), TextTokens.End]);
            if (start + room >= ids.Count)
            {
                break;
            }
        }

        return windows;
    }

    private List<int[]> Ends(List<int[]> windows) =>
        windows.Count <= Most ? windows : [.. windows[..(Most - (Most / 2))], .. windows[^(Most / 2)..]];
}
