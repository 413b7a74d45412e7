using System.Globalization;

namespace ContentWatch.Audit;

/// <summary>A head of a log as C2SP tlog-checkpoint writes it: origin, size, root; the text that is signed.</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">How many entries it covers.</param>
/// <param name="Root">The root of the tree at that size; 32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>The text of the note: three lines.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    /// <summary>Reads the text; extension lines behind the third are allowed and passed over.</summary>
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
            ? new(lines[0], size, root[..32].ToArray())
            : throw new FormatException("The root of a checkpoint is 32 bytes in base64.");
    }
}
