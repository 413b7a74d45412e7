using System.Globalization;
using System.Text;

namespace ContentWatch.Acquire;

/// <summary>
/// The rules of one robots.txt for our product token (RFC 9309): groups with our token are merged, else those for everybody;
/// the longest pattern wins, a tie allows; everything that is no rule is passed over, but for <c>Crawl-delay</c>, which the RFC does not know and many sites ask for. Immutable.
/// </summary>
public sealed class RobotsRules
{
    /// <summary>How much of a file is read; the rest is cut at a line's end. RFC 9309 §2.5 asks for at least 500 KiB.</summary>
    public const int MaxBytes = 512 * 1024;

    private const int MaxQuoted = 200;
    private readonly List<(bool Allows, string Pattern, string Written)> rules;

    private RobotsRules(List<(bool, string, string)> rules, TimeSpan? crawlDelay)
    {
        this.rules = rules;
        CrawlDelay = crawlDelay;
    }

    /// <summary>The longest pause between two fetches that a file can ask for: who wants us away writes <c>Disallow</c>.</summary>
    public static TimeSpan LongestCrawlDelay { get; } = TimeSpan.FromMinutes(2);

    /// <summary>No rule at all: everything is allowed.</summary>
    public static RobotsRules None { get; } = new([], null);

    /// <summary>The pause that our groups ask for, the longest of several; null when they ask for none.</summary>
    public TimeSpan? CrawlDelay { get; }

    /// <summary>Reads a file for the product token <paramref name="token"/>, compared without case.</summary>
    public static RobotsRules Parse(ReadOnlySpan<byte> file, string token)
    {
        var text = Encoding.UTF8.GetString(file.Length > MaxBytes ? file[..Math.Max(0, file[..MaxBytes].LastIndexOf((byte)'\n'))] : file);
        var groups = Groups(text.TrimStart('\uFEFF')).ToList();
        var ours = groups.Where(group => group.Agents.Any(agent => agent.Equals(token, StringComparison.OrdinalIgnoreCase))).ToList();
        var chosen = ours.Count > 0 ? ours : groups.Where(group => group.Agents.Contains("*")).ToList();
        return new([.. chosen.SelectMany(group => group.Rules)], chosen.Max(group => group.CrawlDelay));
    }

    /// <summary>Decides over path and query, as they are sent.</summary>
    public RobotsDecision Decide(string pathAndQuery)
    {
        ArgumentNullException.ThrowIfNull(pathAndQuery);
        var (isAllowed, rule) = Judge(pathAndQuery);
        return new(isAllowed, rule) { CrawlDelay = CrawlDelay };
    }

    private (bool IsAllowed, string Rule) Judge(string pathAndQuery)
    {
        if (pathAndQuery == "/robots.txt")
        {
            return (true, "/robots.txt itself is always allowed");
        }

        // In a path both are plain characters; in a pattern their escapes mean just that (RFC 9309 §2.2.3).
        var path = StarPattern.Plain(Spell(pathAndQuery));
        var best = rules.Where(rule => StarPattern.Matches(path, rule.Pattern))
            .OrderByDescending(rule => rule.Pattern.Length).ThenByDescending(rule => rule.Allows)
            .FirstOrDefault();
        return best.Written is null ? (true, "no rule matches") : (best.Allows, best.Written);
    }

    private static IEnumerable<(HashSet<string> Agents, List<(bool, string, string)> Rules, TimeSpan? CrawlDelay)> Groups(string text)
    {
        var agents = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var rules = new List<(bool, string, string)>();
        TimeSpan? delay = null;
        foreach (var line in text.Split('\n', '\r'))
        {
            var bare = line.Split('#')[0];
            var colon = bare.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? ("", "") : (bare[..colon].Trim().ToLowerInvariant(), bare[(colon + 1)..].Trim());
            if (name == "user-agent")
            {
                if (rules.Count > 0 || delay is not null)
                {
                    yield return (agents, rules, delay);
                    (agents, rules, delay) = (new(StringComparer.OrdinalIgnoreCase), [], null);
                }

                agents.Add(Token(value));
            }
            else if (name == "crawl-delay" && agents.Count > 0)
            {
                delay = Delay(value) ?? delay;
            }
            else if (name is "allow" or "disallow" && agents.Count > 0)
            {
                // An empty pattern matches nothing; the empty rule still ends the list of agents.
                rules.Add((name == "allow", Spell(value), value.Length == 0 ? "" : $"{(name == "allow" ? "Allow" : "Disallow")}: {Quoted(value)}"));
            }
        }

        yield return (agents, rules, delay);
    }

    /// <summary>Seconds, with a fraction or without; what is none, or none above zero, is passed over.</summary>
    private static TimeSpan? Delay(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, LongestCrawlDelay.TotalSeconds))
            : null;

    /// <summary>A rule stands in reasons and audit entries, which have room for its beginning.</summary>
    private static string Quoted(string value) => value.Length <= MaxQuoted
        ? value
        : $"{value[..(char.IsHighSurrogate(value[MaxQuoted - 1]) ? MaxQuoted - 1 : MaxQuoted)]}…";

    /// <summary>The product token: letters, '-' and '_' (RFC 9309 §2.2.1); a version behind it does not count.</summary>
    private static string Token(string value) =>
        value.StartsWith('*') ? "*" : new([.. value.TakeWhile(c => char.IsAsciiLetter(c) || c is '-' or '_')]);

    /// <summary>Pattern and path in one spelling (RFC 9309 §2.2.2): non-ASCII as escapes, escaped unreserved characters plain, digits of escapes in upper case.</summary>
    private static string Spell(string text)
    {
        var spelled = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                var c = (char)Convert.FromHexString(text.AsSpan(i + 1, 2))[0];
                spelled.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' ? c.ToString() : text.Substring(i, 3).ToUpperInvariant());
                i += 2;
            }
            else if (char.IsAscii(text[i]))
            {
                spelled.Append(text[i]);
            }
            else
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                foreach (var b in Encoding.UTF8.GetBytes(text.Substring(i, length)))
                {
                    spelled.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
                }

                i += length - 1;
            }
        }

        return spelled.ToString();
    }
}
