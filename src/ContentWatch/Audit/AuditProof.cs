using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Audit;

/// <summary>That one entry is in the log, for somebody who has a checkpoint: the hashes beside its way up to the root (RFC 6962 §2.1.1).</summary>
/// <param name="Index">The entry.</param>
/// <param name="Path">The hashes, the leaf's sibling first.</param>
/// <param name="Checkpoint">The signed note the path leads to.</param>
/// <param name="Size">The size it covers.</param>
public sealed record AuditProof(long Index, IReadOnlyList<byte[]> Path, string Checkpoint, long Size)
{
    /// <summary>Makes the proof of a sequenced entry against the newest checkpoint; null when the entry waits or there is none of that id.</summary>
    public static async Task<AuditProof?> MakeAsync(ContentWatchDb db, Guid entryId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var index = await db.AuditLeaves.Where(leaf => leaf.Id == entryId).Select(leaf => leaf.Index).SingleOrDefaultAsync(cancellationToken);
        var head = await db.AuditCheckpoints.OrderByDescending(c => c.Size).FirstOrDefaultAsync(cancellationToken);
        if (index is not { } at || head is null || at >= head.Size)
        {
            return null;
        }

        var path = await MerkleProof.InclusionAsync(at, head.Size, (level, place) => AuditNodes.HashAsync(db, level, place, cancellationToken));
        return new(at, path, head.Note, head.Size);
    }

    /// <summary>Whether the entry of these bytes is in the log: the note is signed by <paramref name="verifier"/> and the path leads to its root.</summary>
    /// <param name="bytes">The entry's canonical bytes.</param>
    /// <param name="verifier">The key that signs the log's heads.</param>
    public bool Proves(ReadOnlySpan<byte> bytes, NoteVerifier verifier)
    {
        Checkpoint head;
        try
        {
            head = Audit.Checkpoint.Parse(SignedNote.Open(Checkpoint, verifier));
        }
        catch (FormatException)
        {
            return false;
        }

        return head.Size == Size && MerkleProof.ProvesInclusion(Index, Size, AuditEntry.LeafHash(bytes), Path, head.Root);
    }
}
