using System.Text.Json.Nodes;
using ContentWatch.Acquire;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Databases;
using ContentWatch.Extract;
using ContentWatch.Extract.Apart;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Refer;

/// <summary>
/// Looks whether referred content is still there: through the same fetcher, robots.txt and guard as a capture, without following redirects.
/// Each look is a row; an entry is written when what we see changes. What the provider says plays no part. Thread-safe.
/// </summary>
public sealed class AvailabilityCheck(
    Database database, Fetcher fetcher, RobotsBook robots, ApartExtractor extractor, AuditLog audit, IOptions<ReferOptions> options, TimeProvider time)
{
    /// <summary>Looks at the location that is due longest; false when none is.</summary>
    public async Task<bool> OnceAsync(CancellationToken cancellationToken)
    {
        if (await TakeAsync(cancellationToken) is not { } due)
        {
            return false;
        }

        var finding = await LookAsync(due, cancellationToken);
        await database.WriteAsync((db, cancel) => RecordAsync(db, due.LocationId, finding, cancel), cancellationToken);
        return true;
    }

    /// <summary>Takes a location and plans its next look at once: a death costs one look and no more.</summary>
    private Task<Due?> TakeAsync(CancellationToken cancellationToken) => database.TakeAsync(
        async (db, cancel) =>
        {
            var now = time.GetUtcNow();
            var location = await db.Locations.Where(l => l.NextLookAt <= now).OrderBy(l => l.NextLookAt).SkippingLocked().FirstOrDefaultAsync(cancel);
            if (location is null)
            {
                return null;
            }

            var plan = options.Value.LookPlan;
            location.NextLookAt = now + plan[Math.Min(location.Looks, plan.Count - 1)];
            location.Looks++;
            var hashes = await db.Referrals.Where(r => r.LocationId == location.Id)
                .Join(db.Cases, r => r.CaseId, c => c.Id, (_, c) => c.ItemId)
                .Join(db.Items, id => id, item => item.Id, (_, item) => item.Hash).Distinct().ToListAsync(cancel);
            return new Due(location.Id, location.FetchUrl, [.. hashes]);
        },
        cancellationToken);

    private async Task<AvailabilityFinding> LookAsync(Due due, CancellationToken cancellationToken)
    {
        if (!CaptureUri.TryParse(due.FetchUrl, out var uri, out var reason))
        {
            return new(Availability.CouldNotLook, $"The address cannot be fetched. {reason}");
        }

        switch (await robots.AskAsync(uri, cancellationToken))
        {
            case RobotsAnswer.Unreachable unreachable:
                return new(Availability.CouldNotLook, unreachable.Reason);
            case RobotsAnswer.Decided { Decision.IsAllowed: false } refused:
                return new(Availability.CouldNotLook, $"robots.txt refuses it ({refused.Decision.Rule}).");
        }

        if (await fetcher.FetchAsync(uri, cancellationToken) is not FetchResult.Answered { Hop: var hop })
        {
            return new(Availability.CouldNotLook, "The server does not answer.");
        }

        var read = hop.Status is >= 200 and < 300
            ? await extractor.ExtractAsync(hop.Body, hop.Header("content-type"), hop.Uri.Fetch, cancellationToken)
            : null;
        var items = read is ExtractionResult.Extracted { Text: var text } ? text.Items : [];
        return AvailabilityFinding.Of(
            hop,
            items.Count == 0 ? null : string.Join('\n', items.Select(item => $"{item.Title}\n{item.Text}")),
            items.Any(item => due.Hashes.Contains(ItemIdentity.Of(item.Text))));
    }

    private async Task RecordAsync(ContentWatchDb db, Guid locationId, AvailabilityFinding finding, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var location = await db.Locations.SingleAsync(l => l.Id == locationId, cancellationToken);
        var before = location.Availability;
        db.AvailabilityLooks.Add(new AvailabilityLook { Id = Identity.New(time), LocationId = locationId, At = now, Seen = finding.Seen, Detail = finding.Detail });
        (location.Availability, location.LookedAt) = (finding.Seen, now);
        if (before != finding.Seen)
        {
            var details = new JsonObject { ["was"] = before.ToString(), ["seen"] = finding.Seen.ToString() };
            await audit.AppendAsync(db, Actor.Process("refer"), "location.seen", $"location/{locationId}", details, cancellationToken);
        }
    }

    private sealed record Due(Guid LocationId, string FetchUrl, HashSet<ContentHash> Hashes);
}
