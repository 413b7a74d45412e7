using System.Text.Json.Nodes;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Acquire.Sources;

/// <summary>Where sources are added, changed and paused. Each act is one transaction with its audit entry. Thread-safe.</summary>
public sealed class SourceDesk(Database database, AuditLog audit, LeadDesk leads, OutboundRule outbound, TimeProvider time)
{
    /// <summary>Adds a source and its first lead.</summary>
    public async Task<SourceSet> AddAsync(Actor actor, SourceForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (form.Wrong(outbound) is { } wrong)
        {
            return new SourceSet.Refused(wrong);
        }

        return await database.WriteAsync<SourceSet>(
            async (db, cancel) =>
            {
                var source = new Source { Id = Identity.New(time), Name = "", StartUrl = form.StartUrl, Scope = "", LegalBasis = "", CreatedAt = time.GetUtcNow() };
                if (await IsTakenAsync(db, source.Id, form, cancel))
                {
                    return Taken();
                }

                form.Fill(source);
                db.Sources.Add(source);
                await leads.AddAsync(db, CaptureUri.Parse(form.StartUrl), LeadOrigin.Crawl, source.Id, 0, cancel);
                await audit.AppendAsync(db, actor, "source.added", $"source/{source.Id}", Details(source), cancel);
                return new SourceSet.Done(source.Id);
            },
            cancellationToken);
    }

    /// <summary>
    /// Changes all of a source but its start. Visits that are planned beyond the new ceiling are planned at it; with another scope every page is read anew at its
    /// next visit, so that what it leads to is followed by the new rules; what is outside it is not fetched any more.
    /// </summary>
    public async Task<SourceSet> ChangeAsync(Actor actor, Guid sourceId, SourceForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        return await database.WriteAsync<SourceSet>(
            async (db, cancel) =>
            {
                if (await db.Sources.SingleOrDefaultAsync(s => s.Id == sourceId, cancel) is not { } source)
                {
                    return new SourceSet.Unknown();
                }

                var whole = form with { StartUrl = source.StartUrl };
                if (whole.Wrong(outbound) is { } wrong)
                {
                    return new SourceSet.Refused(wrong);
                }

                if (await IsTakenAsync(db, source.Id, whole, cancel))
                {
                    return Taken();
                }

                var (was, scope) = (Details(source), source.Scope);
                whole.Fill(source);
                await PlanAnewAsync(db, source, source.Scope != scope, cancel);
                var details = Details(source);
                details["was"] = was;
                await audit.AppendAsync(db, actor, "source.changed", $"source/{source.Id}", details, cancel);
                return new SourceSet.Done(source.Id);
            },
            cancellationToken);
    }

    /// <summary>Has the start of a source visited as soon as its host allows, whatever was planned.</summary>
    /// <returns>False when there is no such source, or a worker has its start just now.</returns>
    public Task<bool> VisitNowAsync(Actor actor, Guid sourceId, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancel) =>
        {
            if (await db.Leads.SingleOrDefaultAsync(l => l.SourceId == sourceId && l.Depth == 0, cancel) is not { } start || start.State is LeadState.Leased or LeadState.Captured)
            {
                return false;
            }

            // What was never read is still at its first visit, with all its tries before it.
            start.State = start.CaptureId is null ? LeadState.Waiting : LeadState.Resting;
            (start.NextTryAt, start.Attempts, start.Deaths) = (time.GetUtcNow(), 0, 0);
            await audit.AppendAsync(db, actor, "source.visited", $"source/{sourceId}", null, cancel);
            return true;
        },
        cancellationToken);

    /// <summary>Stops or goes on; leads of a paused source wait.</summary>
    /// <returns>False when there is no such source.</returns>
    public Task<bool> PauseAsync(Actor actor, Guid sourceId, bool paused, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancel) =>
        {
            if (await db.Sources.SingleOrDefaultAsync(s => s.Id == sourceId, cancel) is not { } source)
            {
                return false;
            }

            source.Paused = paused;
            await audit.AppendAsync(db, actor, paused ? "source.paused" : "source.resumed", $"source/{source.Id}", null, cancel);
            return true;
        },
        cancellationToken);

    /// <summary>All sources by name.</summary>
    public async Task<IReadOnlyList<Source>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await db.Sources.OrderBy(s => s.Name).ToListAsync(cancellationToken);
    }

    /// <summary>Counts a page that was read for the first time, within the caller's act, and what the start is.</summary>
    internal static async Task CountPageAsync(ContentWatchDb db, Lead lead, SourceKind kind, CancellationToken cancellationToken)
    {
        if (lead.SourceId is { } id && await db.Sources.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is { } source)
        {
            source.Pages += lead.Visit == 1 ? 1 : 0;
            source.Kind = lead.Depth == 0 ? kind : source.Kind;
        }
    }

    private static Task<bool> IsTakenAsync(ContentWatchDb db, Guid id, SourceForm form, CancellationToken cancellationToken)
    {
        var name = form.Name.Trim();
        return db.Sources.AnyAsync(s => s.Name == name && s.Id != id, cancellationToken);
    }

    private static SourceSet.Refused Taken() => new(new SourceWrong(nameof(SourceForm.Name), "There is a source of this name."));

    private async Task PlanAnewAsync(ContentWatchDb db, Source source, bool isOtherScope, CancellationToken cancellationToken)
    {
        var latest = time.GetUtcNow() + source.RevisitCeiling;
        await db.Leads.Where(l => l.SourceId == source.Id && l.State == LeadState.Resting && l.NextTryAt > latest)
            .ExecuteUpdateAsync(l => l.SetProperty(lead => lead.NextTryAt, latest), cancellationToken);
        if (isOtherScope)
        {
            await db.Revisits.Where(r => db.Leads.Any(l => l.Id == r.LeadId && l.SourceId == source.Id))
                .ExecuteUpdateAsync(r => r.SetProperty(revisit => revisit.ValidUrl, (string?)null), cancellationToken);
        }
    }

    private static JsonObject Details(Source source) => new()
    {
        ["legalBasis"] = source.LegalBasis,
        ["scope"] = source.Scope,
        ["maxDepth"] = source.MaxDepth,
        ["maxPages"] = source.MaxPages,
        ["hostShare"] = source.HostShare,
        ["bytesPerDay"] = source.MaxBytesPerDay,
        ["minutesPerDay"] = (int)source.MaxTimePerDay.TotalMinutes,
        ["revisitHours"] = new JsonArray((int)source.RevisitFloor.TotalHours, (int)source.RevisitCeiling.TotalHours),
    };
}
