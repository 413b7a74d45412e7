using ContentWatch.Acquire.Sources;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Acquire;

/// <summary>How the tables of this stage look.</summary>
internal static class AcquireMap
{
    public static void MapAcquire(this ModelBuilder model)
    {
        model.Entity<Report>(report =>
        {
            report.Property(r => r.Url).HasMaxLength(2083);
            report.Property(r => r.Reason).HasMaxLength(4000);
            report.Property(r => r.Reporter).HasMaxLength(200);
            report.Property(r => r.Contact).HasMaxLength(320);
            report.Property(r => r.IdempotencyKey).HasMaxLength(200);
            report.HasIndex(r => new { r.ApiKeyId, r.IdempotencyKey }).IsUnique();
            report.HasIndex(r => r.LeadId);
            report.HasIndex(r => r.LocationId);
            report.HasIndex(r => r.ReceivedAt);
        });
        model.Entity<Source>(source =>
        {
            source.Property(s => s.Name).HasMaxLength(200);
            source.Property(s => s.LegalBasis).HasMaxLength(1000);
            // What sources of a build before this one get.
            source.Property(s => s.HostShare).HasDefaultValue(100);
            source.Property(s => s.MaxBytesPerDay).HasDefaultValue(1L << 30);
            source.Property(s => s.MaxTimePerDay).HasDefaultValue(TimeSpan.FromHours(4));
            source.Property(s => s.RevisitFloor).HasDefaultValue(TimeSpan.FromHours(1));
            source.Property(s => s.RevisitCeiling).HasDefaultValue(TimeSpan.FromDays(14));
            source.HasIndex(s => s.Name).IsUnique();
        });
        model.Entity<Revisit>(revisit =>
        {
            revisit.HasKey(r => r.LeadId);
            revisit.Property(r => r.ValidUrl).HasMaxLength(CaptureUri.MaxLength);
            revisit.Property(r => r.ETag).HasMaxLength(Validators.MaxTag);
            revisit.Property(r => r.LastModified).HasMaxLength(40);
        });
        model.Entity<Lead>(lead =>
        {
            lead.Property(l => l.Host).HasMaxLength(300);
            lead.Property(l => l.Visit).HasDefaultValue(1);
            lead.HasIndex(l => new { l.State, l.NextTryAt });
            lead.HasIndex(l => new { l.SourceId, l.LocationId }).IsUnique();
            lead.HasIndex(l => l.LocationId);
        });
        model.Entity<Capture>(capture =>
        {
            capture.HasIndex(c => new { c.State, c.StartedAt });
            capture.HasIndex(c => c.LocationId);
            capture.HasIndex(c => c.LeadId);
        });
        model.Entity<HostPace>(pace => pace.HasKey(p => p.Host));
    }
}
