using System.ComponentModel.DataAnnotations;

namespace ContentWatch.Acquire;

/// <summary>How places are looked at. Section <c>Acquire</c>.</summary>
public sealed class AcquireOptions
{
    /// <summary>How a site's operator reaches the unit; part of the user agent; at most 200 characters. Default: none, and then nothing is dialled.</summary>
    [StringLength(200)]
    public string Contact { get; set; } = "";

    /// <summary>Hosts (host:port, exactly) that may be dialled although they are not on the public Internet: the demo's own sites. Default: none.</summary>
    public IList<string> AllowHosts { get; } = [];

    /// <summary>Longest body on the wire, in bytes. 1 KiB to 1 GiB; default 20 MiB.</summary>
    [Range(1_024, 1_073_741_824)]
    public long MaxWireBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>Longest body once unpacked, in bytes. 1 KiB to 1 GiB; default 50 MiB.</summary>
    [Range(1_024, 1_073_741_824)]
    public long MaxBodyBytes { get; set; } = 50 * 1024 * 1024;

    /// <summary>Longest time for one request and its answer. 1 s to 10 min; default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest silence while an answer is read. 100 ms to 5 min; default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time for one lead: robots.txt, every redirect and every body; shorter than <see cref="LeaseFor"/>. 1 s to 30 min; default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan LeadDeadline { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How many hosts a process looks at at the same time. 1 to 32; default 4.</summary>
    [Range(1, 32)]
    public int Parallel { get; set; } = 4;

    /// <summary>Most redirects that are followed. 0 to 20; default 10.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 10;

    /// <summary>Pause between two fetches from one host, counted from the end of the first. 0 to 10 min; default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan HostDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a worker has a lead. 10 s to 1 h; default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan LeaseFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Tries before a lead that keeps failing is parked. 1 to 20; default 5.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Pause after the first failure; doubled with each more, up to six hours. 1 s to 1 h; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Space that stays free on the disk of the captures, in bytes; below it nothing is fetched. Default 200 MiB.</summary>
    [Range(0, long.MaxValue)]
    public long KeepFreeBytes { get; set; } = 200L * 1024 * 1024;

    /// <summary>What we say we are.</summary>
    public string UserAgent => $"ContentWatch/1.0 (+{Contact})";
}
