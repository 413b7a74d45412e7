using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Audit;

/// <summary>What of the log is asked for. Empty parts ask for everything.</summary>
/// <param name="Act">Acts that begin with this.</param>
/// <param name="Subject">Exactly this subject.</param>
/// <param name="ActorId">Exactly this actor.</param>
/// <param name="Before">Only entries with a smaller index; null for the newest.</param>
public sealed record AuditFilter(string? Act, string? Subject, string? ActorId, long? Before);

/// <summary>One entry and whether it is proven.</summary>
/// <param name="Leaf">The entry.</param>
/// <param name="Proof">The way to the newest checkpoint; null while it waits for one.</param>
/// <param name="IsProven">True when the way leads to the signed root; null while it waits.</param>
public sealed record AuditEntryView(AuditLeaf Leaf, AuditProof? Proof, bool? IsProven);

/// <summary>Reads the log for pages; each reading is an entry itself. Thread-safe.</summary>
public sealed class AuditReader(Database database, AuditLog audit)
{
    /// <summary>Entries on a page.</summary>
    public const int PageSize = 50;

    /// <summary>A page of sequenced entries, the newest first.</summary>
    /// <param name="reader">Who reads.</param>
    /// <param name="filter">What is asked for.</param>
    /// <param name="entry">The entry that is opened beside them (<see cref="FindAsync"/>); null for none.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public Task<IReadOnlyList<AuditLeaf>> ReadAsync(Actor reader, AuditFilter filter, long? entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return database.WriteAsync<IReadOnlyList<AuditLeaf>>(
            async (db, cancel) =>
            {
                var leaves = await Filtered(db, filter).OrderByDescending(leaf => leaf.Index).Take(PageSize).AsNoTracking().ToListAsync(cancel);
                var details = new JsonObject { ["entries"] = leaves.Count, ["newest"] = leaves.FirstOrDefault()?.Index, ["act"] = filter.Act, ["subject"] = filter.Subject, ["by"] = filter.ActorId, ["before"] = filter.Before, ["entry"] = entry };
                await audit.AppendAsync(db, reader, "audit.read", "audit", details, cancel);
                return leaves;
            },
            cancellationToken);
    }

    /// <summary>One entry with its proof, checked here against the signed root; null when there is none of that index.</summary>
    public async Task<AuditEntryView?> FindAsync(long index, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        if (await db.AuditLeaves.SingleOrDefaultAsync(leaf => leaf.Index == index && leaf.Index >= 0, cancellationToken) is not { } leaf)
        {
            return null;
        }

        if (await AuditProof.MakeAsync(db, leaf.Id, cancellationToken) is not { } proof)
        {
            return new(leaf, null, null);
        }

        var root = await db.AuditCheckpoints.Where(c => c.Size == proof.Size).Select(c => c.Root).SingleAsync(cancellationToken);
        var holds = AuditEntry.LeafHash(leaf.Bytes).AsSpan().SequenceEqual(leaf.LeafHash)
            && MerkleProof.ProvesInclusion(proof.Index, proof.Size, leaf.LeafHash, proof.Path, root);
        return new(leaf, proof, holds);
    }

    private static IQueryable<AuditLeaf> Filtered(ContentWatchDb db, AuditFilter filter) => db.AuditLeaves
        .Where(leaf => leaf.Index >= 0 && (filter.Before == null || leaf.Index < filter.Before))
        .Where(leaf => string.IsNullOrEmpty(filter.Act) || leaf.Act.StartsWith(filter.Act))
        .Where(leaf => string.IsNullOrEmpty(filter.Subject) || leaf.Subject == filter.Subject)
        .Where(leaf => string.IsNullOrEmpty(filter.ActorId) || leaf.ActorId == filter.ActorId);
}
