namespace ContentWatch.Review;

/// <summary>
/// Where a case stands, and what each act makes of it: the state machine, pure. Has no clock; time is a parameter, and a claim
/// or an undo window that ran out by then has ended without an act. Immutable.
/// </summary>
/// <param name="State">The stored state.</param>
/// <param name="ClaimedBy">Who has or last had it; null when it was given back or never taken.</param>
/// <param name="ClaimedUntil">Until when that claim holds.</param>
/// <param name="Verdict">The verdict that stands or can still be taken back.</param>
/// <param name="DecidedBy">Who gave it.</param>
/// <param name="UndoUntil">Until when it can be taken back.</param>
/// <param name="EscalatedBy">Who passed it up; null when nobody did.</param>
public sealed record CaseStanding(
    CaseState State,
    Guid? ClaimedBy = null,
    DateTimeOffset? ClaimedUntil = null,
    VerdictKind? Verdict = null,
    Guid? DecidedBy = null,
    DateTimeOffset? UndoUntil = null,
    Guid? EscalatedBy = null)
{
    /// <summary>Where <paramref name="case"/> stands.</summary>
    public static CaseStanding Of(Case @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        return new(
            @case.State, @case.ClaimedBy, @case.ClaimedUntil, @case.Verdict, @case.DecidedBy, @case.UndoUntil, @case.EscalatedBy);
    }

    /// <summary>The phase at a moment. A claim holds before its end, not at it; so does the undo window.</summary>
    public CasePhase PhaseAt(DateTimeOffset at)
    {
        var held = ClaimedUntil > at;
        var undoable = UndoUntil > at;
        return State switch
        {
            CaseState.Open => held ? CasePhase.Claimed : CasePhase.Free,
            CaseState.Escalated when undoable => CasePhase.PassingUp,
            CaseState.Escalated => held ? CasePhase.EscalatedClaimed : CasePhase.EscalatedFree,
            CaseState.Decided => undoable ? CasePhase.Leaving : CasePhase.Closed,
            CaseState.Joined => CasePhase.Joined,
            _ => throw new InvalidOperationException($"A case has no state {State}."),
        };
    }

    /// <summary>What <paramref name="act"/> makes of the case, or why it cannot be.</summary>
    /// <param name="act">The act.</param>
    /// <param name="by">Who acts; for an act of the pipeline, nobody's id.</param>
    /// <param name="at">When.</param>
    /// <param name="span">How long the claim (claim, renew, undo) or the undo window (verdicts) runs; other acts take no notice.</param>
    public CaseChange After(CaseAct act, Reviewer by, DateTimeOffset at, TimeSpan span)
    {
        ArgumentNullException.ThrowIfNull(by);
        return (PhaseAt(at), act) switch
        {
            (CasePhase.Joined, _) => No(CaseRefusal.WentOnElsewhere),

            (CasePhase.Free, CaseAct.Claim) => Held(by, at + span),
            (CasePhase.EscalatedFree, CaseAct.Claim) when !by.Senior => No(CaseRefusal.SeniorOnly),
            (CasePhase.EscalatedFree, CaseAct.Claim) when EscalatedBy == by.Id => No(CaseRefusal.PassedUpByYou),
            (CasePhase.EscalatedFree, CaseAct.Claim) => Held(by, at + span),
            (CasePhase.Claimed or CasePhase.EscalatedClaimed, CaseAct.Claim) => Mine(by) ? Held(by, at + span) : No(CaseRefusal.HeldByAnother),
            (CasePhase.PassingUp, CaseAct.Claim) => No(CaseRefusal.StillUndoable),

            (CasePhase.Claimed or CasePhase.EscalatedClaimed, CaseAct.Renew) when Mine(by) => Held(by, at + span),
            (CasePhase.Claimed or CasePhase.EscalatedClaimed, CaseAct.Release) when Mine(by) => Yes(this with { ClaimedBy = null, ClaimedUntil = null }),
            (CasePhase.Claimed, CaseAct.Escalate) when Mine(by) => Decided(act, by, at + span),
            (CasePhase.EscalatedClaimed, CaseAct.Escalate) when Mine(by) => No(CaseRefusal.AlreadyEscalated),
            (CasePhase.Claimed or CasePhase.EscalatedClaimed, CaseAct.Refer or CaseAct.Dismiss or CaseAct.Exempt) when Mine(by) => Decided(act, by, at + span),

            (CasePhase.PassingUp or CasePhase.Leaving, CaseAct.Undo) => DecidedBy == by.Id ? TakenBack(by, at + span) : No(CaseRefusal.NotYourVerdict),
            (CasePhase.Closed, CaseAct.Undo) => No(CaseRefusal.UndoWindowOver),
            (CasePhase.EscalatedFree or CasePhase.EscalatedClaimed, CaseAct.Undo) => No(CaseRefusal.UndoWindowOver),
            (_, CaseAct.Undo) => No(CaseRefusal.NotDecided),

            (CasePhase.Closed, CaseAct.Reopen) when !by.Senior => No(CaseRefusal.SeniorOnly),
            (CasePhase.Closed, CaseAct.Reopen) when Verdict == VerdictKind.Refer => No(CaseRefusal.LeftTheUnit),
            (CasePhase.Closed, CaseAct.Reopen) => Yes(new(CaseState.Open)),
            (CasePhase.Leaving or CasePhase.PassingUp, CaseAct.Reopen) => No(CaseRefusal.StillUndoable),
            (_, CaseAct.Reopen) => No(CaseRefusal.NotDecided),

            (CasePhase.Leaving or CasePhase.Closed, _) => No(CaseRefusal.AlreadyDecided),
            (_, CaseAct.AddLocation) => Yes(this),
            (_, CaseAct.Join) => Yes(new(CaseState.Joined)),
            (CasePhase.PassingUp, _) => No(CaseRefusal.StillUndoable),
            (CasePhase.Claimed or CasePhase.EscalatedClaimed, _) => No(CaseRefusal.HeldByAnother),
            _ => No(ClaimedBy == by.Id ? CaseRefusal.ClaimRanOut : CaseRefusal.NotClaimed),
        };
    }

    private bool Mine(Reviewer by) => ClaimedBy == by.Id;

    private CaseChange Held(Reviewer by, DateTimeOffset until) => Yes(this with { ClaimedBy = by.Id, ClaimedUntil = until });

    private CaseChange Decided(CaseAct act, Reviewer by, DateTimeOffset undoUntil) => Yes(new(
        act == CaseAct.Escalate ? CaseState.Escalated : CaseState.Decided,
        Verdict: KindOf(act),
        DecidedBy: by.Id,
        UndoUntil: undoUntil,
        EscalatedBy: act == CaseAct.Escalate ? by.Id : EscalatedBy));

    private CaseChange TakenBack(Reviewer by, DateTimeOffset claimedUntil)
    {
        var passedUpBy = Verdict == VerdictKind.Escalate ? null : EscalatedBy;
        return Yes(new(passedUpBy is null ? CaseState.Open : CaseState.Escalated, by.Id, claimedUntil, EscalatedBy: passedUpBy));
    }

    private static VerdictKind KindOf(CaseAct act) => act switch
    {
        CaseAct.Refer => VerdictKind.Refer,
        CaseAct.Dismiss => VerdictKind.Dismiss,
        CaseAct.Exempt => VerdictKind.Exempt,
        CaseAct.Escalate => VerdictKind.Escalate,
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, "This act is no verdict."),
    };

    private static CaseChange Yes(CaseStanding next) => new(next, null);

    private static CaseChange No(CaseRefusal why) => new(null, why);
}

/// <summary>What an act makes of a case: the next standing, or why it cannot be. Exactly one of the two is there.</summary>
/// <param name="Next">Where it stands afterwards; null when refused.</param>
/// <param name="Refusal">Why not; null when it happens.</param>
public sealed record CaseChange(CaseStanding? Next, CaseRefusal? Refusal);
