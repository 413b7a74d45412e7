namespace ContentWatch;

/// <summary>Work of the command line that takes minutes or hours.</summary>
public enum LongWorkKind
{
    /// <summary><c>cw backup</c>.</summary>
    Backup,

    /// <summary><c>cw restore</c>.</summary>
    Restore,

    /// <summary><c>cw verify</c>.</summary>
    Verify,

    /// <summary><c>cw archive rebuild</c>.</summary>
    Rebuild,
}

/// <summary>How long work stands.</summary>
public enum LongWorkState
{
    /// <summary>It goes on, or its process died: <see cref="LongWork.IsBrokenOff"/> tells.</summary>
    Running,

    /// <summary>It came to its end and all was well.</summary>
    Done,

    /// <summary>It came to its end and found something wrong, or it could not go on.</summary>
    Failed,
}

/// <summary>The last long work of a kind: how far it is, or how it ended. Shown to operators; no act, and so no entry: what it did records itself.</summary>
public sealed class LongWork
{
    /// <summary>Work that was not heard of for longer than this has died: it writes about once a second.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(30);

    /// <summary>The kind.</summary>
    public required LongWorkKind Kind { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>When it was last heard of; when it ended, once it has.</summary>
    public required DateTimeOffset SeenAt { get; set; }

    /// <summary>Steps that are done: rows, entries, files.</summary>
    public long Done { get; set; }

    /// <summary>Steps in all, as far as is known; 0 when it is not known yet.</summary>
    public long Total { get; set; }

    /// <summary>How it stands.</summary>
    public required LongWorkState State { get; set; }

    /// <summary>How it ended, a sentence in English without content; null while it runs.</summary>
    public string? Said { get; set; }

    /// <summary>True when it says that it runs and was not heard of for too long.</summary>
    /// <param name="now">The time.</param>
    public bool IsBrokenOff(DateTimeOffset now) => State == LongWorkState.Running && now - SeenAt > SilentAfter;
}

/// <summary>How far long work is.</summary>
/// <param name="Done">Steps that are done.</param>
/// <param name="Total">Steps in all; 0 when not known.</param>
public readonly record struct WorkProgress(long Done, long Total);
