namespace ContentWatch.Acquire;

/// <summary>What somebody told us: a place, a reason, perhaps who they are. Immutable; what becomes of it is read from its lead and cases.</summary>
public sealed class Report
{
    /// <summary>Its id, which the reporter is given.</summary>
    public required Guid Id { get; init; }

    /// <summary>The address as reported; 1 to 2,083 characters.</summary>
    public required string Url { get; init; }

    /// <summary>Why it was reported, in the reporter's words; 1 to 4,000 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>Who reported, as they call themselves; null when they stay anonymous; at most 200 characters.</summary>
    public string? Reporter { get; init; }

    /// <summary>How to reach them; null when not given; at most 320 characters.</summary>
    public string? Contact { get; init; }

    /// <summary>The API key by which it came; null when a person entered it.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>The Idempotency-Key the client sent; null when none. Unique per API key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>When we accepted it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The location reported.</summary>
    public required Guid LocationId { get; init; }

    /// <summary>The lead it became.</summary>
    public required Guid LeadId { get; init; }
}
