using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Review;

/// <summary>How the tables of this stage look.</summary>
internal static class ReviewMap
{
    public static void MapReview(this ModelBuilder model)
    {
        model.Entity<Case>(@case =>
        {
            @case.HasIndex(c => c.Number).IsUnique();
            @case.HasIndex(c => c.OpenItemId).IsUnique();
            @case.HasIndex(c => c.ItemId);
            @case.HasIndex(c => new { c.RankedAt, c.Number }).HasFilter("\"OpenItemId\" IS NOT NULL");
            @case.HasIndex(c => new { c.State, c.RankedAt });
            @case.HasIndex(c => c.OpenedAt).HasFilter("\"OpenItemId\" IS NOT NULL");
            @case.HasIndex(c => c.ClaimedUntil).HasFilter("\"ClaimedUntil\" IS NOT NULL");
            @case.HasIndex(c => new { c.Verdict, c.UndoUntil });
            @case.HasIndex(c => new { c.DecidedBy, c.DecidedAt });
            @case.Property(c => c.Version).IsConcurrencyToken();
        });
        model.Entity<CaseLocation>(location =>
        {
            location.HasKey(l => new { l.CaseId, l.LocationId });
            location.HasIndex(l => l.LocationId);
        });
        model.Entity<Verdict>(verdict =>
        {
            verdict.Property(v => v.TermsClause).HasMaxLength(500);
            verdict.Property(v => v.Finding).HasMaxLength(2000);
            verdict.Property(v => v.Note).HasMaxLength(4000);
            verdict.HasIndex(v => v.CaseId);
            verdict.HasIndex(v => new { v.PersonId, v.GivenAt });
        });
        model.Entity<CasePass>(pass => pass.HasKey(p => new { p.CaseId, p.PersonId }));
        model.Entity<CaseReading>(reading =>
        {
            reading.HasIndex(r => new { r.PersonId, r.ReadAt });
            reading.HasIndex(r => new { r.ItemId, r.PersonId });
            reading.HasIndex(r => r.CaseId);
        });
    }
}
