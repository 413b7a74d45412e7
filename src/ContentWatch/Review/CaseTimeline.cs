using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Review;

/// <summary>What happened to a case: its audit entries, and what came before it was one. Thread-safe.</summary>
public sealed class CaseTimeline(Database database)
{
    /// <summary>The most entries that are read.</summary>
    public const int MostEntries = 200;

    /// <summary>Everything that happened, newest first, at most <see cref="MostEntries"/>; reads are in it. Empty when there is no such case.</summary>
    public async Task<IReadOnlyList<CaseHappening>> ReadAsync(Guid caseId, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var recorded = await RecordedAsync(db, caseId, cancellationToken);
        var reported = await (
            from report in db.Reports
            where db.CaseLocations.Any(l => l.CaseId == caseId && l.LocationId == report.LocationId)
            orderby report.ReceivedAt descending
            select new CaseHappening(report.ReceivedAt, "report.received", null, null, null)).Take(MostEntries).ToListAsync(cancellationToken);
        var captured = await (
            from capture in db.Captures
            where db.Appearances.Any(a => a.CaptureId == capture.Id && db.Cases.Any(c => c.Id == caseId && c.ItemId == a.ItemId))
            orderby capture.EndedAt descending
            select new CaseHappening(capture.EndedAt, "capture.taken", null, null, null)).Take(MostEntries).ToListAsync(cancellationToken);
        return [.. recorded.Concat(reported).Concat(captured).OrderByDescending(h => h.At).Take(MostEntries)];
    }

    private static async Task<IReadOnlyList<CaseHappening>> RecordedAsync(ContentWatchDb db, Guid caseId, CancellationToken cancellationToken)
    {
        var subject = CaseDesk.Subject(caseId);
        var leaves = await db.AuditLeaves.Where(l => l.Subject == subject)
            .OrderByDescending(l => l.At).ThenByDescending(l => l.Id).Take(MostEntries)
            .Select(l => new { l.Id, l.At, l.Act, l.ActorKind, l.ActorId, l.Index }).ToListAsync(cancellationToken);
        var people = leaves.Where(l => l.ActorKind == ActorKind.Person).Select(l => Guid.Parse(l.ActorId)).Distinct().ToList();
        var callSigns = await db.Users.Where(p => people.Contains(p.Id))
            .Select(p => new { p.Id, p.CallSign }).ToDictionaryAsync(p => p.Id.ToString(), p => p.CallSign, cancellationToken);
        return [.. leaves.Select(l => new CaseHappening(
            l.At, l.Act, l.ActorKind == ActorKind.Person ? callSigns.GetValueOrDefault(l.ActorId) : l.ActorId, l.Id, l.Index))];
    }
}

/// <summary>One thing that happened.</summary>
/// <param name="At">When.</param>
/// <param name="Act">What, as the audit log names it; <c>report.received</c> and <c>capture.taken</c> for what led to the case.</param>
/// <param name="By">Call sign of a person, or the name of our process; null when not known or the account is gone.</param>
/// <param name="EntryId">The audit entry; null for what led to the case.</param>
/// <param name="LogIndex">Its place in the log; null until it is sequenced.</param>
public sealed record CaseHappening(DateTimeOffset At, string Act, string? By, Guid? EntryId, long? LogIndex);
