namespace ContentWatch.Acquire;

/// <summary>The robots.txt that a decision was read from.</summary>
/// <param name="Url">Where the file was in the end, after its redirects.</param>
/// <param name="Status">The status it came with; one that is no success means that there is no file and nothing is forbidden.</param>
/// <param name="Hash">SHA-256 of the file as it was unpacked; null when there is none.</param>
/// <param name="ReadAt">When it was read.</param>
public sealed record RobotsFile(string Url, int Status, ContentHash? Hash, DateTimeOffset ReadAt);

/// <summary>What robots.txt says of one path.</summary>
/// <param name="IsAllowed">Whether it may be fetched.</param>
/// <param name="Rule">The rule that decided, as written, at most its first 200 characters; or why no rule was needed.</param>
public sealed record RobotsDecision(bool IsAllowed, string Rule)
{
    /// <summary>The file with that rule; null when none could be read for thirty days.</summary>
    public RobotsFile? File { get; init; }

    /// <summary>The pause that the file asks for between two fetches, at most <see cref="RobotsRules.LongestCrawlDelay"/>; null when it asks for none.</summary>
    public TimeSpan? CrawlDelay { get; init; }

    /// <summary>In words, as the capture keeps it.</summary>
    public override string ToString() => $"{(IsAllowed ? "allowed" : "refused")}: {Rule}";
}
