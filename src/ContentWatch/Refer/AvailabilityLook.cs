namespace ContentWatch.Refer;

/// <summary>One look at a location by the refer worker, kept for good.</summary>
public sealed class AvailabilityLook
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The location.</summary>
    public required Guid LocationId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was seen.</summary>
    public required Availability Seen { get; init; }

    /// <summary>How we know: the status, the address it moved to, the sign found; without content.</summary>
    public required string Detail { get; init; }
}
