using System.Globalization;

namespace ContentWatch.Audit;

/// <summary>A head of a log as C2SP tlog-checkpoint writes it: origin, size, root; the text that is signed.</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">How many entries it covers.</param>
/// <param name="Root">The root of the tree at that size; 32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    private const string HistoryLine = "history ";

    /// <summary>Which history of the log it is of: 1, and one more for each restore that gave up entries (<see cref="RecordedRollback"/>).</summary>
    public int History { get; init; } = 1;

    /// <summary>The text of the note: three lines, and from the second history on an extension line that names it.</summary>
    public string ToText() => string.Create(
        CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n{(History > 1 ? $"{HistoryLine}{History}\n" : "")}");

    /// <summary>Reads the text; extension lines behind the third that we do not know are passed over.</summary>
    /// <exception cref="FormatException">It is not a checkpoint.</exception>
    public static Checkpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(line => line.Length == 0))
        {
            throw new FormatException("A checkpoint has at least three lines, none of them empty, and ends with a line end.");
        }

        if (lines[1] != "0" && (lines[1][0] == '0' || !lines[1].All(char.IsAsciiDigit)))
        {
            throw new FormatException("The size of a checkpoint is a number without leading zeros.");
        }

        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            throw new FormatException("The size of a checkpoint is too large.");
        }

        Span<byte> root = stackalloc byte[33];
        return Convert.TryFromBase64String(lines[2], root, out var count) && count == 32 && Convert.ToBase64String(root[..32]) == lines[2]
            ? new(lines[0], size, root[..32].ToArray()) { History = HistoryOf(lines[3..^1]) }
            : throw new FormatException("The root of a checkpoint is 32 bytes in base64.");
    }

    /// <summary>What a note says that comes from our own database or second place; its signature is not looked at.</summary>
    /// <exception cref="FormatException">It is not a checkpoint.</exception>
    internal static Checkpoint OfNote(string note) => Parse(note[..(note.IndexOf("\n\n", StringComparison.Ordinal) is var end and >= 0 ? end + 1 : note.Length)]);

    private static int HistoryOf(IEnumerable<string> extensions) => extensions.FirstOrDefault(line => line.StartsWith(HistoryLine, StringComparison.Ordinal)) is not { } line ? 1
        : int.TryParse(line.AsSpan(HistoryLine.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var history) && history > 1 ? history
        : throw new FormatException("The history of a checkpoint is a number from 2 on.");
}
