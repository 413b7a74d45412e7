using System.ComponentModel.DataAnnotations;

namespace ContentWatch.Review;

/// <summary>Whether an item may come before the same person again.</summary>
public enum SameItemAgain
{
    /// <summary>Never: neither what the person read nor what the person decided.</summary>
    Never,

    /// <summary>What the person read but did not decide.</summary>
    UnlessDecided,

    /// <summary>Always: for a unit of one.</summary>
    Always,
}

/// <summary>How cases are reviewed. Section <c>Review</c>.</summary>
public sealed class ReviewOptions
{
    /// <summary>How long a claim holds without being renewed. Default: 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "08:00:00")]
    public TimeSpan ClaimFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How recently the page must have been used for a claim to be renewed. Default: 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan RenewWithin { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a verdict can be taken back before anything leaves the unit. Default: 60 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UndoFor { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether scores stay hidden from a person until that person's first verdict on the case. Default: true.</summary>
    public bool BlindScore { get; set; } = true;

    /// <summary>Whether an item may come before the same person again. Default: never.</summary>
    public SameItemAgain SameItemAgain { get; set; } = SameItemAgain.Never;
}
