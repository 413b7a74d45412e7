namespace ContentWatch.Audit;

/// <summary>What verifying the log found.</summary>
public abstract record AuditVerdict
{
    private AuditVerdict()
    {
    }

    /// <summary>Every entry is as it was written, and the tree is theirs.</summary>
    /// <param name="Size">Entries in the log.</param>
    /// <param name="Root">The root.</param>
    /// <param name="Waiting">Entries that wait for their place; they were checked too.</param>
    /// <param name="ComparedSize">The size of the outside checkpoint it was compared with; null when there was none: then a tail that was cut would not show.</param>
    public sealed record Sound(long Size, byte[] Root, int Waiting, long? ComparedSize) : AuditVerdict
    {
        /// <summary>The restores that took the log back, as its entries say; outside checkpoints of what they gave up are no alarm.</summary>
        public IReadOnlyList<RecordedRollback> Rollbacks { get; init; } = [];
    }

    /// <summary>Something is not as it was written.</summary>
    /// <param name="Index">The first bad entry; null when the finding is not about one entry.</param>
    /// <param name="Finding">What is wrong, in a sentence that names the field.</param>
    public sealed record Broken(long? Index, string Finding) : AuditVerdict
    {
        /// <summary>The outside checkpoints that the log does not go with, where that is all that is wrong: it was taken back, or it is another history. Else empty.</summary>
        public IReadOnlyList<Checkpoint> Astray { get; init; } = [];
    }
}
