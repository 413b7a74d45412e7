using System.Text.Json.Nodes;
using ContentWatch.Audit;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Review;

/// <summary>
/// Where acts on cases enter: each is one transaction with its audit entry, so what cannot be recorded does not happen.
/// Rights by role are the host's to check; who has a case, and what its standing allows, is checked here. Thread-safe.
/// </summary>
/// <remarks>This file: claims and readings. <c>CaseDesk.Opening.cs</c>: how cases come to be. <c>CaseDesk.Verdicts.cs</c>: how they end.</remarks>
public sealed partial class CaseDesk(Database database, AuditLog audit, TimeProvider time, IOptions<ReviewOptions> options)
{
    private readonly ReviewOptions review = options.Value;

    /// <summary>
    /// The right case next: by priority, then age, never one that the person gave back or may not meet again. Senior reviewers
    /// get passed-up cases too. Whoever has a case already gets that one, so pressing twice claims once.
    /// </summary>
    public Task<CaseOutcome> ClaimNextAsync(Reviewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return database.TakeAsync<CaseOutcome>(
            async (db, cancel) =>
            {
                // One press at a time for each person.
                await db.Users.Where(p => p.Id == by.Id).Select(p => p.Id).Locking().ToListAsync(cancel);
                var now = time.GetUtcNow();
                var mine = await db.Cases.Waiting()
                    .Where(c => c.ClaimedBy == by.Id && c.ClaimedUntil > now)
                    .OrderBy(c => c.ClaimedUntil).FirstOrDefaultAsync(cancel);
                if (mine is not null)
                {
                    return new CaseOutcome.Claimed(mine.Id, mine.Number, mine.ClaimedUntil!.Value, mine.Version);
                }

                // A case that only a worker is changing at this moment is no reason to say that nothing waits.
                var next = await NextFor(db, by, now).SkippingLocked().FirstOrDefaultAsync(cancel)
                    ?? await NextFor(db, by, now).Locking().FirstOrDefaultAsync(cancel);
                return next is null ? new CaseOutcome.NothingWaits() : await ClaimAsync(db, next, by, cancel);
            },
            cancellationToken);
    }

    /// <summary>Takes one case that the person chose. Taking one's own claim again makes it run anew.</summary>
    public Task<CaseOutcome> ClaimAsync(Guid caseId, Reviewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return database.WriteAsync<CaseOutcome>(
            async (db, cancel) =>
            {
                var @case = await FindAsync(db, caseId, cancel);
                return @case is null ? new CaseOutcome.Refused(CaseRefusal.NoSuchCase)
                    : await SeenBeforeAsync(db, @case, by, cancel) ? new CaseOutcome.Refused(CaseRefusal.SeenBefore)
                    : await ClaimAsync(db, @case, by, cancel);
            },
            cancellationToken);
    }

