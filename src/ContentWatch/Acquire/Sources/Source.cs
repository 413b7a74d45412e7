namespace ContentWatch.Acquire.Sources;

/// <summary>What the start of a source turned out to be.</summary>
public enum SourceKind
{
    /// <summary>A page: its links are followed.</summary>
    Site,

    /// <summary>RSS, Atom or JSON Feed: its entries are items, and their addresses are followed.</summary>
    Feed,

    /// <summary>A sitemap or an index of them: the addresses that it lists are followed.</summary>
    Sitemap,
}

/// <summary>A site, feed or sitemap that is visited: where it starts, how far it goes, how much it may cost, how often it is visited again, and by what right.</summary>
public sealed class Source
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it; unique; 1 to 200 characters.</summary>
    public required string Name { get; set; }

    /// <summary>Where it starts.</summary>
    public required string StartUrl { get; init; }

    /// <summary>Which addresses belong to it, as <see cref="SourceScope"/> reads it; at most 4,000 characters.</summary>
    public required string Scope { get; set; }

    /// <summary>What its start turned out to be when it was read last; null before.</summary>
    public SourceKind? Kind { get; set; }

    /// <summary>How many links away from the start a page may be; 0 is the start alone. Each level of a sitemap index is one.</summary>
    public int MaxDepth { get; set; } = 3;

    /// <summary>How many pages it may take in all; visits to a page that is known do not count.</summary>
    public int MaxPages { get; set; } = 1_000;

    /// <summary>How many of a hundred pages may be of one host. 1 to 100; default 100.</summary>
    public int HostShare { get; set; } = 100;

    /// <summary>How many bytes, as they go over the wire, it may cost in a day of UTC; then it rests till the next. Default 1 GiB.</summary>
    public long MaxBytesPerDay { get; set; } = 1L << 30;

    /// <summary>How long its fetches may take together in a day of UTC; then it rests till the next. Default 4 hours.</summary>
    public TimeSpan MaxTimePerDay { get; set; } = TimeSpan.FromHours(4);

    /// <summary>A page is visited again at the earliest after this. Default 1 hour.</summary>
    public TimeSpan RevisitFloor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A page is visited again at the latest after this. Default 14 days.</summary>
    public TimeSpan RevisitCeiling { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Pages read so far, each once.</summary>
    public int Pages { get; set; }

    /// <summary>When a page of it was fetched last; null before.</summary>
    public DateTimeOffset? FetchedAt { get; set; }

    /// <summary>The day of UTC, by its beginning, that <see cref="BytesSpent"/> and <see cref="TimeSpent"/> are of; null before the first fetch.</summary>
    public DateTimeOffset? SpendingOf { get; set; }

    /// <summary>Bytes over the wire on that day.</summary>
    public long BytesSpent { get; set; }

    /// <summary>Time of fetches on that day.</summary>
    public TimeSpan TimeSpent { get; set; }

    /// <summary>Until when its leads wait because the day's budget is used up; null while it is not.</summary>
    public DateTimeOffset? RestsUntil { get; set; }

    /// <summary>The legal basis for crawling it, in words; 1 to 1,000 characters.</summary>
    public required string LegalBasis { get; set; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>A paused source yields no leads and its waiting leads are not taken.</summary>
    public bool Paused { get; set; }

    /// <summary>Counts what a fetch cost; what is over the day's budget makes the source rest till the next day.</summary>
    internal void Spend(long bytes, TimeSpan fetching, DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        if (SpendingOf != day)
        {
            (SpendingOf, BytesSpent, TimeSpent) = (day, 0, TimeSpan.Zero);
        }

        FetchedAt = now;
        BytesSpent += bytes;
        TimeSpent += fetching;
        JudgeBudget();
    }

    /// <summary>Whether it rests, after what was spent or what it may spend changed.</summary>
    internal void JudgeBudget() => RestsUntil = SpendingOf is { } day && (BytesSpent >= MaxBytesPerDay || TimeSpent >= MaxTimePerDay) ? day.AddDays(1) : null;
}
