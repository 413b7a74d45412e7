using System.Text.Json.Nodes;
using ContentWatch.Acquire.Sources;
using ContentWatch.Audit;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Acquire;

/// <summary>A lead that a worker has.</summary>
/// <param name="LeadId">Which.</param>
/// <param name="Worker">Who has it.</param>
/// <param name="Attempt">Which time it was leased; a worker that comes back after its lease passed on does not match any more.</param>
/// <param name="Uri">Where it points.</param>
public sealed record TakenLead(Guid LeadId, string Worker, int Attempt, CaptureUri Uri)
{
    /// <summary>Which visit of the place it is; attempts count within it.</summary>
    public int Visit { get; init; } = 1;

    /// <summary>By what the server knows the page that we have; null when it is to be fetched whole.</summary>
    public Validators? Known { get; init; }
}

/// <summary>
/// Hands leads to workers: one at a time for each host, never before the host's pause is over, reports before crawled pages. What is
/// taken is counted at once, so that a lead that kills its workers is parked after the third. Thread-safe, also between processes.
/// </summary>
public sealed class LeadQueue(Database database, AuditLog audit, IOptions<AcquireOptions> options, TimeProvider time, Random random)
{
    /// <summary>Why a lead was closed whose address the rules of its source do not let in any more.</summary>
    internal const string OutsideScope = "It is outside the scope of its source.";

