using System.Text.Json.Nodes;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Acquire;

/// <summary>What became of an act on a lead.</summary>
public enum LeadResult
{
    /// <summary>Done and recorded.</summary>
    Done,

    /// <summary>There is no such lead.</summary>
    Unknown,

    /// <summary>The lead does not stand where this act is possible.</summary>
    NotNow,
}

/// <summary>What became of adding a lead.</summary>
public abstract record LeadAdded
{
    private LeadAdded()
    {
    }

    /// <summary>It waits to be fetched.</summary>
    /// <param name="LeadId">Its id.</param>
    public sealed record Done(Guid LeadId) : LeadAdded;

    /// <summary>The address can never be fetched; nothing was added.</summary>
    /// <param name="Reason">Why, in a sentence.</param>
    public sealed record Refused(string Reason) : LeadAdded;
}

/// <summary>A lead as the pages show it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where it points; text to read, never a link.</param>
/// <param name="Origin">Why it is here.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextTryAt">When it is tried next, if it waits.</param>
/// <param name="LastError">What went wrong last, or why it was closed.</param>
/// <param name="CreatedAt">When it came.</param>
public sealed record LeadRow(
    Guid Id, string Url, LeadOrigin Origin, LeadState State, int Attempts, DateTimeOffset NextTryAt, string? LastError, DateTimeOffset CreatedAt);

/// <summary>Where people add leads and deal with the parked ones. Each act is one transaction with its audit entry. Thread-safe.</summary>
public sealed class LeadDesk(Database database, AuditLog audit, OutboundRule outbound, TimeProvider time)
{
    /// <summary>Adds a place worth looking at.</summary>
    public async Task<LeadAdded> AddAsync(Actor actor, CaptureUri uri, CancellationToken cancellationToken)
    {
        if (outbound.Refusal(uri) is { } refusal)
        {
            return new LeadAdded.Refused(refusal);
        }

        return await database.WriteAsync(
            async (db, cancel) =>
            {
                var lead = await AddAsync(db, uri, LeadOrigin.Person, null, 0, cancel);
                await audit.AppendAsync(db, actor, "lead.added", $"lead/{lead.Id}", null, cancel);
                return new LeadAdded.Done(lead.Id);
            },
            cancellationToken);
    }

    /// <summary>Puts a parked lead back in the queue, with all its tries before it again.</summary>
    public Task<LeadResult> RetryAsync(Actor actor, Guid leadId, CancellationToken cancellationToken) =>
        ChangeAsync(actor, leadId, "lead.retried", [LeadState.Parked], lead =>
        {
            lead.State = LeadState.Waiting;
            lead.NextTryAt = time.GetUtcNow();
            (lead.Attempts, lead.Deaths) = (0, 0);
        }, cancellationToken);

    /// <summary>Gives a lead that waits or is parked up for good.</summary>
    public Task<LeadResult> CloseAsync(Actor actor, Guid leadId, CancellationToken cancellationToken) =>
        ChangeAsync(actor, leadId, "lead.closed", [LeadState.Waiting, LeadState.Parked], lead => lead.State = LeadState.Closed, cancellationToken);

    /// <summary>Leads in one state, the newest first.</summary>
    public async Task<IReadOnlyList<LeadRow>> ListAsync(LeadState state, int most, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await db.Leads.Where(l => l.State == state)
            .Join(db.Locations, l => l.LocationId, place => place.Id, (l, place) => new { l, place.Url })
            .OrderByDescending(row => row.l.CreatedAt).Take(most)
            .Select(row => new LeadRow(
                row.l.Id, row.Url, row.l.Origin, row.l.State, row.l.Attempts, row.l.NextTryAt, row.l.LastError, row.l.CreatedAt))
            .ToListAsync(cancellationToken);
    }

    /// <summary>How many leads stand where.</summary>
    public async Task<IReadOnlyDictionary<LeadState, int>> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await db.Leads.GroupBy(l => l.State).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
    }

    /// <summary>Adds a lead within the caller's act.</summary>
    internal async Task<Lead> AddAsync(
        ContentWatchDb db, CaptureUri uri, LeadOrigin origin, Guid? sourceId, int depth, CancellationToken cancellationToken)
    {
        var location = await LocationBook.FindOrAddAsync(db, uri, time, cancellationToken);
        return Add(db, location, origin, sourceId, depth);
    }

    /// <summary>Adds a lead to a location of the caller's act.</summary>
    internal Lead Add(ContentWatchDb db, Location location, LeadOrigin origin, Guid? sourceId, int depth)
    {
        var now = time.GetUtcNow();
        var lead = new Lead
        {
            Id = Identity.New(time),
            LocationId = location.Id,
            Host = location.Host,
            Origin = origin,
            SourceId = sourceId,
            Depth = depth,
            CreatedAt = now,
            NextTryAt = now,
        };
        db.Leads.Add(lead);
        return lead;
    }

    private Task<LeadResult> ChangeAsync(Actor actor, Guid leadId, string act, LeadState[] from, Action<Lead> change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, cancel) =>
            {
                if (await db.Leads.SingleOrDefaultAsync(l => l.Id == leadId, cancel) is not { } lead)
                {
                    return LeadResult.Unknown;
                }

                if (!from.Contains(lead.State))
                {
                    return LeadResult.NotNow;
                }

                var was = lead.State;
                change(lead);
                await audit.AppendAsync(db, actor, act, $"lead/{lead.Id}", new JsonObject { ["was"] = was.ToString() }, cancel);
                return LeadResult.Done;
            },
            cancellationToken);
}
