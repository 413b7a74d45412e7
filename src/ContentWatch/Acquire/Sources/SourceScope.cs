using System.Diagnostics.CodeAnalysis;

namespace ContentWatch.Acquire.Sources;

/// <summary>
/// Which addresses belong to a source: rules in order, one to a line; of those that match an address the last decides, and where none does it does not belong.
/// Immutable.
/// </summary>
/// <remarks>
/// <para><c>+ https://forum.example/board/</c> lets in what begins so; <c>- https://forum.example/board/login</c> keeps out. A line without a sign lets in. The host
/// is matched whole and apart from the path, so that <c>https://forum.example</c> never reaches <c>forum.example.evil.example</c>; <c>https://*.forum.example/</c>
/// is the domain with all names below it. In the path <c>*</c> stands for any characters and <c>$</c> at the end for the end, as in robots.txt. A rule that keeps out may begin
/// with <c>*</c> and is then held against path and query on every host: <c>- */logout*</c>.</para>
/// <para>Addresses are compared by their keys, so parameters of trackers play no part.</para>
/// </remarks>
public sealed class SourceScope
{
    /// <summary>Longest text, in characters.</summary>
    public const int MaxLength = 4_000;

    /// <summary>Most rules.</summary>
    public const int MaxRules = 100;

    private readonly IReadOnlyList<Rule> rules;

    private SourceScope(IReadOnlyList<Rule> rules) => this.rules = rules;

    /// <summary>Reads rules; where they do not hold, the reason names the line.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SourceScope? scope, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        (scope, reason) = (null, null);
        if (text.Length > MaxLength)
        {
            reason = $"The scope is longer than {MaxLength} characters.";
            return false;
        }

        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length is 0 or > MaxRules)
        {
            reason = $"A scope has 1 to {MaxRules} rules, one to a line.";
            return false;
        }

        var rules = new List<Rule>();
        foreach (var (index, line) in lines.Index())
        {
            var (rule, fault) = Read(line);
            if (rule is null)
            {
                reason = $"Rule {index + 1}: {fault}";
                return false;
            }

            rules.Add(rule);
        }

        scope = new(rules);
        return true;
    }

    /// <summary>Reads rules that were let in before.</summary>
    /// <exception cref="FormatException">They do not hold.</exception>
    public static SourceScope Parse(string text) => TryParse(text, out var scope, out var reason) ? scope : throw new FormatException(reason);

    /// <summary>Whether an address belongs.</summary>
    public bool Contains(CaptureUri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var place = Place.Of(uri.Key);
        return rules.LastOrDefault(rule => rule.Matches(place))?.LetsIn ?? false;
    }

    /// <summary>The rules, one to a line, each with its sign.</summary>
    public override string ToString() => string.Join('\n', rules.Select(rule => $"{(rule.LetsIn ? '+' : '-')} {rule.Pattern}"));

    private static (Rule? Rule, string? Fault) Read(string line)
    {
        var letsIn = line[0] != '-';
        var pattern = line[0] is '+' or '-' ? line[1..].TrimStart() : line;
        if (pattern.StartsWith('*'))
        {
            return letsIn
                ? (null, "A rule that lets in begins with an address: what begins with a star would let in every site there is.")
                : (new(false, pattern, null, null, IsBelow: false, pattern), null);
        }

        // The star of the host is taken out before the address is read, so that host and path are read as those of every address are.
        var authority = pattern.IndexOf("://", StringComparison.Ordinal) + 3;
        var isBelow = authority > 2 && pattern.AsSpan(authority).StartsWith("*.", StringComparison.Ordinal);
        var plain = isBelow ? pattern.Remove(authority, 2) : pattern;
        if (!CaptureUri.TryParse(plain, out var uri, out var fault))
        {
            return (null, pattern.Contains('*', StringComparison.Ordinal) ? "In a host a star stands alone, before the first dot: https://*.forum.example/." : fault);
        }

        var place = Place.Of(uri.Key);
        return (new(letsIn, isBelow ? uri.Key.Insert(uri.Scheme.Length + 3, "*.") : uri.Key, place.Scheme, place.Host, isBelow, uri.Key[uri.Key.IndexOf('/', uri.Scheme.Length + 3)..]), null);
    }

    private readonly record struct Place(string Scheme, string Host, string Path)
    {
        public static Place Of(string key)
        {
            var host = key.IndexOf("://", StringComparison.Ordinal) + 3;
            var path = key.IndexOf('/', host);
            return new(key[..(host - 3)], key[host..path], StarPattern.Plain(key[path..]));
        }
    }

    private sealed record Rule(bool LetsIn, string Pattern, string? Scheme, string? Host, bool IsBelow, string Path)
    {
        public bool Matches(Place place) =>
            (Host is null || (place.Scheme == Scheme && (place.Host == Host || (IsBelow && place.Host.EndsWith($".{Host}", StringComparison.Ordinal)))))
            && StarPattern.Matches(place.Path, Path);
    }
}
