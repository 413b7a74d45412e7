namespace ContentWatch.Review;

/// <summary>What a part of a priority is about.</summary>
public enum PriorityFactor
{
    /// <summary>The highest score of the item. Hidden where the queue is blind.</summary>
    Score,

    /// <summary>Who reported it.</summary>
    Reports,

    /// <summary>At how many places it was seen.</summary>
    Spread,

    /// <summary>What was decided about the same text before.</summary>
    KnownText,

    /// <summary>How long it waits. Reckoned when read.</summary>
    Waiting,
}

/// <summary>Why a part has its points; the page says it in the reader's language with <see cref="PriorityPart.Args"/>.</summary>
public enum PriorityReason
{
    /// <summary>The score. Args: label, probability with two decimals.</summary>
    Scored,

    /// <summary>No number, so it counts half: never as a low one. Args: outcome (<c>NoModelForLanguage</c>, <c>TooLittleText</c>, <c>NotScored</c>).</summary>
    NoScore,

    /// <summary>The number stays hidden until the person has decided. No args.</summary>
    HiddenUntilYouDecide,

    /// <summary>Nobody reported it. No args.</summary>
    NoReports,

    /// <summary>It was reported. Args: reports by partners, reports by others.</summary>
    Reported,

    /// <summary>Places it was seen at. Args: how many.</summary>
    Places,

    /// <summary>The text is new. No args.</summary>
    NotKnown,

    /// <summary>The text was decided before. Args: the verdict, the number of its case.</summary>
    DecidedBefore,

    /// <summary>Whole hours since it was opened. Args: hours.</summary>
    Hours,
}

/// <summary>One part of a priority.</summary>
/// <param name="Factor">What it is about.</param>
/// <param name="Points">Its points; null when hidden.</param>
/// <param name="OutOf">The most it can give.</param>
/// <param name="Reason">Why it has these points.</param>
/// <param name="Args">What the reason names, in invariant writing.</param>
public sealed record PriorityPart(
    PriorityFactor Factor, int? Points, int OutOf, PriorityReason Reason, IReadOnlyList<string> Args);
