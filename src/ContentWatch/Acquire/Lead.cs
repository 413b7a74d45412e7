namespace ContentWatch.Acquire;

/// <summary>Why a place is worth looking at.</summary>
public enum LeadOrigin
{
    /// <summary>Somebody reported it: its item always opens a case.</summary>
    Report,

    /// <summary>A crawl came across it.</summary>
    Crawl,

    /// <summary>A person of ours added it.</summary>
    Person,
}

/// <summary>Where a lead stands.</summary>
public enum LeadState
{
    /// <summary>Waits for its time or for a worker.</summary>
    Waiting,

    /// <summary>A worker has it until the lease runs out.</summary>
    Leased,

    /// <summary>It was fetched and kept; its capture goes on through the pipeline.</summary>
    Captured,

    /// <summary>It was looked at and there is nothing to keep: refused by robots, not found, not text. The reason is kept.</summary>
    Closed,

    /// <summary>It was given up after its last try and waits for an operator.</summary>
    Parked,

    /// <summary>A page of a source that was read and rests until its next visit.</summary>
    Resting,
}

/// <summary>A place worth looking at, from a report or a crawl. Leased, retried with backoff, never lost.</summary>
public sealed class Lead
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The place.</summary>
    public required Guid LocationId { get; init; }

    /// <summary>The host that politeness is counted by.</summary>
    public required string Host { get; init; }

    /// <summary>Why it is here.</summary>
    public required LeadOrigin Origin { get; init; }

    /// <summary>The source of a crawled lead; null otherwise. Unique with the location: a source has a page once, and visits it again.</summary>
    public Guid? SourceId { get; init; }

    /// <summary>Links away from the source's start; 0 for others.</summary>
    public int Depth { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public LeadState State { get; set; }

    /// <summary>Which visit this is, from 1: a page of a source is visited again, with all its tries before it.</summary>
    public int Visit { get; set; } = 1;

    /// <summary>How often it was leased in this visit; counted when leased, so a death counts.</summary>
    public int Attempts { get; set; }

    /// <summary>How often a worker that had it was not heard of again; the third parks it.</summary>
    public int Deaths { get; set; }

    /// <summary>Not before this time.</summary>
    public required DateTimeOffset NextTryAt { get; set; }

    /// <summary>Which worker has it.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>What went wrong last, or why it was closed; in words, without content.</summary>
    public string? LastError { get; set; }

    /// <summary>What it became.</summary>
    public Guid? CaptureId { get; set; }
}
