using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Refer;

/// <summary>How the tables of this stage look.</summary>
internal static class ReferMap
{
    public static void MapRefer(this ModelBuilder model)
    {
        model.Entity<Referral>(referral =>
        {
            referral.Property(r => r.Reference).HasMaxLength(40);
            referral.Property(r => r.OutcomeReason).HasMaxLength(1000);
            referral.Property(r => r.ProviderReference).HasMaxLength(200);
            referral.HasIndex(r => r.Reference).IsUnique();
            referral.HasIndex(r => new { r.CaseId, r.LocationId }).IsUnique();
            referral.HasIndex(r => new { r.State, r.NextTryAt });
            referral.HasIndex(r => r.LocationId);
        });
        model.Entity<DeliveryAttempt>(attempt => attempt.HasIndex(a => new { a.ReferralId, a.At }));
        model.Entity<AvailabilityLook>(look => look.HasIndex(l => new { l.LocationId, l.At }));
    }
}
