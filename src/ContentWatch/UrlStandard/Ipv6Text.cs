using System.Globalization;

namespace ContentWatch.UrlStandard;

/// <summary>IPv6 addresses as the URL Standard reads (§3.5) and writes them (RFC 5952, without a dotted tail); no zone may stand behind them.</summary>
internal static class Ipv6Text
{
    private const int Pieces = 8;

    /// <summary>The address in its one spelling, without brackets; null when it is none.</summary>
    public static string? Read(string text)
    {
        var halves = text.Split("::");
        if (halves.Length > 2 || text.Contains(":::", StringComparison.Ordinal))
        {
            return null;
        }

        var (left, right) = (Half(halves[0], isEnd: halves.Length == 1), halves.Length == 2 ? Half(halves[1], isEnd: true) : []);
        if (left is null || right is null)
        {
            return null;
        }

        var zeros = Pieces - left.Count - right.Count;
        return halves.Length == 1 ? (zeros == 0 ? Write(left) : null) : (zeros > 0 ? Write([.. left, .. new int[zeros], .. right]) : null);
    }

    /// <summary>The pieces between colons; only at the end of the address may four decimal numbers stand for two.</summary>
    private static List<int>? Half(string text, bool isEnd)
    {
        var pieces = new List<int>();
        var parts = text.Length == 0 ? [] : text.Split(':');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Contains('.', StringComparison.Ordinal) && isEnd && i == parts.Length - 1 && Dotted(parts[i]) is { } tail)
            {
                pieces.AddRange(tail);
            }
            else if (parts[i].Length is > 0 and <= 4 && parts[i].All(char.IsAsciiHexDigit))
            {
                pieces.Add(int.Parse(parts[i], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
            else
            {
                return null;
            }
        }

        return pieces;
    }

    private static int[]? Dotted(string text)
    {
        var numbers = text.Split('.');
        if (numbers.Length != 4 || numbers.Any(n => n.Length is 0 or > 3 || !n.All(char.IsAsciiDigit) || (n.Length > 1 && n[0] == '0')))
        {
            return null;
        }

        var bytes = numbers.Select(n => int.Parse(n, NumberStyles.None, CultureInfo.InvariantCulture)).ToArray();
        return bytes.Any(b => b > 255) ? null : [(bytes[0] << 8) | bytes[1], (bytes[2] << 8) | bytes[3]];
    }

    /// <summary>The longest run of zeros, of two at least and the first of equals, is left out.</summary>
    private static string Write(List<int> pieces)
    {
        var (start, length) = (-1, 1);
        for (var i = 0; i < Pieces; i++)
        {
            var run = pieces.Skip(i).TakeWhile(piece => piece == 0).Count();
            (start, length) = run > length ? (i, run) : (start, length);
        }

        string Join(IEnumerable<int> some) => string.Join(':', some.Select(piece => piece.ToString("x", CultureInfo.InvariantCulture)));
        return start < 0 ? Join(pieces) : $"{Join(pieces.Take(start))}::{Join(pieces.Skip(start + length))}";
    }
}
