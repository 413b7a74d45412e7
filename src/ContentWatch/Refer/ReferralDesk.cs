using System.Globalization;
using System.Text.Json.Nodes;
using ContentWatch.Audit;
using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Refer;

/// <summary>What became of an act on a referral.</summary>
public enum ReferralResult
{
    /// <summary>Done and recorded.</summary>
    Done,

    /// <summary>There is none of that id.</summary>
    Unknown,

    /// <summary>It does not stand where this is possible.</summary>
    NotNow,
}

/// <summary>Where referrals are prepared and tried again. Each act is one transaction with its audit entry. Thread-safe.</summary>
public sealed class ReferralDesk(Database database, AuditLog audit, TimeProvider time)
{
    /// <summary>
    /// Makes the referrals of one case whose verdict Refer stands and can no longer be undone: one for each of its locations. Unique by case and
    /// location, so that a second time makes none. False when there is no such case.
    /// </summary>
    public Task<bool> PrepareAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancel) =>
        {
            var now = time.GetUtcNow();
            var due = await db.Cases
                .Where(c => c.State == CaseState.Decided && c.Verdict == VerdictKind.Refer && c.UndoUntil <= now)
                .Where(c => db.CaseLocations.Any(l => l.CaseId == c.Id && l.AddedAt <= c.DecidedAt && !db.Referrals.Any(r => r.CaseId == c.Id && r.LocationId == l.LocationId)))
                .OrderBy(c => c.DecidedAt).FirstOrDefaultAsync(cancel);
            if (due is null)
            {
                return false;
            }

            var missing = await db.CaseLocations
                .Where(l => l.CaseId == due.Id && l.AddedAt <= due.DecidedAt && !db.Referrals.Any(r => r.CaseId == due.Id && r.LocationId == l.LocationId))
                .Join(db.Locations, l => l.LocationId, place => place.Id, (_, place) => place).ToListAsync(cancel);
            foreach (var location in missing)
            {
                await PrepareAsync(db, due, location, now, cancel);
            }

            return true;
        },
        cancellationToken);

    /// <summary>Puts a failed referral back in the outbox, under the same reference and key.</summary>
    public Task<ReferralResult> RetryAsync(Actor actor, Guid referralId, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancel) =>
        {
            if (await db.Referrals.SingleOrDefaultAsync(r => r.Id == referralId, cancel) is not { } referral)
            {
                return ReferralResult.Unknown;
            }

            if (!ReferralStanding.MayRetry(referral.State))
            {
                return ReferralResult.NotNow;
            }

            (referral.State, referral.Attempts, referral.NextTryAt) = (ReferralState.Waiting, 0, time.GetUtcNow());
            await audit.AppendAsync(db, actor, "referral.retried", $"referral/{referral.Id}", null, cancel);
            return ReferralResult.Done;
        },
        cancellationToken);

    private async Task PrepareAsync(ContentWatchDb db, Case decided, Location location, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var provider = await db.Providers.SingleAsync(p => p.Id == location.ProviderId, cancellationToken);
        var id = Identity.New(time);
        var referral = new Referral
        {
            Id = id,
            Reference = $"CW-{now.Year}-{(await NextNumberAsync(db, now.Year, cancellationToken)).ToString("D6", CultureInfo.InvariantCulture)}",
            IdempotencyKey = id.ToString(),
            CaseId = decided.Id,
            VerdictId = decided.VerdictId ?? throw new InvalidOperationException($"Case {decided.Number} is decided without a verdict."),
            LocationId = location.Id,
            ProviderId = provider.Id,
            CreatedAt = now,
            State = provider.Channel is null ? ReferralState.NoChannel : ReferralState.Waiting,
            NextTryAt = provider.Channel is null ? null : now,
        };
        db.Referrals.Add(referral);
        (location.NextLookAt, location.Looks) = (now, 0);
        var details = new JsonObject { ["reference"] = referral.Reference, ["case"] = decided.Id.ToString(), ["state"] = referral.State.ToString() };
        await audit.AppendAsync(db, Actor.Process("refer"), "referral.prepared", $"referral/{referral.Id}", details, cancellationToken);
    }

    private static async Task<long> NextNumberAsync(ContentWatchDb db, int year, CancellationToken cancellationToken)
    {
        var name = $"referral-{year}";
        if (await db.Counters.FindAsync([name], cancellationToken) is not { } counter)
        {
            counter = new Counter { Name = name };
            db.Counters.Add(counter);
        }

        return ++counter.Last;
    }
}
