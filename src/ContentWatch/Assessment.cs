using System.Text.Json.Nodes;
using ContentWatch.Acquire;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Databases;
using ContentWatch.Review;
using ContentWatch.Score;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch;

/// <summary>
/// What the assess role does with an appearance. Each round: (1) take one that waits, (2) score its item if no model of now has, (3) keep the
/// scores, tell the archive, and open or join the case where one is due, in one act. Killed anywhere, the appearance waits and is assessed again;
/// three deaths park it where an operator sees it.
/// </summary>
public sealed class Assessment(Database database, IEnumerable<IScorer> scorers, CaseDesk cases, AuditLog audit, TimeProvider time)
{
    /// <summary>Attempts after which an appearance is not taken any more.</summary>
    public const int MaxAttempts = 3;

    private static readonly TimeSpan LeaseFor = TimeSpan.FromMinutes(1);

    /// <summary>Assesses the appearance that has waited longest; false when none waits.</summary>
    public async Task<bool> OnceAsync(CancellationToken cancellationToken)
    {
        if (await TakeAsync(cancellationToken) is not { } taken)
        {
            return false;
        }

        var scores = taken.IsScored ? [] : Score(taken.Item, cancellationToken);
        await database.WriteAsync((db, cancel) => KeepAsync(db, taken, scores, cancel), cancellationToken);
        return true;
    }

    private List<Score.Score> Score(Item item, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var scores = scorers.SelectMany(scorer => scorer.Score(item.Text, item.Language, cancellationToken)).ToList();
        Instruments.ScoreDuration.Record(time.GetElapsedTime(started).TotalSeconds);
        return scores;
    }

    private Task<Taken?> TakeAsync(CancellationToken cancellationToken) => database.TakeAsync(
        async (db, cancel) =>
        {
            var now = time.GetUtcNow();
            var appearance = await db.Appearances
                .Where(a => a.AssessedAt == null && a.Attempts < MaxAttempts && (a.LeaseUntil == null || a.LeaseUntil <= now))
                .OrderBy(a => a.SeenAt).ThenBy(a => a.Id).SkippingLocked().FirstOrDefaultAsync(cancel);
            if (appearance is null)
            {
                return null;
            }

            appearance.Attempts++;
            appearance.LeaseUntil = now + LeaseFor;
            var item = await db.Items.SingleAsync(i => i.Id == appearance.ItemId, cancel);
            return new Taken(appearance.Id, item, await db.ItemScores.AnyAsync(s => s.ItemId == item.Id, cancel));
        },
        cancellationToken);

    private async Task KeepAsync(ContentWatchDb db, Taken taken, List<Score.Score> scores, CancellationToken cancellationToken)
    {
        var appearance = await db.Appearances.SingleAsync(a => a.Id == taken.AppearanceId, cancellationToken);
        if (appearance.AssessedAt is not null)
        {
            return;
        }

        var now = time.GetUtcNow();
        (appearance.AssessedAt, appearance.LeaseUntil) = (now, null);
        var item = await db.Items.SingleAsync(i => i.Id == appearance.ItemId, cancellationToken);
        if (scores.Count > 0 && !await db.ItemScores.AnyAsync(s => s.ItemId == item.Id, cancellationToken))
        {
            db.ItemScores.AddRange(scores.Select(score => ToRow(item.Id, score, now)));
            ArchiveOutbox.Changed(db, item, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        var opened = await cases.OpenOrJoinAsync(db, item.Id, appearance.LocationId, await CauseAsync(db, appearance, cancellationToken), cancellationToken);
        var details = new JsonObject
        {
            ["appearance"] = appearance.Id.ToString(),
            ["scores"] = scores.Count,
            ["case"] = opened.Result.ToString(),
        };
        await audit.AppendAsync(db, Actor.Process("assess"), "item.assessed", $"item/{item.Id}", details, cancellationToken);
    }

    /// <summary>
    /// What brought the appearance. A report points at a page: it counts for the page's first item, so that a report of a long thread opens
    /// one case and not fifty; the others stand on their own scores.
    /// </summary>
    private static async Task<CaseOpening> CauseAsync(ContentWatchDb db, Appearance appearance, CancellationToken cancellationToken)
    {
        var origin = await (
            from capture in db.Captures
            where capture.Id == appearance.CaptureId
            join lead in db.Leads on capture.LeadId equals lead.Id
            select lead.Origin).SingleAsync(cancellationToken);
        if (origin == LeadOrigin.Crawl)
        {
            return CaseOpening.Score;
        }

        var first = await db.Appearances.Where(a => a.CaptureId == appearance.CaptureId).OrderBy(a => a.Place).ThenBy(a => a.Id).Select(a => a.Id).FirstAsync(cancellationToken);
        return first != appearance.Id ? CaseOpening.Score : origin == LeadOrigin.Report ? CaseOpening.Report : CaseOpening.Person;
    }

    private ItemScore ToRow(Guid itemId, Score.Score score, DateTimeOffset now) => new()
    {
        Id = Identity.New(time),
        ItemId = itemId,
        Label = score.Label,
        Outcome = score.Outcome,
        Probability = score.Probability,
        Threshold = score.Threshold,
        ModelId = score.ModelId,
        ModelVersion = score.ModelVersion,
        Language = score.Language,
        ScoredAt = now,
    };

    private sealed record Taken(Guid AppearanceId, Item Item, bool IsScored);
}
