namespace ContentWatch.Acquire;

/// <summary>How far a capture is on its way to items. The assess role takes the ones that wait.</summary>
public enum CaptureState
{
    /// <summary>Kept; its text was not read yet.</summary>
    Waiting,

    /// <summary>A worker is reading it until the lease runs out.</summary>
    Leased,

    /// <summary>Read; its items are in the archive.</summary>
    Read,

    /// <summary>Could not be read; the reason is kept, the bytes too.</summary>
    Unreadable,

    /// <summary>The server said that the page is as it was: there is nothing to read that was not read.</summary>
    Unchanged,
}

/// <summary>
/// One location at one moment: the exact bytes of request and response as they went over the wire, with times and
/// circumstances. Evidence: rows are added, and only the reading state changes. The manifest (format v3, RFC 8785) says the same and is kept beside the bytes.
/// </summary>
public sealed class Capture
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The place that was asked for.</summary>
    public required Guid LocationId { get; init; }

    /// <summary>The lead it answers.</summary>
    public required Guid LeadId { get; init; }

    /// <summary>The bytes sent, by hash in the capture store.</summary>
    public required ContentHash RequestHash { get; init; }

    /// <summary>The bytes received, headers and framing included, by hash in the capture store.</summary>
    public required ContentHash ResponseHash { get; init; }

    /// <summary>The body after transfer and content decoding, by hash in the capture store: what is read.</summary>
    public required ContentHash BodyHash { get; init; }

    /// <summary>The capture that has the page, of one whose server said that it is as it was; null for every other. <see cref="BodyHash"/> is then that page's.</summary>
    public Guid? EarlierId { get; init; }

    /// <summary>The manifest, by hash in the capture store.</summary>
    public required ContentHash ManifestHash { get; init; }

    /// <summary>When the fetch began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last byte came.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The address that answered, after redirects.</summary>
    public required string FinalUrl { get; init; }

    /// <summary>The IP address and port that answered.</summary>
    public required string Address { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>The Content-Type as sent; null when none.</summary>
    public string? ContentType { get; init; }

    /// <summary>What robots.txt said, with the rule, such as <c>allowed: Allow: /posts</c>.</summary>
    public required string Robots { get; init; }

    /// <summary>Bytes of the body.</summary>
    public required long BodyBytes { get; init; }

    /// <summary>How far it is.</summary>
    public CaptureState State { get; set; }

    /// <summary>How often its reading was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>Which worker reads it.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Why it could not be read; null otherwise.</summary>
    public string? LastError { get; set; }
}
