using ContentWatch.Archive;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Review;

/// <summary>Questions about the rows of cases that more than one class of this stage asks.</summary>
internal static class CaseRows
{
    /// <summary>The newest score of each label of each item.</summary>
    public static async Task<ILookup<Guid, ScoreOnRecord>> NewestScoresAsync(
        this ContentWatchDb db, IReadOnlyCollection<Guid> itemIds, CancellationToken cancellationToken)
    {
        var rows = await db.ItemScores.AsNoTracking().Where(s => itemIds.Contains(s.ItemId)).ToListAsync(cancellationToken);
        return rows
            .GroupBy(s => (s.ItemId, s.Label))
            .Select(scores => scores.MaxBy(s => s.ScoredAt)!)
            .OrderBy(s => s.Label)
            .ToLookup(s => s.ItemId, s => new ScoreOnRecord(s.Label, s.Outcome, s.Probability, s.Threshold, s.ModelId, s.ModelVersion));
    }

    /// <summary>The verdicts about an item that were not taken back, newest first, without passing up, and without those of one case.</summary>
    public static IQueryable<EarlierVerdict> StandingVerdicts(this ContentWatchDb db, Guid itemId, Guid? exceptCaseId = null) =>
        from verdict in db.Verdicts
        join @case in db.Cases on verdict.CaseId equals @case.Id
        where @case.ItemId == itemId && @case.Id != exceptCaseId && verdict.TakenBackAt == null && verdict.Kind != VerdictKind.Escalate
        orderby verdict.GivenAt descending, verdict.Id descending
        select new EarlierVerdict(@case.Id, @case.Number, verdict.Kind, verdict.GivenAt);

    /// <summary>Reckons the priority anew from what is stored and writes it into the row.</summary>
    public static async Task PrioritiseAsync(this ContentWatchDb db, Case @case, CancellationToken cancellationToken)
    {
        var scores = await db.NewestScoresAsync([@case.ItemId], cancellationToken);
        var reports = db.Reports.Where(r => db.CaseLocations.Any(l => l.CaseId == @case.Id && l.LocationId == r.LocationId));
        var partners = await reports.CountAsync(r => r.ApiKeyId != null, cancellationToken);
        var others = await reports.CountAsync(r => r.ApiKeyId == null, cancellationToken);
        var places = await db.Appearances.Where(a => a.ItemId == @case.ItemId).Select(a => a.LocationId).Distinct().CountAsync(cancellationToken);
        var earlier = await db.StandingVerdicts(@case.ItemId).FirstOrDefaultAsync(cancellationToken);
        CasePriority
            .Of(new([.. scores[@case.ItemId]], partners, others, places, earlier?.Kind, earlier?.Number ?? 0))
            .Store(@case);
    }

    /// <summary>Sets what people decided about the item, and tells the archive.</summary>
    public static async Task SetVerdictAsync(
        this ContentWatchDb db, Guid itemId, VerdictKind? kind, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var item = await db.Items.SingleAsync(i => i.Id == itemId, cancellationToken);
        item.Verdict = kind?.Word();
        ArchiveOutbox.Changed(db, item, at);
    }

    /// <summary>The call sign of a person; null for nobody.</summary>
    public static async Task<string?> CallSignAsync(this ContentWatchDb db, Guid? personId, CancellationToken cancellationToken) =>
        personId is null ? null : await db.Users.Where(p => p.Id == personId).Select(p => p.CallSign).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Cases with a claim or without, which wait for a verdict.</summary>
    public static IQueryable<Case> Waiting(this IQueryable<Case> cases) => cases.Where(c => c.OpenItemId != null);
}

/// <summary>A verdict that stands on an item.</summary>
/// <param name="CaseId">The case it was given in.</param>
/// <param name="Number">That case's number.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="GivenAt">When.</param>
public sealed record EarlierVerdict(Guid CaseId, long Number, VerdictKind Kind, DateTimeOffset GivenAt);
