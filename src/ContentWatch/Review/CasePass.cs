namespace ContentWatch.Review;

/// <summary>That a person gave a case back undecided, so that it is not put before them next again. No reason is asked or kept.</summary>
public sealed class CasePass
{
    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>Who gave it back.</summary>
    public required Guid PersonId { get; init; }

    /// <summary>When last.</summary>
    public required DateTimeOffset PassedAt { get; set; }
}
