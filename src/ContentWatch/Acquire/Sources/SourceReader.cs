using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Acquire.Sources;

/// <summary>A source in the list.</summary>
/// <param name="Source">It.</param>
/// <param name="Waiting">Places that wait for their first fetch or are being fetched.</param>
/// <param name="Resting">Pages that rest until their next visit.</param>
/// <param name="Parked">Places that were given up.</param>
public sealed record SourceRow(Source Source, int Waiting, int Resting, int Parked);

/// <summary>A fetch of a page of a source.</summary>
/// <param name="Url">The place; text to read, never a link.</param>
/// <param name="At">When.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="State">What became of it.</param>
/// <param name="Bytes">Bytes of the body.</param>
/// <param name="Error">Why it could not be read; null otherwise.</param>
public sealed record SourceFetch(string Url, DateTimeOffset At, int Status, CaptureState State, long Bytes, string? Error);

/// <summary>A place of a source that came to nothing.</summary>
/// <param name="Url">The place; text to read, never a link.</param>
/// <param name="State">Where its lead stands.</param>
/// <param name="Reason">Why.</param>
public sealed record SourceMiss(string Url, LeadState State, string? Reason);

/// <summary>A day of a source.</summary>
/// <param name="Day">Which, in UTC.</param>
/// <param name="Fetches">Answers that were kept.</param>
/// <param name="Unchanged">How many of them said that the page was as it was.</param>
public sealed record SourceDay(DateOnly Day, int Fetches, int Unchanged);

/// <summary>Reads sources for the pages about them. Thread-safe.</summary>
public sealed class SourceReader(Database database, TimeProvider time)
{
    /// <summary>How many days are shown, with today.</summary>
    public const int Days = 14;

    private const int MostRows = 25;

    /// <summary>All sources by name, with how they stand.</summary>
    public async Task<IReadOnlyList<SourceRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var sources = await db.Sources.OrderBy(s => s.Name).ToListAsync(cancellationToken);
        var counts = await db.Leads.Where(l => l.SourceId != null).GroupBy(l => new { l.SourceId, l.State })
            .Select(group => new { group.Key.SourceId, group.Key.State, Count = group.Count() }).ToListAsync(cancellationToken);
        return [.. sources.Select(source => new SourceRow(
            source,
            Count(source, LeadState.Waiting) + Count(source, LeadState.Leased),
            Count(source, LeadState.Resting),
            Count(source, LeadState.Parked)))];

        int Count(Source source, LeadState state) => counts.SingleOrDefault(row => row.SourceId == source.Id && row.State == state)?.Count ?? 0;
    }

    /// <summary>One source; null when there is none.</summary>
    public async Task<Source?> FindAsync(Guid sourceId, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await db.Sources.SingleOrDefaultAsync(s => s.Id == sourceId, cancellationToken);
    }

    /// <summary>How many leads of a source stand where.</summary>
    public async Task<IReadOnlyDictionary<LeadState, int>> CountsAsync(Guid sourceId, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await db.Leads.Where(l => l.SourceId == sourceId).GroupBy(l => l.State).ToDictionaryAsync(group => group.Key, group => group.Count(), cancellationToken);
    }

    /// <summary>The last fetches, the newest first.</summary>
    public async Task<IReadOnlyList<SourceFetch>> LastAsync(Guid sourceId, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await (
            from capture in db.Captures
            join lead in db.Leads on capture.LeadId equals lead.Id
            where lead.SourceId == sourceId
            join place in db.Locations on capture.LocationId equals place.Id
            orderby capture.EndedAt descending
            select new SourceFetch(place.Url, capture.EndedAt, capture.Status, capture.State, capture.BodyBytes, capture.LastError)).Take(MostRows).ToListAsync(cancellationToken);
    }

    /// <summary>Places that came to nothing or failed last, the newest first.</summary>
    public async Task<IReadOnlyList<SourceMiss>> MissesAsync(Guid sourceId, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await db.Leads.Where(l => l.SourceId == sourceId && l.LastError != null)
            .OrderByDescending(l => l.CreatedAt).ThenBy(l => l.Id)
            .Join(db.Locations, l => l.LocationId, place => place.Id, (l, place) => new SourceMiss(place.Url, l.State, l.LastError)).Take(MostRows).ToListAsync(cancellationToken);
    }

    /// <summary>The last <see cref="Days"/> days of UTC, the oldest first, those without a fetch too.</summary>
    public async Task<IReadOnlyList<SourceDay>> DaysAsync(Guid sourceId, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var days = new List<SourceDay>();
        for (var day = today.AddDays(1 - Days); day <= today; day = day.AddDays(1))
        {
            var from = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
            var until = from.AddDays(1);
            var fetches = db.Captures.Where(c => c.EndedAt >= from && c.EndedAt < until).Join(db.Leads.Where(l => l.SourceId == sourceId), c => c.LeadId, l => l.Id, (c, _) => c.State);
            var counts = await fetches.GroupBy(state => state == CaptureState.Unchanged).ToDictionaryAsync(group => group.Key, group => group.Count(), cancellationToken);
            days.Add(new(day, counts.Values.Sum(), counts.GetValueOrDefault(true)));
        }

        return days;
    }
}
