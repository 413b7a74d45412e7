using System.Globalization;

namespace ContentWatch.UrlStandard;

/// <summary>
/// What UTS #46 says of each code point, Unicode 17.0.0, read from the two files beside this one. Our own copy and not the system's: the key
/// of an address must not change with the machine. Read once; thread-safe.
/// </summary>
internal static class IdnaTable
{
    private static readonly Lazy<Row[]> Mapping = new(() => Read("idna-mapping.txt"));
    private static readonly Lazy<Row[]> Classes = new(() => Read("idna-classes.txt"));

    /// <summary>What <paramref name="code"/> becomes: itself, something else, nothing; null when it may not stand in a host.</summary>
    public static string? Map(int code) => Find(Mapping.Value, code) switch
    {
        null => null,
        { Kind: "V" } => char.ConvertFromUtf32(code),
        { Text: var text } => text,
    };

    /// <summary>True when <paramref name="code"/> may stand in a label as it is.</summary>
    public static bool IsValid(int code) => Find(Mapping.Value, code) is { Kind: "V" };

    /// <summary>Its Bidi_Class in one letter: L, R (R, AL), A (AN), E (EN), N (NSM), O (ES, CS, ET, ON, BN) or - (others).</summary>
    public static char Bidi(int code) => Find(Classes.Value, code)?.Kind[0] ?? 'L';

    /// <summary>Its Joining_Type: L, R, D, T or -.</summary>
    public static char Joining(int code) => Find(Classes.Value, code)?.Kind[1] ?? '-';

    /// <summary>Whether it is a virama.</summary>
    public static bool IsVirama(int code) => Find(Classes.Value, code)?.Kind[2] == 'V';

    private static Row? Find(Row[] rows, int code)
    {
        var (low, high) = (0, rows.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (code >= rows[middle].First && code <= rows[middle].Last)
            {
                return rows[middle];
            }

            (low, high) = code > rows[middle].Last ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    private static Row[] Read(string name)
    {
        using var file = new StreamReader(typeof(IdnaTable).Assembly.GetManifestResourceStream($"ContentWatch.UrlStandard.{name}")!);
        var rows = new List<Row>();
        while (file.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var parts = line.Split(' ');
            var range = parts[0].Split('-');
            rows.Add(new(Code(range[0]), Code(range[^1]), parts[1], string.Concat(parts.Skip(2).Select(code => char.ConvertFromUtf32(Code(code))))));
        }

        return [.. rows];
    }

    private static int Code(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private sealed record Row(int First, int Last, string Kind, string Text);
}
