using System.Globalization;
using ContentWatch.Score;

namespace ContentWatch.Archive;

/// <summary>The fields of the query language: their names, and the values each takes.</summary>
internal static class QueryFields
{
    private static readonly string[] DayForms = ["yyyy", "yyyy-MM", "yyyy-MM-dd"];

    /// <summary>Their names, in lower case.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["lang", "provider", "host", "account", "label", "verdict", "title", "hash", "score", "incitement", "hateful", "published", "seen"];

    /// <summary>The condition; null when the field does not take the value.</summary>
    public static QueryNode? Condition(string name, string value) => name switch
    {
        _ when value.Trim().Length == 0 => null,
        "lang" => new QueryNode.Has(ArchiveField.Language, value),
        "provider" => new QueryNode.Has(ArchiveField.Provider, value),
        "host" => new QueryNode.Has(ArchiveField.Host, value),
        "account" => new QueryNode.Has(ArchiveField.Account, value),
        "verdict" => new QueryNode.Has(ArchiveField.Verdict, value),
        "label" => Enum.GetValues<Label>().Any(l => l.Word().Equals(value, StringComparison.OrdinalIgnoreCase))
            ? new QueryNode.Has(ArchiveField.Label, value.ToLowerInvariant())
            : null,
        "hash" => HashOf(value.ToLowerInvariant()),
        "score" => Scored(null, value),
        "incitement" => Scored(Label.IncitementOrThreat, value),
        "hateful" => Scored(Label.Hateful, value),
        "published" => Within(ArchiveTime.Published, value),
        "seen" => Within(ArchiveTime.Seen, value),
        _ => null,
    };

    private static QueryNode.Hash? HashOf(string value) =>
        value.Length is >= 8 and <= 64 && value.All(char.IsAsciiHexDigit) ? new(value) : null;

    private static QueryNode.Scored? Scored(Label? label, string value)
    {
        if (value.Split("..") is [var low, var high])
        {
            return Number(low, 0) is { } from && Number(high, 1) is { } to && low.Length + high.Length > 0 && from <= to
                ? new(label, from, true, to, true)
                : null;
        }

        var sign = value.StartsWith(">=", StringComparison.Ordinal) || value.StartsWith("<=", StringComparison.Ordinal) ? value[..2] : value[..1];
        return Number(value[Math.Min(sign.Length, value.Length)..], null) is not { } number ? null : sign switch
        {
            ">" => new(label, number, false, 1, true),
            ">=" => new(label, number, true, 1, true),
            "<" => new(label, 0, true, number, false),
            "<=" => new(label, 0, true, number, true),
            _ => null,
        };
    }

    private static double? Number(string text, double? whenEmpty) => text.Length == 0
        ? whenEmpty
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 1 ? number : null;

    private static QueryNode.Within? Within(ArchiveTime time, string value)
    {
        var ends = value.Split("..");
        if (ends.Length > 2 || ends.All(e => e.Length == 0))
        {
            return null;
        }

        var from = Day(ends[0]);
        var last = Day(ends[^1]);
        var unread = (ends[0].Length > 0 && from is null) || (ends[^1].Length > 0 && last is null);
        return unread || from?.First > last?.First ? null : new(time, from?.First, last?.Next);
    }

    private static (DateTimeOffset First, DateTimeOffset Next)? Day(string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(text, DayForms, CultureInfo.InvariantCulture, Utc, out var first) || first.Year == 9999)
        {
            return null;
        }

        return (first, text.Length switch { 4 => first.AddYears(1), 7 => first.AddMonths(1), _ => first.AddDays(1) });
    }
}
