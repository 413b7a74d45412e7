using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch;

/// <summary>What came of a source, along the whole line.</summary>
/// <param name="Items">Different items that were seen on its pages.</param>
/// <param name="Cases">Cases about them, whatever opened them.</param>
/// <param name="Referred">How many of those were decided to be referred.</param>
/// <param name="Exempt">How many were decided to be exempt speech.</param>
public sealed record SourceYield(int Items, int Cases, int Referred, int Exempt)
{
    /// <summary>Reads it, for one source.</summary>
    public static async Task<SourceYield> ReadAsync(Database database, Guid sourceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var db = database.Read();
        var items = (
            from lead in db.Leads
            where lead.SourceId == sourceId
            join capture in db.Captures on lead.Id equals capture.LeadId
            join appearance in db.Appearances on capture.Id equals appearance.CaptureId
            select appearance.ItemId).Distinct();
        var verdicts = await db.Cases.Where(c => items.Contains(c.ItemId) && c.State != CaseState.Joined)
            .GroupBy(c => c.Verdict).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        return new(await items.CountAsync(cancellationToken), verdicts.Sum(row => row.Count), Of(VerdictKind.Refer), Of(VerdictKind.Exempt));

        int Of(VerdictKind kind) => verdicts.SingleOrDefault(row => row.Key == kind)?.Count ?? 0;
    }
}
