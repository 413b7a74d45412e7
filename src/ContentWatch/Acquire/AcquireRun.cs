using System.Text.Json.Nodes;
using ContentWatch.Acquire.Sources;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Acquire;

/// <summary>What one round of the acquire role did.</summary>
public enum AcquireRound
{
    /// <summary>No lead was due, or the disk is nearly full.</summary>
    Nothing,

    /// <summary>A lead was looked at.</summary>
    LookedAt,

    /// <summary>A capture was kept.</summary>
    Kept,
}

/// <summary>One round of looking at a place: (1) lease a lead, (2) fetch, (3) keep the bytes, (4) end the lead and record the capture in one act. Killed anywhere, the lead is leased again.</summary>
public sealed class AcquireRun(
    Database database, LeadQueue queue, ICollector collector, CaptureStore store, AuditLog audit, IOptions<AcquireOptions> options, TimeProvider time)
{
    /// <summary>Does one round.</summary>
    /// <exception cref="IOException">The capture could not be kept; the lead is tried again when its lease is over.</exception>
    public async Task<AcquireRound> OnceAsync(string worker, CancellationToken cancellationToken)
    {
        if (!store.HasRoom || await queue.TakeAsync(worker, cancellationToken) is not { } taken)
        {
            return AcquireRound.Nothing;
        }

        try
        {
            var began = time.GetTimestamp();
            var collected = await CollectAsync(taken, cancellationToken);
            var cost = new FetchCost(collected.WireBytes, time.GetElapsedTime(began));
            var kept = collected switch
            {
                Collected.Kept whole => await KeepAsync(taken, whole.Hops, whole.Robots, isWhole: true, cancellationToken),
                Collected.Unchanged same => await KeepAsync(taken, same.Hops, same.Robots, isWhole: false, cancellationToken),
                _ => null,
            };
            await EndAsync(taken, collected, kept, cost, cancellationToken);
            return kept is null ? AcquireRound.LookedAt : AcquireRound.Kept;
        }
        // One address or one answer that we did not foresee is a failure of its own lead; thrown on, it would stop the role and come first again.
        catch (Exception exception) when (ContentFault.Is(exception))
        {
            await EndAsync(taken, new Collected.Failed(ContentFault.Reason(exception), null), null, default, cancellationToken);
            return AcquireRound.LookedAt;
        }
    }

    /// <summary>One time for all that a lead asks for: a chain of slow answers, each within its own limit, must not outlast the lease.</summary>
    private async Task<Collected> CollectAsync(TakenLead taken, CancellationToken cancellationToken)
    {
        var longest = options.Value.LeadDeadline;
        using var deadline = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await collector.CollectAsync(taken.Uri, taken.Known, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Collected.Failed($"It took longer than {longest.TotalSeconds:0.#} s in all, with robots.txt and redirects.", null);
        }
    }

    private Task EndAsync(TakenLead taken, Collected collected, KeptCapture? kept, FetchCost cost, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancel) =>
        {
            if (await queue.FinishAsync(db, taken, collected, cancel) is not { } lead)
            {
                return;
            }

            if (lead.SourceId is not null)
            {
                (await db.Sources.SingleAsync(s => s.Id == lead.SourceId, cancel)).Spend(cost.Bytes, cost.Time, time.GetUtcNow());
            }

            if (kept is not null)
            {
                await RecordAsync(db, lead, kept, cancel);
            }
        },
        cancellationToken);

    private async Task<KeptCapture> KeepAsync(TakenLead taken, IReadOnlyList<Hop> all, RobotsDecision robots, bool isWhole, CancellationToken cancellationToken)
    {
        var hops = new List<CaptureManifest.KeptHop>();
        foreach (var hop in all)
        {
            hops.Add(new(hop, await store.PutAsync(hop.Request, cancellationToken), await store.PutAsync(hop.Response, cancellationToken)));
        }

        var last = hops[^1];
        await using var db = database.Read();
        var lead = await db.Leads.SingleAsync(l => l.Id == taken.LeadId, cancellationToken);
        var location = await db.Locations.SingleAsync(l => l.Id == lead.LocationId, cancellationToken);
        var earlier = isWhole ? null : await EarlierAsync(db, lead, cancellationToken);
        var body = earlier?.Body ?? await store.PutAsync(last.Hop.Body, cancellationToken);
        var id = Identity.New(time);
        var manifest = CaptureManifest.Bytes(id, location.Url, hops, body, options.Value.UserAgent, earlier);
        var capture = new Capture
        {
            Id = id,
            LocationId = location.Id,
            LeadId = lead.Id,
            RequestHash = last.Request,
            ResponseHash = last.Response,
            BodyHash = body,
            ManifestHash = await store.PutAsync(manifest, cancellationToken),
            StartedAt = last.Hop.StartedAt,
            EndedAt = last.Hop.EndedAt,
            FinalUrl = last.Hop.Uri.Fetch,
            Address = last.Hop.Address,
            Status = last.Hop.Status,
            ContentType = last.Hop.Header("content-type"),
            Robots = robots.ToString(),
            BodyBytes = earlier?.BodyBytes ?? last.Hop.Body.Length,
            EarlierId = earlier?.CaptureId,
            State = isWhole ? CaptureState.Waiting : CaptureState.Unchanged,
        };
        return new(capture, isWhole ? Validators.Of(last.Hop) : null);
    }

    private static async Task<CaptureManifest.EarlierCapture> EarlierAsync(ContentWatchDb db, Lead lead, CancellationToken cancellationToken) => await (
        from revisit in db.Revisits
        where revisit.LeadId == lead.Id
        join capture in db.Captures on revisit.CaptureId equals capture.Id
        select new CaptureManifest.EarlierCapture(capture.Id, capture.ManifestHash, capture.BodyHash, capture.BodyBytes)).SingleAsync(cancellationToken);

    private async Task RecordAsync(ContentWatchDb db, Lead lead, KeptCapture kept, CancellationToken cancellationToken)
    {
        var capture = kept.Capture;
        lead.CaptureId = capture.Id;
        db.Captures.Add(capture);
        var details = new JsonObject
        {
            ["lead"] = lead.Id.ToString(),
            ["manifest"] = capture.ManifestHash.ToString(),
            ["response"] = capture.ResponseHash.ToString(),
            ["bytes"] = capture.BodyBytes,
        };
        if (capture.EarlierId is { } earlier)
        {
            details["unchangedSince"] = earlier.ToString();
            var seen = await db.Revisits.Where(r => r.LeadId == lead.Id).Select(r => r.Seen).SingleAsync(cancellationToken);
            await RevisitPlan.ReadAsync(db, lead, seen, isList: false, time.GetUtcNow(), cancellationToken);
        }
        else
        {
            await RevisitPlan.KeptAsync(db, lead, capture, kept.Validators, cancellationToken);
        }

        await audit.AppendAsync(db, Actor.Process("acquire"), "capture.kept", $"capture/{capture.Id}", details, cancellationToken);
    }

    private readonly record struct FetchCost(long Bytes, TimeSpan Time);

    private sealed record KeptCapture(Capture Capture, Validators? Validators);
}
