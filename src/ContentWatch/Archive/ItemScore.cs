using ContentWatch.Score;

namespace ContentWatch.Archive;

/// <summary>A score as it is kept with its item. Unique by item, label, model and version; a new version adds rows.</summary>
public sealed class ItemScore
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The item.</summary>
    public required Guid ItemId { get; init; }

    /// <summary>The label.</summary>
    public required Label Label { get; init; }

    /// <summary>Whether there is a number.</summary>
    public required ScoreOutcome Outcome { get; init; }

    /// <summary>Calibrated, 0 to 1; null without a number.</summary>
    public double? Probability { get; init; }

    /// <summary>The threshold that held when it was scored.</summary>
    public double? Threshold { get; init; }

    /// <summary>The model.</summary>
    public required string ModelId { get; init; }

    /// <summary>Its version.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>The language it was read in.</summary>
    public required string Language { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset ScoredAt { get; init; }
}