    private const int MaxDeaths = 3;
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);
    private readonly AcquireOptions settings = options.Value;

    /// <summary>Leases the next lead; null when none is due.</summary>
    public Task<TakenLead?> TakeAsync(string worker, CancellationToken cancellationToken) => database.TakeAsync(
        async (db, cancel) =>
        {
            var now = time.GetUtcNow();
            await ParkTheDeadlyAsync(db, now, cancel);
            while (await NextAsync(db, now, cancel) is { } lead)
            {
                var pace = await PaceAsync(db, lead.Host, now, cancel);
                if (!pace.IsFreeAt(now))
                {
                    // Another worker took the host while we waited for it; the next look sees that.
                    continue;
                }

                Begin(lead);
                var location = await db.Locations.SingleAsync(l => l.Id == lead.LocationId, cancel);
                if (!CaptureUri.TryParse(location.FetchUrl, out var uri, out var reason))
                {
                    // A build before this one may have let in what this one does not fetch; the lead must not stand before all others for ever.
                    await ParkAsync(db, lead, $"The address cannot be fetched. {reason}", cancel);
                }
                else if (await IsOutsideAsync(db, lead, uri, cancel))
                {
                    (lead.State, lead.LastError, lead.LeaseOwner, lead.LeaseUntil) = (LeadState.Closed, OutsideScope, null, null);
                    await AppendAsync(db, lead, "lead.closed", OutsideScope, cancel);
                }
                else
                {
                    return Lease(lead, pace, worker, uri, now) with { Known = await KnownAsync(db, lead, cancel) };
                }

                await db.SaveChangesAsync(cancel);
            }

            return null;
        },
        cancellationToken);

    /// <summary>Ends a lead within the caller's act, if the worker still has it.</summary>
    /// <returns>The lead; null when its lease passed on, and then nothing may be kept.</returns>
    internal async Task<Lead?> FinishAsync(ContentWatchDb db, TakenLead taken, Collected collected, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lead = await db.Leads.SingleAsync(l => l.Id == taken.LeadId, cancellationToken);
        if (lead.State != LeadState.Leased || lead.LeaseOwner != taken.Worker || (lead.Visit, lead.Attempts) != (taken.Visit, taken.Attempt))
        {
            return null;
        }

        (lead.LeaseOwner, lead.LeaseUntil) = (null, null);
        var pace = await PaceAsync(db, lead.Host, now, cancellationToken);
        (pace.HeldBy, pace.HeldUntil) = (null, null);
        pace.Failures = collected is Collected.Failed ? pace.Failures + 1 : 0;
        pace.NextAt = now + HostPause(collected.CrawlDelay);
        switch (collected)
        {
            case Collected.Kept or Collected.Unchanged:
                lead.State = LeadState.Captured;
                lead.LastError = null;
                break;
            case Collected.Closed closed:
                lead.State = LeadState.Closed;
                lead.LastError = closed.Reason;
                await AppendAsync(db, lead, "lead.closed", closed.Reason, cancellationToken);
                break;
            case Collected.Failed failed when lead.Attempts >= settings.MaxAttempts:
                await ParkAsync(db, lead, failed.Reason, cancellationToken);
                break;
            case Collected.Failed failed:
                lead.State = LeadState.Waiting;
                lead.LastError = failed.Reason;
                lead.NextTryAt = now + Pause(lead.Attempts, failed.RetryAfter);
                break;
        }

        return lead;
    }

    private TakenLead Lease(Lead lead, HostPace pace, string worker, CaptureUri uri, DateTimeOffset now)
    {
        lead.State = LeadState.Leased;
        lead.LeaseOwner = worker;
        lead.LeaseUntil = now + settings.LeaseFor;
        pace.HeldBy = worker;
        pace.HeldUntil = lead.LeaseUntil;
        return new(lead.Id, worker, lead.Attempts, uri) { Visit = lead.Visit };
    }

    /// <summary>A visit begins anew, with all its tries before it; a lease that ran out is a death.</summary>
    private static void Begin(Lead lead)
    {
        if (lead.State == LeadState.Resting)
        {
            lead.Visit++;
            (lead.Attempts, lead.Deaths) = (0, 0);
        }

        lead.Deaths += lead.State == LeadState.Leased ? 1 : 0;
        lead.Attempts++;
    }

    private static async Task<bool> IsOutsideAsync(ContentWatchDb db, Lead lead, CaptureUri uri, CancellationToken cancellationToken) =>
        lead.SourceId is { } id && !SourceScope.Parse(await db.Sources.Where(s => s.Id == id).Select(s => s.Scope).SingleAsync(cancellationToken)).Contains(uri);

    private static async Task<Validators?> KnownAsync(ContentWatchDb db, Lead lead, CancellationToken cancellationToken) =>
        lead.SourceId is not null && await db.Revisits.SingleOrDefaultAsync(r => r.LeadId == lead.Id && r.ValidUrl != null, cancellationToken) is { ValidUrl: { } url } revisit
            ? new(url, revisit.ETag, revisit.LastModified)
            : null;

    private static async Task<Lead?> NextAsync(ContentWatchDb db, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Leads
            .Where(l => ((l.State == LeadState.Waiting || l.State == LeadState.Resting) && l.NextTryAt <= now) || (l.State == LeadState.Leased && l.LeaseUntil <= now))
            .Where(l => !db.HostPaces.Any(p => p.Host == l.Host && (p.NextAt > now || p.HeldUntil > now)))
            .Where(l => l.SourceId == null || !db.Sources.Any(s => s.Id == l.SourceId && (s.Paused || s.RestsUntil > now)))
            .OrderBy(l => l.Origin == LeadOrigin.Report ? 0 : l.Origin == LeadOrigin.Person ? 1 : 2).ThenBy(l => l.NextTryAt).ThenBy(l => l.Id)
            .SkippingLocked().FirstOrDefaultAsync(cancellationToken);

    private async Task ParkTheDeadlyAsync(ContentWatchDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var lead in await db.Leads
            .Where(l => l.State == LeadState.Leased && l.LeaseUntil <= now && l.Deaths >= MaxDeaths - 1)
            .SkippingLocked().ToListAsync(cancellationToken))
        {
            lead.Deaths++;
            await ParkAsync(db, lead, "Three workers that had it were not heard of again.", cancellationToken);
        }

        // The next lead is looked for in the database: what was parked has to be there first.
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task ParkAsync(ContentWatchDb db, Lead lead, string reason, CancellationToken cancellationToken)
    {
        lead.State = LeadState.Parked;
        lead.LastError = reason;
        (lead.LeaseOwner, lead.LeaseUntil) = (null, null);
        await AppendAsync(db, lead, "lead.parked", reason, cancellationToken);
    }

    private Task AppendAsync(ContentWatchDb db, Lead lead, string act, string reason, CancellationToken cancellationToken) =>
        audit.AppendAsync(db, Actor.Process("acquire"), act, $"lead/{lead.Id}", new JsonObject { ["attempts"] = lead.Attempts, ["reason"] = reason }, cancellationToken);

    private static async Task<HostPace> PaceAsync(ContentWatchDb db, string host, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.HostPaces.Where(p => p.Host == host).Locking().SingleOrDefaultAsync(cancellationToken) is { } known)
        {
            return known;
        }

        var pace = new HostPace { Host = host, NextAt = now };
        db.HostPaces.Add(pace);
        return pace;
    }

    private TimeSpan Pause(int attempts, TimeSpan? asked)
    {
        var own = Jitter(settings.RetryAfter * Math.Pow(2, attempts - 1));
        var longer = asked > own ? asked.Value : own;
        return longer < LongestPause ? longer : LongestPause;
    }

    /// <summary>What we or the site's robots.txt ask between two fetches, whichever is longer, and up to half as long again: never less.</summary>
    private TimeSpan HostPause(TimeSpan? asked) => (asked > settings.HostDelay ? asked.Value : settings.HostDelay) * (1 + (random.NextDouble() / 2));

    /// <summary>Half as short to half as long again, so that many leads do not come back together.</summary>
    private TimeSpan Jitter(TimeSpan pause) => pause * (0.5 + random.NextDouble());
}
