using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Audit;

/// <summary>How the tables of the log look.</summary>
internal static class AuditMap
{
    public static void MapAudit(this ModelBuilder model)
    {
        model.Entity<AuditLeaf>(leaf =>
        {
            leaf.Property(l => l.ActorId).HasMaxLength(100);
            leaf.Property(l => l.Act).HasMaxLength(60);
            leaf.Property(l => l.Subject).HasMaxLength(200);
            leaf.HasIndex(l => l.Index).IsUnique();
            leaf.HasIndex(l => l.At);
            leaf.HasIndex(l => l.Subject);
            leaf.HasIndex(l => new { l.ActorId, l.At });
        });
        model.Entity<AuditNode>(node => node.HasKey(n => new { n.Level, n.Index }));
        model.Entity<AuditCheckpoint>(checkpoint => checkpoint.HasKey(c => c.Size));
    }
}
