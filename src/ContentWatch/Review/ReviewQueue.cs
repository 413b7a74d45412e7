using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Review;

/// <summary>What the queue page shows. Reads only; thread-safe. Each question is answered by an index, however many cases wait.</summary>
public sealed class ReviewQueue(Database database, CaseDesk desk, TimeProvider time, IOptions<ReviewOptions> options)
{
    /// <summary>The most rows of a page.</summary>
    public const int PageRows = 100;

    /// <summary>The queue as <paramref name="viewer"/> may see it.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="skip">Rows to leave out from the top; 0 for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<QueueView> LookAsync(Reviewer viewer, int skip, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        await using var db = database.Read();

        // One moment, so that the rows and the counts above them agree.
        await using var snapshot = await Database.SnapshotAsync(db, cancellationToken);
        var now = time.GetUtcNow();
        var page = await db.Cases.Waiting()
            .OrderBy(c => c.RankedAt).ThenBy(c => c.Number)
            .Skip(skip).Take(PageRows).ToListAsync(cancellationToken);
        var next = await desk.NextFor(db, viewer, now).FirstOrDefaultAsync(cancellationToken);
        var outside = next is not null && page.All(c => c.Id != next.Id);
        var rows = await RowsAsync(db, outside ? [.. page, next!] : page, viewer, cancellationToken);
        return new(
            outside ? [.. rows.SkipLast(1)] : rows,
            next is null ? null : rows.Single(r => r.CaseId == next.Id),
            await CountsAsync(db, now, cancellationToken),
            await OwnAsync(db, viewer, now, cancellationToken),
            options.Value.BlindScore);
    }

    private async Task<IReadOnlyList<QueueRow>> RowsAsync(
        ContentWatchDb db, IReadOnlyList<Case> cases, Reviewer viewer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var caseIds = cases.Select(c => c.Id).ToList();
        var itemIds = cases.Select(c => c.ItemId).ToList();
        var holderIds = cases.Where(c => c.ClaimedUntil > now).Select(c => c.ClaimedBy).ToList();
        var languages = await db.Items.Where(i => itemIds.Contains(i.Id))
            .Select(i => new { i.Id, i.Language }).ToDictionaryAsync(i => i.Id, i => i.Language, cancellationToken);
        var scores = await db.NewestScoresAsync(itemIds, cancellationToken);
        var judged = await db.Verdicts.Where(v => caseIds.Contains(v.CaseId) && v.PersonId == viewer.Id && v.TakenBackAt == null)
            .Select(v => v.CaseId).ToHashSetAsync(cancellationToken);
        var callSigns = await db.Users.Where(p => holderIds.Contains(p.Id))
            .Select(p => new { p.Id, p.CallSign }).ToDictionaryAsync(p => p.Id, p => p.CallSign, cancellationToken);
        var places = (await (
            from place in db.CaseLocations
            join location in db.Locations on place.LocationId equals location.Id
            join provider in db.Providers on location.ProviderId equals provider.Id
            where caseIds.Contains(place.CaseId)
            orderby place.AddedAt
            select new { place.CaseId, provider.Name }).ToListAsync(cancellationToken)).ToLookup(p => p.CaseId, p => p.Name);
        return [.. cases.Select(Row)];

        QueueRow Row(Case @case)
        {
            var hidden = options.Value.BlindScore && (@case.UndoUntil > now || !judged.Contains(@case.Id));
            var priority = CasePriority.Parse(@case.PriorityParts).Waited(@case.OpenedAt, now);
            var held = @case.ClaimedUntil > now;
            return new(
                @case.Id,
                @case.Number,
                CaseStanding.Of(@case).PhaseAt(now),
                @case.Opening,
                languages[@case.ItemId],
                @case.Words,
                [.. places[@case.Id].Distinct()],
                places[@case.Id].Count(),
                hidden ? null : [.. scores[@case.ItemId]],
                hidden ? priority.Blind() : priority,
                @case.OpenedAt,
                held ? callSigns.GetValueOrDefault(@case.ClaimedBy!.Value) : null,
                held ? @case.ClaimedUntil : null);
        }
    }

    private static async Task<QueueCounts> CountsAsync(ContentWatchDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var open = await db.Cases.CountAsync(c => c.State == CaseState.Open, cancellationToken);
        var escalated = await db.Cases.CountAsync(c => c.State == CaseState.Escalated, cancellationToken);
        var openHeld = await db.Cases.CountAsync(c => c.ClaimedUntil > now && c.State == CaseState.Open, cancellationToken);
        var escalatedHeld = await db.Cases.CountAsync(c => c.ClaimedUntil > now && c.State == CaseState.Escalated, cancellationToken);
        var oldest = await db.Cases.Waiting().OrderBy(c => c.OpenedAt).Select(c => (DateTimeOffset?)c.OpenedAt).FirstOrDefaultAsync(cancellationToken);
        return new(open - openHeld, openHeld + escalatedHeld, escalated - escalatedHeld, oldest);
    }

    private async Task<QueueOwn> OwnAsync(ContentWatchDb db, Reviewer viewer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var midnight = Midnight(now);
        var held = await db.Cases.Where(c => c.ClaimedUntil > now && c.ClaimedBy == viewer.Id).OrderBy(c => c.ClaimedUntil)
            .Select(c => new HeldCase(c.Id, c.Number, c.ClaimedUntil!.Value)).ToListAsync(cancellationToken);
        var leaving = await db.Cases.Where(c => c.DecidedBy == viewer.Id && c.UndoUntil > now).OrderBy(c => c.UndoUntil)
            .Select(c => new LeavingCase(c.Id, c.Number, c.Verdict!.Value, c.UndoUntil!.Value)).ToListAsync(cancellationToken);
        var decided = await db.Verdicts.CountAsync(
            v => v.PersonId == viewer.Id && v.GivenAt >= midnight && v.TakenBackAt == null, cancellationToken);
        var read = await db.CaseReadings.CountAsync(r => r.PersonId == viewer.Id && r.ReadAt >= midnight, cancellationToken);
        return new(held, leaving, decided, read);
    }

    private DateTimeOffset Midnight(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, time.LocalTimeZone).Date;
        return new(local, time.LocalTimeZone.GetUtcOffset(local));
    }
}
