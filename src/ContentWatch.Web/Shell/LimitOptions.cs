using System.ComponentModel.DataAnnotations;

namespace ContentWatch.Web.Shell;

/// <summary>How much one client may ask. Section <c>Limits</c>. An address is the client's own, or the one that a known proxy names (<see cref="ProxyOptions"/>).</summary>
public sealed class LimitOptions
{
    /// <summary>Sign-ins and one-time links that one address may try in a minute, whatever the names. 1 to 10,000; default 20.</summary>
    [Range(1, 10_000)]
    public int SignInsPerMinute { get; set; } = 20;

    /// <summary>Requests below <c>/api</c> that one key may send in a minute. 1 to 1,000,000; default 120.</summary>
    [Range(1, 1_000_000)]
    public int ApiPerKeyPerMinute { get; set; } = 120;

    /// <summary>Requests below <c>/api</c> that one address may send in a minute, with whatever key or none: keys cannot be guessed fast. 1 to 1,000,000; default 600.</summary>
    [Range(1, 1_000_000)]
    public int ApiPerAddressPerMinute { get; set; } = 600;

    /// <summary>How long a request may take before it is given up; circuits of open pages are not counted. 1 s to 10 min; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RequestTime { get; set; } = TimeSpan.FromSeconds(30);
}
