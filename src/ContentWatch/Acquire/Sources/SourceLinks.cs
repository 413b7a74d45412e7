using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Acquire.Sources;

/// <summary>Where a page leads.</summary>
/// <param name="Uri">The address.</param>
/// <param name="ChangedAt">When it changed last, as a sitemap says; null when nothing says.</param>
public readonly record struct SourceLink(CaptureUri Uri, DateTimeOffset? ChangedAt = null);

/// <summary>What became of the links of a page.</summary>
/// <param name="Added">How many became leads.</param>
/// <param name="Left">How many were within scope and passed over, because the page had too many.</param>
/// <param name="Trapped">How many looked like a trap.</param>
public readonly record struct FollowedLinks(int Added, int Left, int Trapped);

/// <summary>Makes leads of what a page of a source leads to. Thread-safe, also between processes.</summary>
public sealed class SourceLinks(Database database, LeadDesk leads, TimeProvider time)
{
    /// <summary>Most links of one page that are followed: a page with more is a directory without end, or a trap. A sitemap may list more.</summary>
    public const int MaxFollowed = 2_000;

    private const int Batch = 200;

    /// <summary>
    /// Takes the links of a page of a source: those within scope, depth and budget become leads, each place once; of a place that is known and changed since
    /// its last visit the next is now. Many links are several acts, so that others can write in between; done again after a death, it adds what is missing.
    /// </summary>
    /// <param name="leadId">The lead whose page it is.</param>
    /// <param name="links">Where it leads.</param>
    /// <param name="most">How many are followed.</param>
    /// <param name="cancellationToken">Ends it between two acts.</param>
    public async Task<FollowedLinks> FollowAsync(Guid leadId, IEnumerable<SourceLink> links, int most, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var from = await (
            from lead in db.Leads
            where lead.Id == leadId
            join source in db.Sources on lead.SourceId equals source.Id
            where lead.Depth < source.MaxDepth
            select new { lead.Depth, Source = source }).SingleOrDefaultAsync(cancellationToken);
        if (from is null)
        {
            return default;
        }

        var scope = SourceScope.Parse(from.Source.Scope);
        var within = links.Where(link => scope.Contains(link.Uri)).DistinctBy(link => link.Uri.Key).ToLookup(link => LinkTrap.Is(link.Uri));
        var (added, trapped) = (0, within[true].Count());
        foreach (var batch in within[false].Take(most).Chunk(Batch))
        {
            var made = await database.WriteAsync((write, cancel) => AddLeadsAsync(write, from.Source.Id, from.Depth + 1, batch, cancel), cancellationToken);
            added += made.Added;
            trapped += made.Trapped;
        }

        return new(added, Math.Max(0, within[false].Count() - most), trapped);
    }

    private async Task<FollowedLinks> AddLeadsAsync(ContentWatchDb db, Guid sourceId, int depth, SourceLink[] links, CancellationToken cancellationToken)
    {
        var source = await db.Sources.AsNoTracking().SingleAsync(s => s.Id == sourceId, cancellationToken);
        var keys = links.Select(link => link.Uri.Key).ToList();
        var known = await (
            from lead in db.Leads
            where lead.SourceId == sourceId
            join place in db.Locations on lead.LocationId equals place.Id
            where keys.Contains(place.Key)
            join found in db.Revisits on lead.Id equals found.LeadId into visits
            from revisit in visits.DefaultIfEmpty()
            select new { place.Key, Lead = lead, Revisit = revisit }).ToDictionaryAsync(row => row.Key, cancellationToken);
        foreach (var link in links.Where(link => known.ContainsKey(link.Uri.Key)))
        {
            Hasten(source, known[link.Uri.Key].Lead, known[link.Uri.Key].Revisit, link.ChangedAt);
        }

        var wanted = links.Select(link => link.Uri).Where(uri => !known.ContainsKey(uri.Key)).ToList();
        var room = await SourceRoom.ReadAsync(db, source, wanted, cancellationToken);
        var roomFor = wanted.ToLookup(room.Take);
        var chosen = roomFor[RoomFor.Page].ToList();
        var places = await LocationBook.FindOrAddAllAsync(db, chosen, time, cancellationToken);
        foreach (var uri in chosen)
        {
            leads.Add(db, places[uri.Key], LeadOrigin.Crawl, sourceId, depth);
        }

        return new(chosen.Count, 0, roomFor[RoomFor.NoMoreQueries].Count());
    }

    /// <summary>A place that was outside the scope is tried again; of one that changed since we read it the next visit is now, though never below the floor: sitemaps say of every page that it changed today.</summary>
    private void Hasten(Source source, Lead lead, Revisit? revisit, DateTimeOffset? changedAt)
    {
        var now = time.GetUtcNow();
        if (lead is { State: LeadState.Closed, LastError: LeadQueue.OutsideScope })
        {
            (lead.State, lead.NextTryAt, lead.LastError) = (LeadState.Waiting, now, null);
        }
        else if (lead.State == LeadState.Resting && changedAt > revisit?.ReadAt)
        {
            var earliest = revisit.ReadAt.Value + source.RevisitFloor;
            var due = earliest > now ? earliest : now;
            lead.NextTryAt = due < lead.NextTryAt ? due : lead.NextTryAt;
        }
    }
}
