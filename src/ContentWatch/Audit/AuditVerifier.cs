using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Audit;

/// <summary>
/// Proves the log, or names the first bad entry: reads every entry in order, rehashes its bytes, compares every column with them, rebuilds the
/// tree and compares every stored node and signed head, and last an outside checkpoint. Memory is bounded by the batch. Thread-safe.
/// </summary>
/// <remarks>
/// A log alone cannot show that its newest entries were cut off or that it was rolled back: only a checkpoint kept elsewhere does.
/// </remarks>
public sealed class AuditVerifier(Database database)
{
    private const int Batch = 4_096;

    /// <summary>Verifies.</summary>
    /// <param name="verifier">The key that signed the heads.</param>
    /// <param name="origin">The log's name.</param>
    /// <param name="outside">Checkpoints that were kept elsewhere, as signed notes; empty for none. Every one of them is compared.</param>
    /// <param name="progress">Told the number of entries that were checked; null for silence.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public async Task<AuditVerdict> VerifyAsync(
        NoteVerifier verifier, string origin, IReadOnlyCollection<string> outside, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        ArgumentNullException.ThrowIfNull(outside);
        await using var db = database.Read();

        // One snapshot: entries that are sequenced meanwhile belong to the next verification.
        await using var snapshot = await Database.SnapshotAsync(db, cancellationToken);
        try
        {
            var heads = await HeadsAsync(db, verifier, origin, cancellationToken);
            var kept = new OutsideCheckpoints([.. outside.Select(note => Opened(note, verifier, origin, "An outside checkpoint"))]);
            var tree = await RebuildAsync(db, heads, kept, progress, cancellationToken);
            var waiting = await WaitingAsync(db, cancellationToken);
            Compare(heads, tree);
            kept.Judge(tree.Size);
            return new AuditVerdict.Sound(tree.Size, tree.Root, waiting, kept.Compared) { Rollbacks = kept.Rollbacks };
        }
        catch (BrokenLogException e)
        {
            return new AuditVerdict.Broken(e.Index, e.Message) { Astray = e.Astray };
        }
    }

    private static async Task<Dictionary<long, Checkpoint>> HeadsAsync(
        ContentWatchDb db, NoteVerifier verifier, string origin, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<long, Checkpoint>();
        await foreach (var row in db.AuditCheckpoints.OrderBy(c => c.Size).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var head = Opened(row.Note, verifier, origin, $"The stored checkpoint of size {row.Size}");
            if (head.Size != row.Size || !head.Root.AsSpan().SequenceEqual(row.Root))
            {
                throw new BrokenLogException(null, $"The stored checkpoint of size {row.Size} says otherwise than its signed note.");
            }

            heads[row.Size] = head;
        }

        return heads;
    }

    private static Checkpoint Opened(string note, NoteVerifier verifier, string origin, string what)
    {
        try
        {
            var checkpoint = Checkpoint.Parse(SignedNote.Open(note, verifier));
            return checkpoint.Origin == origin ? checkpoint : throw new BrokenLogException(null, $"{what} is of another log: '{checkpoint.Origin}'.");
        }
        catch (FormatException e)
        {
            throw new BrokenLogException(null, $"{what} does not hold: {e.Message}");
        }
    }

    private static async Task<MerkleTree> RebuildAsync(
        ContentWatchDb db, Dictionary<long, Checkpoint> heads, OutsideCheckpoints outside, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (await db.AuditLeaves.AnyAsync(leaf => leaf.Index < 0, cancellationToken))
        {
            throw new BrokenLogException(null, "There is an entry with a place before the first: it was put into the database past the log.");
        }

        var tree = new MerkleTree();
        outside.Compare(tree);
        while (true)
        {
            var from = tree.Size;
            var leaves = await db.AuditLeaves.Where(leaf => leaf.Index >= from).OrderBy(leaf => leaf.Index).Take(Batch).ToListAsync(cancellationToken);
            var nodes = await NodesAsync(db, from, from + leaves.Count, cancellationToken);
            foreach (var leaf in leaves)
            {
                if (leaf.Index != tree.Size)
                {
                    throw new BrokenLogException(tree.Size, $"Entry {tree.Size} is missing; the next is {leaf.Index}.");
                }

                CheckLeaf(leaf);
                foreach (var node in tree.Add(leaf.LeafHash).Skip(1))
                {
                    if (!nodes.Remove((node.Level, node.Index), out var stored) || !stored.AsSpan().SequenceEqual(node.Hash))
                    {
                        throw new BrokenLogException(leaf.Index, $"The stored tree differs at level {node.Level}, node {node.Index}.");
                    }
                }

                CheckHead(heads.GetValueOrDefault(tree.Size), tree);
                outside.Compare(tree);
                Learn(leaf, outside);
            }

            progress?.Report(tree.Size);
            if (leaves.Count < Batch)
            {
                await RefuseStrayNodesAsync(db, tree.Size, cancellationToken);
                return tree;
            }
        }
    }

    private static void CheckLeaf(AuditLeaf leaf)
    {
        var where = leaf.Index;
        if (!AuditEntry.LeafHash(leaf.Bytes).AsSpan().SequenceEqual(leaf.LeafHash))
        {
            throw new BrokenLogException(where, $"{Name(leaf)}: the bytes do not have the leaf hash.");
        }

        AuditEntry entry;
        try
        {
            entry = AuditEntry.FromBytes(leaf.Bytes);
        }
        catch (FormatException e)
        {
            throw new BrokenLogException(where, $"{Name(leaf)}: the bytes are no entry. {e.Message}");
        }

        var wrong = entry.Id != leaf.Id ? "id"
            : entry.At != leaf.At ? "time"
            : entry.Actor.Kind != leaf.ActorKind ? "kind of actor"
            : entry.Actor.Id != leaf.ActorId ? "actor"
            : entry.Act != leaf.Act ? "act"
            : entry.Subject != leaf.Subject ? "subject"
            : null;
        if (wrong is not null)
        {
            throw new BrokenLogException(where, $"{Name(leaf)}: the column '{wrong}' says otherwise than the bytes.");
        }
    }

    private static void Learn(AuditLeaf leaf, OutsideCheckpoints outside)
    {
        try
        {
            outside.Learn(leaf);
        }
        catch (FormatException e)
        {
            throw new BrokenLogException(leaf.Index, $"{Name(leaf)}: {e.Message}");
        }
    }

    private static string Name(AuditLeaf leaf) => leaf.Index is { } index ? $"Entry {index}" : $"Waiting entry {leaf.Id}";

    private static void CheckHead(Checkpoint? head, MerkleTree tree)
    {
        if (head is not null && !head.Root.AsSpan().SequenceEqual(tree.Root))
        {
            throw new BrokenLogException(null, $"The stored checkpoint of size {head.Size} has another root: the log was rewritten at or before entry {head.Size - 1}, or it is a fork.");
        }
    }

    private static async Task<Dictionary<(int, long), byte[]>> NodesAsync(ContentWatchDb db, long from, long to, CancellationToken cancellationToken)
    {
        var nodes = new Dictionary<(int, long), byte[]>();
        for (var level = 1; to >> level > 0; level++)
        {
            var (first, end, at) = (from >> level, to >> level, level);
            foreach (var node in await db.AuditNodes.Where(n => n.Level == at && n.Index >= first && n.Index < end).ToListAsync(cancellationToken))
            {
                nodes[(node.Level, node.Index)] = node.Hash;
            }
        }

        return nodes;
    }

    private static async Task RefuseStrayNodesAsync(ContentWatchDb db, long size, CancellationToken cancellationToken)
    {
        var expected = 0L;
        for (var level = 1; size >> level > 0; level++)
        {
            expected += size >> level;
        }

        if (await db.AuditNodes.LongCountAsync(cancellationToken) != expected)
        {
            throw new BrokenLogException(null, "The stored tree has nodes beyond the entries: entries were cut off its end.");
        }
    }

    private static async Task<int> WaitingAsync(ContentWatchDb db, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var leaf in db.AuditLeaves.Where(leaf => leaf.Index == null).OrderBy(leaf => leaf.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            CheckLeaf(leaf);
            count++;
        }

        return count;
    }

    private static void Compare(Dictionary<long, Checkpoint> heads, MerkleTree tree)
    {
        var largest = heads.Count == 0 ? 0 : heads.Keys.Max();
        if (largest != tree.Size)
        {
            throw new BrokenLogException(
                Math.Min(largest, tree.Size),
                largest > tree.Size
                    ? $"A stored checkpoint covers {largest} entries, but there are {tree.Size}: entries were cut off the end."
                    : $"There are {tree.Size} entries, but the newest stored checkpoint covers {largest}.");
        }
    }
}
