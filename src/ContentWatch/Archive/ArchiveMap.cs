using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Archive;

/// <summary>How the tables of this stage look.</summary>
internal static class ArchiveMap
{
    public static void MapArchive(this ModelBuilder model)
    {
        model.Entity<Item>(item =>
        {
            item.Property(i => i.Title).HasMaxLength(500);
            item.Property(i => i.Language).HasMaxLength(35);
            item.HasIndex(i => i.Hash).IsUnique();
        });
        model.Entity<Appearance>(appearance =>
        {
            appearance.HasIndex(a => new { a.CaptureId, a.Selector }).IsUnique();
            appearance.HasIndex(a => a.ItemId);
            appearance.HasIndex(a => a.LocationId);
            appearance.HasIndex(a => new { a.AssessedAt, a.SeenAt });
        });
        model.Entity<ItemScore>(score =>
            score.HasIndex(s => new { s.ItemId, s.Label, s.ModelId, s.ModelVersion }).IsUnique());
        model.Entity<ArchiveChange>(change =>
        {
            change.HasKey(c => c.Position);
            change.Property(c => c.Position).ValueGeneratedOnAdd();
        });
    }
}
