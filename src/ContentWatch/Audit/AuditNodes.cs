using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Audit;

/// <summary>Reads nodes of the stored tree. Level 0 is the leaves themselves; the others are rows of their own.</summary>
internal static class AuditNodes
{
    /// <summary>The hash of a complete node.</summary>
    /// <exception cref="InvalidOperationException">It is missing: the tree was tampered with, and <c>cw audit verify</c> says where.</exception>
    public static async Task<byte[]> HashAsync(ContentWatchDb db, int level, long index, CancellationToken cancellationToken) => level == 0
        ? await db.AuditLeaves.Where(leaf => leaf.Index == index).Select(leaf => leaf.LeafHash).SingleAsync(cancellationToken)
        : await db.AuditNodes.Where(node => node.Level == level && node.Index == index).Select(node => node.Hash).SingleAsync(cancellationToken);
}
