namespace ContentWatch.Review;

/// <summary>That a person opened the content of a case at a rung of the ladder. The audit log proves it; this row lets the pages count.</summary>
public sealed class CaseReading
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The item that was read.</summary>
    public required Guid ItemId { get; init; }

    /// <summary>Who read it.</summary>
    public required Guid PersonId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset ReadAt { get; init; }
}
