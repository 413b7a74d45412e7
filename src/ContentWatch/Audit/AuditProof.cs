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

        var path = new List<byte[]>();
        await WalkAsync(db, at, 0, head.Size, path, cancellationToken);
        return new(at, path, head.Note, head.Size);
    }

    /// <summary>The root that a path leads to.</summary>
    /// <exception cref="FormatException">The path has not the length that index and size ask for, or the index lies outside.</exception>
    public static byte[] RootOf(byte[] leafHash, long index, long size, IReadOnlyList<byte[]> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (index < 0 || index >= size || path.Any(hash => hash.Length != 32))
        {
            throw new FormatException("The index lies outside the tree, or a hash is not 32 bytes.");
        }

        var (at, last, root) = (index, size - 1, leafHash);
        foreach (var hash in path)
        {
            if (last == 0)
            {
                throw new FormatException("The path is too long.");
            }

            if ((at & 1) == 1 || at == last)
            {
                root = MerkleTree.Node(hash, root);
                while ((at & 1) == 0 && at != 0)
                {
                    (at, last) = (at >> 1, last >> 1);
                }
            }
            else
            {
                root = MerkleTree.Node(root, hash);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 ? root : throw new FormatException("The path is too short.");
    }

    /// <summary>Walks from the top: at each split the other side's root joins the path, so that the leaf's sibling comes first.</summary>
    private static async Task WalkAsync(ContentWatchDb db, long index, long start, long size, List<byte[]> path, CancellationToken cancellationToken)
    {
        if (size == 1)
        {
            return;
        }

        var left = MerkleTree.SplitOf(size);
        if (index - start < left)
        {
            await WalkAsync(db, index, start, left, path, cancellationToken);
            path.Add(await RootAsync(db, start + left, size - left, cancellationToken));
        }
        else
        {
            await WalkAsync(db, index, start + left, size - left, path, cancellationToken);
            path.Add(await RootAsync(db, start, left, cancellationToken));
        }
    }

    /// <summary>The root of a run of leaves that begins at a multiple of its size's power of two.</summary>
    private static async Task<byte[]> RootAsync(ContentWatchDb db, long start, long size, CancellationToken cancellationToken)
    {
        if ((size & (size - 1)) == 0)
        {
            var level = System.Numerics.BitOperations.Log2((ulong)size);
            return await AuditNodes.HashAsync(db, level, start >> level, cancellationToken);
        }

        var left = MerkleTree.SplitOf(size);
        var leftRoot = await RootAsync(db, start, left, cancellationToken);
        var rightRoot = await RootAsync(db, start + left, size - left, cancellationToken);
        return MerkleTree.Node(leftRoot, rightRoot);
    }
}
