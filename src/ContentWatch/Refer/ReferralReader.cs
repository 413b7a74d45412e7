using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Refer;

/// <summary>A referral as lists show it: what the provider says and what we see stand side by side, never as one.</summary>
/// <param name="Referral">The row.</param>
/// <param name="CaseNumber">The case.</param>
/// <param name="Provider">Whom it goes to.</param>
/// <param name="Location">The place, with what we see.</param>
public sealed record ReferralRow(Referral Referral, long CaseNumber, string Provider, Location Location);

/// <summary>A referral with everything that happened.</summary>
/// <param name="Row">As lists show it.</param>
/// <param name="Attempts">Deliveries and answers, the newest first.</param>
/// <param name="Looks">Looks at the place, the newest first.</param>
/// <param name="Letter">Grounds and clause of the verdict it carries out.</param>
public sealed record ReferralView(
    ReferralRow Row, IReadOnlyList<DeliveryAttempt> Attempts, IReadOnlyList<AvailabilityLook> Looks, Review.Verdict Letter);

/// <summary>Reads referrals for pages. No content in them. Thread-safe.</summary>
public sealed class ReferralReader(Database database)
{
    private const int Most = 200;

    /// <summary>Referrals, failed ones first, then the newest.</summary>
    public async Task<IReadOnlyList<ReferralRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await Rows(db)
            .OrderBy(row => row.Referral.State == ReferralState.Failed || row.Referral.State == ReferralState.NoChannel ? 0 : 1)
            .ThenByDescending(row => row.Referral.CreatedAt).Take(Most)
            .Select(row => new ReferralRow(row.Referral, row.Number, row.Name, row.Location)).ToListAsync(cancellationToken);
    }

    /// <summary>One referral; null when there is none of that reference.</summary>
    public async Task<ReferralView?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var row = await Rows(db).Where(row => row.Referral.Reference == reference)
            .Select(row => new ReferralRow(row.Referral, row.Number, row.Name, row.Location)).SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return null;
        }

        return new(
            row,
            await db.DeliveryAttempts.Where(a => a.ReferralId == row.Referral.Id).OrderByDescending(a => a.At).Take(Most).ToListAsync(cancellationToken),
            await db.AvailabilityLooks.Where(l => l.LocationId == row.Location.Id && l.At >= row.Referral.CreatedAt).OrderByDescending(l => l.At).Take(Most).ToListAsync(cancellationToken),
            await db.Verdicts.SingleAsync(v => v.Id == row.Referral.VerdictId, cancellationToken));
    }

    private static IQueryable<Joined> Rows(ContentWatchDb db) =>
        from referral in db.Referrals
        join @case in db.Cases on referral.CaseId equals @case.Id
        join provider in db.Providers on referral.ProviderId equals provider.Id
        join location in db.Locations on referral.LocationId equals location.Id
        select new Joined { Referral = referral, Number = @case.Number, Name = provider.Name, Location = location };

    private sealed class Joined
    {
        public required Referral Referral { get; init; }

        public required long Number { get; init; }

        public required string Name { get; init; }

        public required Location Location { get; init; }
    }
}
