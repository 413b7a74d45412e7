using ContentWatch.Audit;

namespace ContentWatch.Backups;

/// <summary>What is to be restored, where to, and how far the operator goes.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Folder">The data folder; made where it is missing.</param>
public sealed record RestoreOrder(OpenBackup Backup, string Folder)
{
    /// <summary>How the owner of a PostgreSQL database reaches it; null for the SQLite file of the data folder.</summary>
    public string? Postgres { get; init; }

    /// <summary>True to put aside what is there; nothing is ever deleted.</summary>
    public bool Replaces { get; init; }

    /// <summary>Why the log may be taken back behind checkpoints that were kept elsewhere; null when it may not.</summary>
    public string? RollBack { get; init; }

    /// <summary>A file with the key that signs the log; null to take the backup's, or the one that is in the data folder.</summary>
    public string? Key { get; init; }

    /// <summary>Checkpoints beyond those in the second place that the log is compared with.</summary>
    public IReadOnlyCollection<string> Outside { get; init; } = [];
}

/// <summary>What became of a restore.</summary>
public abstract record RestoreOutcome
{
    private RestoreOutcome()
    {
    }

    /// <summary>It is restored.</summary>
    /// <param name="Check">What checking found: all is well, but for captured files that were lost before the backup.</param>
    /// <param name="RollBack">What of the log was given up, and recorded; null when nothing.</param>
    /// <param name="Aside">Where what was there is now; null when nothing was.</param>
    public sealed record Restored(CheckResult Check, RecordedRollback? RollBack, string? Aside) : RestoreOutcome;

    /// <summary>The backup is damaged; nothing was touched.</summary>
    /// <param name="Check">What is wrong.</param>
    public sealed record NotSound(CheckResult Check) : RestoreOutcome;

    /// <summary>Outside checkpoints show entries that the backup does not have; nothing was touched.</summary>
    /// <param name="Size">Entries of the backup.</param>
    /// <param name="Covered">Entries that the largest of these checkpoints covers.</param>
    /// <param name="Finding">What does not go together, in a sentence.</param>
    public sealed record WouldRollBack(long Size, long Covered, string Finding) : RestoreOutcome;
}
