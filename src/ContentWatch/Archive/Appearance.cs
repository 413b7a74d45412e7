namespace ContentWatch.Archive;

/// <summary>An item seen at a location, in a capture, at a place in it. Unique by capture and selector.</summary>
public sealed class Appearance
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What was seen.</summary>
    public required Guid ItemId { get; init; }

    /// <summary>Where.</summary>
    public required Guid LocationId { get; init; }

    /// <summary>In which capture.</summary>
    public required Guid CaptureId { get; init; }

    /// <summary>Where in the capture.</summary>
    public required string Selector { get; init; }

    /// <summary>Its place among the items of the capture, from 0, as a reader meets them.</summary>
    public int Place { get; init; }

    /// <summary>Who published it there; null when the page does not say.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>When it was published there, as the page says; null when it does not.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When we saw it.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When it was assessed: its item scored and a case opened or joined where one is due; null while it waits.</summary>
    public DateTimeOffset? AssessedAt { get; set; }

    /// <summary>Until when the worker that assesses it has it; null when none does.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>How often its assessment was begun; counted before it begins, so a death counts. After three it waits for an operator.</summary>
    public int Attempts { get; set; }
}
