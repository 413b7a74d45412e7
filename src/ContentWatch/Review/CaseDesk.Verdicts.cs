using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Review;

/// <content>How cases end, and how an end is taken back.</content>
public sealed partial class CaseDesk
{
    /// <summary>Gives a verdict. Nothing leaves the unit before the undo window is over.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="by">Who has it and decides.</param>
    /// <param name="form">What was filled in.</param>
    /// <param name="expectedVersion">The version of the case that the form was filled in against.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public Task<VerdictOutcome> DecideAsync(
        Guid caseId, Reviewer by, VerdictForm form, int expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(form);
        return database.WriteAsync(
            async (db, cancel) =>
            {
                var @case = await FindAsync(db, caseId, cancel);
                var change = Try(@case, ActOf(form.Kind), by, review.UndoFor);
                if (@case is null || change.Next is not { } next)
                {
                    return await NotGivenAsync(db, @case, change, cancel);
                }

                return @case.Version != expectedVersion
                    ? await ChangedAsync(db, @case, cancel)
                    : await UnfitAsync(db, @case, by, form, cancel) ?? await DecideAsync(db, @case, next, form, cancel);
            },
            cancellationToken);
    }

    /// <summary>Takes one's own verdict back while that is possible: the case is the person's again, with what had been filled in.</summary>
    /// <remarks>A case that was opened about the same item meanwhile goes on in this one: an item has one open case.</remarks>
    public Task<UndoOutcome> UndoAsync(Guid caseId, Reviewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return database.WriteAsync<UndoOutcome>(
            async (db, cancel) =>
            {
                var @case = await FindAsync(db, caseId, cancel);
                var change = Try(@case, CaseAct.Undo, by, review.ClaimFor);
                if (@case is null || change.Next is not { } next)
                {
                    return new UndoOutcome.Refused(change.Refusal!.Value);
                }

                await JoinNewerAsync(db, @case, by, cancel);
                var verdict = await db.Verdicts.SingleAsync(v => v.Id == @case.VerdictId, cancel);
                verdict.TakenBackAt = time.GetUtcNow();
                Apply(@case, next);
                @case.VerdictId = null;
                @case.DecidedAt = null;
                @case.Version++;
                await db.SaveChangesAsync(cancel);
                await RestoreVerdictAsync(db, @case.ItemId, verdict.Kind, cancel);
                await db.PrioritiseAsync(@case, cancel);
                await RecordAsync(
                    db, by, "case.undone", @case.Id, new() { ["verdict"] = verdict.Kind.Word(), ["verdictId"] = verdict.Id.ToString() }, cancel);
                return new UndoOutcome.TakenBack(VerdictForm.Of(verdict), next.ClaimedUntil!.Value, @case.Version);
            },
            cancellationToken);
    }

    /// <summary>Opens a decided case again, for somebody who did not decide it. Not one that was referred: that left the unit.</summary>
    public Task<CaseOutcome> ReopenAsync(Guid caseId, Reviewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return database.WriteAsync<CaseOutcome>(
            async (db, cancel) =>
            {
                var @case = await FindAsync(db, caseId, cancel);
                var change = Try(@case, CaseAct.Reopen, by, TimeSpan.Zero);
                if (@case is null || change.Next is not { } next)
                {
                    return await RefusedAsync(db, @case, change, cancel);
                }

                if (await db.Cases.AnyAsync(c => c.OpenItemId == @case.ItemId, cancel))
                {
                    return new CaseOutcome.Refused(CaseRefusal.AnotherIsOpen);
                }

                Apply(@case, next);
                @case.VerdictId = null;
                @case.DecidedAt = null;
                @case.Version++;
                await db.PrioritiseAsync(@case, cancel);
                await RecordAsync(db, by, "case.reopened", @case.Id, [], cancel);
                return new CaseOutcome.Done(@case.Version);
            },
            cancellationToken);
    }

    private async Task<VerdictOutcome> DecideAsync(
        ContentWatchDb db, Case @case, CaseStanding next, VerdictForm form, CancellationToken cancellationToken)
    {
        var by = new Reviewer(next.DecidedBy!.Value);
        var now = time.GetUtcNow();
        var verdict = form.Row(Identity.New(time), @case.Id, by.Id, now);
        db.Verdicts.Add(verdict);
        Apply(@case, next);
        @case.VerdictId = verdict.Id;
        @case.DecidedAt = now;
        @case.Version++;
        if (form.Kind != VerdictKind.Escalate)
        {
            await db.SetVerdictAsync(@case.ItemId, form.Kind, now, cancellationToken);
        }

        await RecordAsync(db, by, "case.decided", @case.Id, Codes(verdict), cancellationToken);
        return new VerdictOutcome.Decided(verdict.Id, next.UndoUntil!.Value);
    }

    private static async Task<VerdictOutcome?> UnfitAsync(
        ContentWatchDb db, Case @case, Reviewer by, VerdictForm form, CancellationToken cancellationToken)
    {
        if (form.RefersProtectedSpeech)
        {
            return new VerdictOutcome.Protected(form.Purpose!.Value);
        }

        if (form.TooLong() is { Count: > 0 } tooLong)
        {
            return new VerdictOutcome.TooLong(tooLong);
        }

        if (form.Kind == VerdictKind.Refer && !(by.Senior && form.HasFinding) && await FoundExemptAsync(db, @case, cancellationToken) is { } number)
        {
            return new VerdictOutcome.FoundExempt(number);
        }

        var read = await db.CaseReadings.AnyAsync(r => r.CaseId == @case.Id && r.PersonId == by.Id, cancellationToken);
        return form.Lacks(read) is { Count: > 0 } missing ? new VerdictOutcome.Missing(missing) : null;
    }

    // Any standing finding protects, not only the newest verdict: else a dismissal in between would lift it.
    private static Task<long?> FoundExemptAsync(ContentWatchDb db, Case @case, CancellationToken cancellationToken) => (
        from verdict in db.Verdicts
        join earlier in db.Cases on verdict.CaseId equals earlier.Id
        where earlier.ItemId == @case.ItemId && earlier.Id != @case.Id && verdict.TakenBackAt == null && verdict.Kind == VerdictKind.Exempt
        orderby verdict.GivenAt descending
        select (long?)earlier.Number).FirstOrDefaultAsync(cancellationToken);

    private async Task<VerdictOutcome> NotGivenAsync(ContentWatchDb db, Case? @case, CaseChange change, CancellationToken cancellationToken)
    {
        if (@case is not null && change.Refusal is CaseRefusal.AlreadyDecided or CaseRefusal.WentOnElsewhere)
        {
            return await ChangedAsync(db, @case!, cancellationToken);
        }

        var refused = await RefusedAsync(db, @case, change, cancellationToken);
        return new VerdictOutcome.Refused(refused.Reason, refused.HeldBy);
    }

    private static async Task<VerdictOutcome> ChangedAsync(ContentWatchDb db, Case @case, CancellationToken cancellationToken)
    {
        // The case itself knows its end; the log only when each act was, and two clocks can put the end before what led to it.
        if (@case is { State: CaseState.Decided, DecidedBy: { } decider })
        {
            return new VerdictOutcome.Changed(@case.Version, await db.CallSignAsync(decider, cancellationToken), @case.DecidedAt, "case.decided");
        }

        var subject = Subject(@case.Id);
        var last = await db.AuditLeaves
            .Where(l => l.Subject == subject && l.Act != "case.read")
            .OrderByDescending(l => l.At).ThenByDescending(l => l.Id).FirstOrDefaultAsync(cancellationToken);
        var by = last is { ActorKind: ActorKind.Person } && Guid.TryParse(last.ActorId, out var person)
            ? await db.CallSignAsync(person, cancellationToken)
            : last?.ActorId;
        return new VerdictOutcome.Changed(@case.Version, by, last?.At, last?.Act);
    }

    private async Task JoinNewerAsync(ContentWatchDb db, Case @case, Reviewer by, CancellationToken cancellationToken)
    {
        var newer = await db.Cases.SingleOrDefaultAsync(c => c.OpenItemId == @case.ItemId && c.Id != @case.Id, cancellationToken);
        if (newer is null)
        {
            return;
        }

        var change = Try(newer, CaseAct.Join, Nobody, TimeSpan.Zero);
        Apply(newer, change.Next ?? throw new InvalidOperationException($"Case {newer.Number} is open and cannot be joined: {change.Refusal}."));
        newer.JoinedTo = @case.Id;
        newer.Version++;
        var known = await db.CaseLocations.Where(l => l.CaseId == @case.Id).Select(l => l.LocationId).ToListAsync(cancellationToken);
        var added = await db.CaseLocations.Where(l => l.CaseId == newer.Id && !known.Contains(l.LocationId)).ToListAsync(cancellationToken);
        db.CaseLocations.AddRange(added.Select(l => new CaseLocation { CaseId = @case.Id, LocationId = l.LocationId, AddedAt = time.GetUtcNow() }));
        await RecordAsync(db, by, "case.joined", newer.Id, new() { ["into"] = @case.Id.ToString() }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task RestoreVerdictAsync(ContentWatchDb db, Guid itemId, VerdictKind takenBack, CancellationToken cancellationToken)
    {
        if (takenBack != VerdictKind.Escalate)
        {
            var former = await db.StandingVerdicts(itemId).FirstOrDefaultAsync(cancellationToken);
            await db.SetVerdictAsync(itemId, former?.Kind, time.GetUtcNow(), cancellationToken);
        }
    }

    private static JsonObject Codes(Verdict verdict) => new()
    {
        ["verdict"] = verdict.Kind.Word(),
        ["verdictId"] = verdict.Id.ToString(),
        ["grounds"] = new JsonArray([.. Enum.GetValues<Grounds>()
            .Where(g => g != Grounds.None && verdict.Grounds.HasFlag(g)).Select(g => (JsonNode)g.ToString())]),
        ["byTerms"] = verdict.TermsClause is not null,
        ["purpose"] = verdict.Purpose?.ToString(),
    };

    private static CaseAct ActOf(VerdictKind kind) => kind switch
    {
        VerdictKind.Refer => CaseAct.Refer,
        VerdictKind.Dismiss => CaseAct.Dismiss,
        VerdictKind.Exempt => CaseAct.Exempt,
        VerdictKind.Escalate => CaseAct.Escalate,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such verdict."),
    };
}
