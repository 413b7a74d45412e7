using System.ComponentModel.DataAnnotations;

namespace ContentWatch.Refer;

/// <summary>How referrals leave and are followed. Section <c>Refer</c>.</summary>
public sealed class ReferOptions
{
    /// <summary>The unit's name as platforms read it; at most 200 characters. Default: none, and then no letter leaves.</summary>
    [StringLength(200)]
    public string UnitName { get; set; } = "";

    /// <summary>How a platform reaches the unit; at most 320 characters. Default: none, and then no letter leaves.</summary>
    [StringLength(320)]
    public string Contact { get; set; } = "";

    /// <summary>Longest time for one request to a platform. 100 ms to 5 min; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a worker has a referral. 10 s to 1 h; default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan LeaseFor { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Tries before a referral that cannot be delivered is shown as failed. 1 to 50; default 8.</summary>
    [Range(1, 50)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>Pause after the first failed try; doubled with each more, up to six hours. 1 s to 1 h; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause between two questions for the outcome. 1 s to 1 day; default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AskEvery { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the outcome is asked for. 1 min to 365 days; default 30 days. After it the referral stays delivered, without an answer.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan AskFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>When a location is looked at after a referral, one after the other, each counted from the look before. Default: 1 h, 1 d, 7 d, 30 d; the last repeats.</summary>
    public IList<TimeSpan> LookAfter { get; } = [];

    /// <summary>The plan in force.</summary>
    public IReadOnlyList<TimeSpan> LookPlan => LookAfter.Count > 0
        ? [.. LookAfter]
        : [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)];
}
