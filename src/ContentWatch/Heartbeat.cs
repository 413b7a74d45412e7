namespace ContentWatch;

/// <summary>A sign of life of one worker process, shown on the leads page.</summary>
public sealed class Heartbeat
{
    /// <summary>Role and instance, such as <c>acquire/4711</c>.</summary>
    public required string Worker { get; init; }

    /// <summary>The role: acquire, assess or refer.</summary>
    public required string Role { get; init; }

    /// <summary>When the process started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was last heard of.</summary>
    public required DateTimeOffset SeenAt { get; set; }

    /// <summary>What it is doing, in a few words without content.</summary>
    public required string Doing { get; set; }
}
