using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Review;

/// <summary>Reads what a page may show of a case unasked. Never the content: that is <see cref="CaseDesk.RevealAsync"/>. Thread-safe.</summary>
public sealed class CaseReader(Database database, TimeProvider time, IOptions<ReviewOptions> options)
{
    private const int MostRows = 50;

    /// <summary>The facts of a case as <paramref name="viewer"/> may see them; null when there is no such case.</summary>
    public async Task<CaseFacts?> FindAsync(Guid caseId, Reviewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var db = database.Read();
        var @case = await db.Cases.SingleOrDefaultAsync(c => c.Id == caseId, cancellationToken);
        return @case is null ? null : await FactsAsync(db, @case, viewer, cancellationToken);
    }

    /// <summary>The id of the case with a number; null when there is none.</summary>
    public async Task<Guid?> FindByNumberAsync(long number, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await db.Cases.Where(c => c.Number == number).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<CaseFacts> FactsAsync(ContentWatchDb db, Case @case, Reviewer viewer, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var item = await db.Items.SingleAsync(i => i.Id == @case.ItemId, cancel);
        var phase = CaseStanding.Of(@case).PhaseAt(now);
        var held = phase is CasePhase.Claimed or CasePhase.EscalatedClaimed;
        var hidden = await ScoreHiddenAsync(db, @case, phase, viewer, cancel);
        var scores = await db.NewestScoresAsync([item.Id], cancel);
        var priority = CasePriority.Parse(@case.PriorityParts).Waited(@case.OpenedAt, now);
        var reports = db.Reports.Where(r => db.CaseLocations.Any(l => l.CaseId == @case.Id && l.LocationId == r.LocationId));
        return new()
        {
            Id = @case.Id,
            Number = @case.Number,
            ItemId = item.Id,
            Version = @case.Version,
            Phase = phase,
            Opening = @case.Opening,
            OpenedAt = @case.OpenedAt,
            HeldBy = held ? await db.CallSignAsync(@case.ClaimedBy, cancel) : null,
            Yours = held && @case.ClaimedBy == viewer.Id,
            HeldUntil = held ? @case.ClaimedUntil : null,
            Verdict = phase is CasePhase.EscalatedFree or CasePhase.EscalatedClaimed ? null : await VerdictAsync(db, @case, viewer, cancel),
            PassedUp = await PassedUpAsync(db, @case.Id, cancel),
            WentOnIn = await db.Cases.Where(c => c.Id == @case.JoinedTo).Select(c => (long?)c.Number).SingleOrDefaultAsync(cancel),
            Language = item.Language,
            Shape = TextShape.Of(item.Text),
            Hash = item.Hash,
            ScoreHidden = hidden,
            Scores = hidden ? [] : [.. scores[item.Id]],
            Priority = hidden ? priority.Blind() : priority,
            Places = await PlacesAsync(db, @case.Id, cancel),
            Accounts = await AccountsAsync(db, item.Id, cancel),
            ReportCount = await reports.CountAsync(cancel),
            Reports = await reports.OrderByDescending(r => r.ReceivedAt).Take(MostRows)
                .Select(r => new CaseReport(r.Reason, r.Reporter, r.ApiKeyId != null, r.ReceivedAt)).ToListAsync(cancel),
            Captures = await CapturesAsync(db, item.Id, cancel),
            Earlier = await db.StandingVerdicts(item.Id, @case.Id).Take(MostRows).ToListAsync(cancel),
            TimesReadByYou = await db.CaseReadings.CountAsync(r => r.ItemId == item.Id && r.PersonId == viewer.Id, cancel),
            ReadByYouHere = await db.CaseReadings.AnyAsync(r => r.CaseId == @case.Id && r.PersonId == viewer.Id, cancel),
        };
    }

    // While a verdict can be taken back it is not final: who sees the number then could decide again by it. And an old case tells nothing
    // while the same text waits in an open one that this person has not judged.
    private async Task<bool> ScoreHiddenAsync(
        ContentWatchDb db, Case @case, CasePhase phase, Reviewer viewer, CancellationToken cancellationToken)
    {
        if (!options.Value.BlindScore || phase is CasePhase.Leaving or CasePhase.PassingUp)
        {
            return options.Value.BlindScore;
        }

        var judged = db.Verdicts.Where(v => v.PersonId == viewer.Id && v.TakenBackAt == null).Select(v => v.CaseId);
        return phase == CasePhase.Closed
            ? await db.Cases.AnyAsync(c => c.OpenItemId == @case.ItemId && !judged.Contains(c.Id), cancellationToken)
            : !await judged.ContainsAsync(@case.Id, cancellationToken);
    }

    private static async Task<CaseVerdict?> VerdictAsync(ContentWatchDb db, Case @case, Reviewer viewer, CancellationToken cancellationToken)
    {
        var verdict = await db.Verdicts.SingleOrDefaultAsync(v => v.Id == @case.VerdictId, cancellationToken);
        return verdict is null || @case.UndoUntil is not { } until
            ? null
            : new(verdict.Kind, await db.CallSignAsync(verdict.PersonId, cancellationToken), verdict.GivenAt, until,
                verdict.PersonId == viewer.Id, VerdictForm.Of(verdict));
    }

    private static async Task<CasePassedUp?> PassedUpAsync(ContentWatchDb db, Guid caseId, CancellationToken cancellationToken)
    {
        var passed = await db.Verdicts
            .Where(v => v.CaseId == caseId && v.Kind == VerdictKind.Escalate && v.TakenBackAt == null)
            .OrderByDescending(v => v.GivenAt).FirstOrDefaultAsync(cancellationToken);
        return passed is null ? null : new(await db.CallSignAsync(passed.PersonId, cancellationToken), passed.GivenAt, passed.Note);
    }

    private static async Task<IReadOnlyList<CasePlace>> PlacesAsync(ContentWatchDb db, Guid caseId, CancellationToken cancellationToken) =>
        await (
            from place in db.CaseLocations
            join location in db.Locations on place.LocationId equals location.Id
            join provider in db.Providers on location.ProviderId equals provider.Id
            where place.CaseId == caseId
            orderby place.AddedAt, location.Id
            select new CasePlace(
                location.Id, location.Url, provider.Name, provider.Channel != null, location.Availability, location.LookedAt, place.AddedAt))
            .ToListAsync(cancellationToken);

    private static async Task<IReadOnlyList<CaseAccount>> AccountsAsync(ContentWatchDb db, Guid itemId, CancellationToken cancellationToken) =>
        await (
            from account in db.Accounts
            join provider in db.Providers on account.ProviderId equals provider.Id
            where db.Appearances.Any(a => a.ItemId == itemId && a.AccountId == account.Id)
            orderby account.Handle
            select new CaseAccount(account.Handle, provider.Name))
            .Take(MostRows).ToListAsync(cancellationToken);

    private static async Task<IReadOnlyList<CaseCapture>> CapturesAsync(ContentWatchDb db, Guid itemId, CancellationToken cancellationToken) =>
        await db.Captures
            .Where(c => db.Appearances.Any(a => a.ItemId == itemId && a.CaptureId == c.Id))
            .OrderByDescending(c => c.EndedAt).Take(MostRows)
            .Select(c => new CaseCapture(c.Id, c.LocationId, c.ResponseHash, c.BodyBytes, c.EndedAt))
            .ToListAsync(cancellationToken);
}
