namespace ContentWatch.Audit;

/// <summary>
/// Checkpoints that were kept elsewhere, compared with the log as it is walked. One that does not belong to the log is an alarm, unless it is of a history
/// that a recorded restore gave up (<see cref="RecordedRollback"/>).
/// </summary>
internal sealed class OutsideCheckpoints(IEnumerable<Checkpoint> kept)
{
    private readonly ILookup<long, Checkpoint> bySize = kept.ToLookup(checkpoint => checkpoint.Size);
    private readonly List<Checkpoint> strays = [];
    private readonly List<RecordedRollback> rollbacks = [];

    /// <summary>The size of the largest that belongs to the log; null when none does.</summary>
    public long? Compared { get; private set; }

    /// <summary>The restores that took the log back, as its entries say.</summary>
    public IReadOnlyList<RecordedRollback> Rollbacks => rollbacks;

    /// <summary>Compares those of the tree's size.</summary>
    public void Compare(MerkleTree tree)
    {
        foreach (var checkpoint in bySize[tree.Size])
        {
            if (checkpoint.Root.AsSpan().SequenceEqual(tree.Root))
            {
                Compared = tree.Size;
            }
            else
            {
                strays.Add(checkpoint);
            }
        }
    }

    /// <summary>Takes note of an entry that says that the log was taken back.</summary>
    public void Learn(AuditLeaf leaf)
    {
        if (RecordedRollback.Find(leaf) is { } rollback)
        {
            rollbacks.Add(rollback);
        }
    }

    /// <summary>Judges those that do not belong to the log, once all of it was walked.</summary>
    /// <exception cref="BrokenLogException">No entry explains one.</exception>
    public void Judge(long size)
    {
        List<Checkpoint> astray = [.. strays.Concat(bySize.Where(of => of.Key > size).SelectMany(of => of)).Where(stray => !rollbacks.Exists(rollback => rollback.Explains(stray)))];
        if (astray.Count == 0)
        {
            return;
        }

        var covered = astray.Max(checkpoint => checkpoint.Size);
        var first = astray.MinBy(checkpoint => checkpoint.Size)!;
        throw first.Size > size
            ? new BrokenLogException(size, $"The outside checkpoint covers {covered} entries, but there are {size}: entries were cut off the end, or the log was rolled back.") { Astray = astray }
            : new BrokenLogException(null, $"The outside checkpoint of size {first.Size} has another root: the log was rewritten at or before entry {first.Size - 1}, or it is a fork.") { Astray = astray };
    }
}