    /// <summary>Lets a running claim run anew, if the page is in use. Not recorded: it changes nothing for anybody else.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="by">Who has it.</param>
    /// <param name="visible">Whether the page is visible.</param>
    /// <param name="lastUsedAt">When a key or pointer last moved on it.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public Task<CaseOutcome> RenewAsync(
        Guid caseId, Reviewer by, bool visible, DateTimeOffset lastUsedAt, CancellationToken cancellationToken) =>
        database.WriteAsync<CaseOutcome>(
            async (db, cancel) =>
            {
                var now = time.GetUtcNow();
                if (!visible || now - lastUsedAt > review.RenewWithin)
                {
                    return new CaseOutcome.Refused(CaseRefusal.NotInUse);
                }

                var @case = await FindAsync(db, caseId, cancel);
                var change = Try(@case, CaseAct.Renew, by, review.ClaimFor);
                if (@case is null || change.Next is not { } next)
                {
                    return await RefusedAsync(db, @case, change, cancel);
                }

                Apply(@case, next);
                return new CaseOutcome.Claimed(@case.Id, @case.Number, next.ClaimedUntil!.Value, @case.Version);
            },
            cancellationToken);

    /// <summary>Gives a case back undecided. No reason is asked.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="by">Who has it.</param>
    /// <param name="comesBack">False when the person passed it over, so that it is not put before them next again; true when it only came along.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public Task<CaseOutcome> ReleaseAsync(Guid caseId, Reviewer by, bool comesBack, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return database.WriteAsync<CaseOutcome>(
            async (db, cancel) =>
            {
                var @case = await FindAsync(db, caseId, cancel);
                var change = Try(@case, CaseAct.Release, by, TimeSpan.Zero);
                if (@case is null || change.Next is not { } next)
                {
                    return await RefusedAsync(db, @case, change, cancel);
                }

                Apply(@case, next);
                @case.Version++;
                if (!comesBack)
                {
                    await RememberPassAsync(db, @case.Id, by.Id, cancel);
                }

                await RecordAsync(db, by, "case.released", @case.Id, [], cancel);
                return new CaseOutcome.Done(@case.Version);
            },
            cancellationToken);
    }

    /// <summary>The content, for whoever has the case: the entry and the reading are committed before a character is returned.</summary>
    public Task<ReadingOutcome> RevealAsync(Guid caseId, Reviewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return database.WriteAsync<ReadingOutcome>(
            async (db, cancel) =>
            {
                var @case = await FindAsync(db, caseId, cancel);
                var change = Try(@case, CaseAct.Renew, by, review.ClaimFor);
                if (@case is null || change.Refusal is not null)
                {
                    var refused = await RefusedAsync(db, @case, change, cancel);
                    return new ReadingOutcome.Refused(refused.Reason, refused.HeldBy);
                }

                var item = await db.Items.AsNoTracking().SingleAsync(i => i.Id == @case.ItemId, cancel);
                db.CaseReadings.Add(new CaseReading
                {
                    Id = Identity.New(time),
                    CaseId = @case.Id,
                    ItemId = item.Id,
                    PersonId = by.Id,
                    ReadAt = time.GetUtcNow(),
                });
                await RecordAsync(db, by, "case.read", @case.Id, new() { ["item"] = item.Id.ToString(), ["rung"] = "text" }, cancel);
                return new ReadingOutcome.Opened(item.Title, item.Text, item.Language, TextShape.Of(item.Text).RightToLeft);
            },
            cancellationToken);
    }

    /// <summary>The cases that may come to a person next, the right one first.</summary>
    /// <remarks>Passed-up cases are told by who passed them up, not by state: so the order's own index serves, and nothing is sorted.</remarks>
    internal IQueryable<Case> NextFor(ContentWatchDb db, Reviewer by, DateTimeOffset now)
    {
        var cases = db.Cases.Waiting()
            .Where(c => c.ClaimedUntil == null || c.ClaimedUntil <= now)
            .Where(c => c.EscalatedBy == null
                || (by.Senior && c.EscalatedBy != by.Id && (c.UndoUntil == null || c.UndoUntil <= now)))
            .Where(c => !db.CasePasses.Any(p => p.CaseId == c.Id && p.PersonId == by.Id));
        if (review.SameItemAgain == SameItemAgain.Never)
        {
            cases = cases.Where(c => !db.CaseReadings.Any(r => r.ItemId == c.ItemId && r.PersonId == by.Id));
        }

        if (review.SameItemAgain != SameItemAgain.Always)
        {
            cases = cases.Where(c => !db.Cases.Any(other => other.ItemId == c.ItemId
                && db.Verdicts.Any(v => v.CaseId == other.Id && v.PersonId == by.Id && v.TakenBackAt == null)));
        }

        return cases.OrderBy(c => c.RankedAt).ThenBy(c => c.Number);
    }

    // What was read in this very case may be taken up again by choice: it is the person's own unfinished work.
    private async Task<bool> SeenBeforeAsync(ContentWatchDb db, Case @case, Reviewer by, CancellationToken cancellationToken) =>
        (review.SameItemAgain == SameItemAgain.Never && await db.CaseReadings.AnyAsync(
            r => r.ItemId == @case.ItemId && r.PersonId == by.Id && r.CaseId != @case.Id, cancellationToken))
        || (review.SameItemAgain != SameItemAgain.Always && @case.EscalatedBy != by.Id && await db.Verdicts.AnyAsync(
            v => v.PersonId == by.Id && v.TakenBackAt == null && db.Cases.Any(c => c.Id == v.CaseId && c.ItemId == @case.ItemId),
            cancellationToken));

    private async Task<CaseOutcome> ClaimAsync(ContentWatchDb db, Case @case, Reviewer by, CancellationToken cancellationToken)
    {
        var change = Try(@case, CaseAct.Claim, by, review.ClaimFor);
        if (change.Next is not { } next)
        {
            return await RefusedAsync(db, @case, change, cancellationToken);
        }

        Apply(@case, next);
        @case.Version++;
        await RecordAsync(db, by, "case.claimed", @case.Id, [], cancellationToken);
        return new CaseOutcome.Claimed(@case.Id, @case.Number, next.ClaimedUntil!.Value, @case.Version);
    }

    private async Task RememberPassAsync(ContentWatchDb db, Guid caseId, Guid personId, CancellationToken cancellationToken)
    {
        var pass = await db.CasePasses.SingleOrDefaultAsync(p => p.CaseId == caseId && p.PersonId == personId, cancellationToken);
        if (pass is null)
        {
            db.CasePasses.Add(new CasePass { CaseId = caseId, PersonId = personId, PassedAt = time.GetUtcNow() });
        }
        else
        {
            pass.PassedAt = time.GetUtcNow();
        }
    }

    private CaseChange Try(Case? @case, CaseAct act, Reviewer by, TimeSpan span) => @case is null
        ? new(null, CaseRefusal.NoSuchCase)
        : CaseStanding.Of(@case).After(act, by, time.GetUtcNow(), span);

    private async Task<CaseOutcome.Refused> RefusedAsync(ContentWatchDb db, Case? @case, CaseChange change, CancellationToken cancellationToken)
    {
        var holder = @case?.ClaimedUntil > time.GetUtcNow() ? @case.ClaimedBy : null;
        return new(change.Refusal!.Value, await db.CallSignAsync(holder, cancellationToken));
    }

    private Task RecordAsync(ContentWatchDb db, Reviewer by, string act, Guid caseId, JsonObject details, CancellationToken cancellationToken) =>
        audit.AppendAsync(db, Actor.Person(by.Id), act, Subject(caseId), details, cancellationToken);

    /// <summary>How the audit log names a case.</summary>
    internal static string Subject(Guid caseId) => $"case/{caseId}";

    private static Task<Case?> FindAsync(ContentWatchDb db, Guid caseId, CancellationToken cancellationToken) =>
        db.Cases.SingleOrDefaultAsync(c => c.Id == caseId, cancellationToken);

    private static void Apply(Case @case, CaseStanding standing)
    {
        @case.State = standing.State;
        @case.OpenItemId = standing.State is CaseState.Open or CaseState.Escalated ? @case.ItemId : null;
        @case.ClaimedBy = standing.ClaimedBy;
        @case.ClaimedUntil = standing.ClaimedUntil;
        @case.Verdict = standing.Verdict;
        @case.DecidedBy = standing.DecidedBy;
        @case.UndoUntil = standing.UndoUntil;
        @case.EscalatedBy = standing.EscalatedBy;
    }
}
