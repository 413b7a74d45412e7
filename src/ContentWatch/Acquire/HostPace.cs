namespace ContentWatch.Acquire;

/// <summary>Politeness of one host across processes: who fetches from it now, when the next fetch may begin, what its robots.txt said.</summary>
public sealed class HostPace
{
    /// <summary>Host and, when it is not the scheme's own, port.</summary>
    public required string Host { get; init; }

    /// <summary>No fetch begins before this.</summary>
    public required DateTimeOffset NextAt { get; set; }

    /// <summary>The worker that fetches from it now; null when none.</summary>
    public string? HeldBy { get; set; }

    /// <summary>Until when that hold counts.</summary>
    public DateTimeOffset? HeldUntil { get; set; }

    /// <summary>True when a fetch may begin.</summary>
    public bool IsFreeAt(DateTimeOffset now) => NextAt <= now && (HeldUntil is null || HeldUntil <= now);

    /// <summary>Failures in a row; the pause grows with them.</summary>
    public int Failures { get; set; }
}
