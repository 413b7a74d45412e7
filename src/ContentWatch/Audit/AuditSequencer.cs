using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContentWatch.Audit;

/// <summary>
/// Gives entries their place in the log, one process at a time. A round: (1) take or renew the lease, (2) take entries without an index in
/// the order of their ids, (3) give them the next indices and store the nodes that became complete, (4) sign a checkpoint, all in one
/// transaction; then (5) copy the checkpoint to its second place. Killed before the commit, nothing happened; killed after it, the next
/// round copies. Thread-safe.
/// </summary>
/// <remarks>Ids begin with the time they were made, so the order is that of the acts as far as clocks allow; the index is what counts.</remarks>
public sealed partial class AuditSequencer(
    Database database, CheckpointMirror mirror, IOptions<AuditOptions> options, IOptions<DatabaseOptions> data, TimeProvider time, ILogger<AuditSequencer> logger)
{
    private const string LeaseName = "audit-sequencer";
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(30);

    /// <summary>Does one round.</summary>
    /// <param name="owner">The process.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>How many entries were sequenced; 0 when none waited or another process has the lease.</returns>
    public async Task<int> SequenceAsync(string owner, CancellationToken cancellationToken)
    {
        using var key = CheckpointKey.Load(CheckpointKey.PathIn(data.Value.Folder));
        var sequenced = await database.TakeAsync(
            async (db, cancel) => await HoldsLeaseAsync(db, owner, cancel) ? await SequenceAsync(db, key, cancel) : 0,
            cancellationToken);
        await MirrorAsync(cancellationToken);
        return sequenced;
    }

    private async Task<bool> HoldsLeaseAsync(ContentWatchDb db, string owner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await db.Leases.Where(l => l.Name == LeaseName).Locking().SingleOrDefaultAsync(cancellationToken) is not { } lease)
        {
            db.Leases.Add(new Lease { Name = LeaseName, Owner = owner, Until = now + LeaseFor });
            return true;
        }

        if (lease.Owner != owner && lease.Until > now)
        {
            return false;
        }

        (lease.Owner, lease.Until) = (owner, now + LeaseFor);
        return true;
    }

    private async Task<int> SequenceAsync(ContentWatchDb db, NSec.Cryptography.Key key, CancellationToken cancellationToken)
    {
        var waiting = await db.AuditLeaves.Where(leaf => leaf.Index == null)
            .OrderBy(leaf => leaf.Id).Take(options.Value.BatchSize).ToListAsync(cancellationToken);
        if (waiting.Count == 0)
        {
            return 0;
        }

        var size = (await db.AuditLeaves.MaxAsync(leaf => leaf.Index, cancellationToken) ?? -1) + 1;
        var tree = await MerkleTree.ResumeAsync(size, (level, index) => AuditNodes.HashAsync(db, level, index, cancellationToken));
        foreach (var leaf in waiting)
        {
            leaf.Index = tree.Size;
            db.AuditNodes.AddRange(tree.Add(leaf.LeafHash).Skip(1)
                .Select(node => new AuditNode { Level = node.Level, Index = node.Index, Hash = node.Hash }));
        }

        var checkpoint = new Checkpoint(options.Value.Origin, tree.Size, tree.Root) { History = await HistoryAsync(db, cancellationToken) };
        db.AuditCheckpoints.Add(new AuditCheckpoint
        {
            Size = checkpoint.Size,
            Root = checkpoint.Root,
            Note = SignedNote.Sign(checkpoint.ToText(), options.Value.Origin, key),
            SignedAt = time.GetUtcNow(),
        });
        return waiting.Count;
    }

    /// <summary>
    /// That of the newest head, until a restore that gave up entries waits for its place: heads that cover what waited before its entry are of the new history too,
    /// for the given-up one had other entries there.
    /// </summary>
    private static async Task<int> HistoryAsync(ContentWatchDb db, CancellationToken cancellationToken)
    {
        var restores = await db.AuditLeaves.AsNoTracking().Where(leaf => leaf.Index == null && leaf.Act == RecordedRollback.Act).ToListAsync(cancellationToken);
        var newest = await db.AuditCheckpoints.OrderByDescending(c => c.Size).Select(c => c.Note).FirstOrDefaultAsync(cancellationToken);
        return restores.Select(leaf => RecordedRollback.Find(leaf)?.History ?? 1).Append(newest is null ? 1 : Checkpoint.OfNote(newest).History).Max();
    }

    private async Task MirrorAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        if (await db.AuditCheckpoints.OrderByDescending(c => c.Size).FirstOrDefaultAsync(cancellationToken) is not { } newest)
        {
            return;
        }

        try
        {
            if (mirror.Latest != newest.Note)
            {
                mirror.Write(newest);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The checkpoint stands in the database; the next round tries again, and AuditHealth shows that the second place is behind.
            Log.MirrorFailed(logger, e, newest.Size);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The checkpoint of size {Size} could not be copied to its second place.")]
        public static partial void MirrorFailed(ILogger logger, Exception exception, long size);
    }
}
