namespace ContentWatch.Review;

/// <summary>Where a case stands at a moment: its state, its claim and the clock together.</summary>
public enum CasePhase
{
    /// <summary>Open, and nobody has it.</summary>
    Free,

    /// <summary>Open, under a running claim.</summary>
    Claimed,

    /// <summary>Just passed up; whoever did can still take that back, and nobody can claim it yet.</summary>
    PassingUp,

    /// <summary>Passed up, and no senior reviewer has it.</summary>
    EscalatedFree,

    /// <summary>Passed up, under a senior reviewer's running claim.</summary>
    EscalatedClaimed,

    /// <summary>Decided; whoever did can still take it back, and nothing has left the unit.</summary>
    Leaving,

    /// <summary>Decided, and it stands.</summary>
    Closed,

    /// <summary>Went on in another case about the same item.</summary>
    Joined,
}

/// <summary>What can be done to a case. A claim that runs out and a window that closes are no acts: time does them.</summary>
public enum CaseAct
{
    /// <summary>Take it for a while.</summary>
    Claim,

    /// <summary>Keep it a while longer.</summary>
    Renew,

    /// <summary>Give it back unfinished.</summary>
    Release,

    /// <summary>Decide: ask the providers.</summary>
    Refer,

    /// <summary>Decide: nothing to do.</summary>
    Dismiss,

    /// <summary>Decide: protected speech.</summary>
    Exempt,

    /// <summary>Pass it up to a senior reviewer.</summary>
    Escalate,

    /// <summary>Take one's own verdict back in time.</summary>
    Undo,

    /// <summary>Add a location where the item was seen too.</summary>
    AddLocation,

    /// <summary>Look again at what was decided.</summary>
    Reopen,

    /// <summary>Let it go on in another case about the same item.</summary>
    Join,
}

/// <summary>Why an act on a case did not happen.</summary>
public enum CaseRefusal
{
    /// <summary>There is no such case.</summary>
    NoSuchCase,

    /// <summary>Somebody else has it.</summary>
    HeldByAnother,

    /// <summary>The person has no claim on it.</summary>
    NotClaimed,

    /// <summary>The person had a claim, and it ran out.</summary>
    ClaimRanOut,

    /// <summary>The page was hidden or unused for too long to keep the claim.</summary>
    NotInUse,

    /// <summary>It was passed up: only a senior reviewer takes it.</summary>
    SeniorOnly,

    /// <summary>The person passed it up, and does not get it back.</summary>
    PassedUpByYou,

    /// <summary>The person already met this item, which the unit's rules do not allow twice.</summary>
    SeenBefore,

    /// <summary>It was passed up before, and goes no higher.</summary>
    AlreadyEscalated,

    /// <summary>It is decided.</summary>
    AlreadyDecided,

    /// <summary>It is not decided, so nothing can be taken back or opened again.</summary>
    NotDecided,

    /// <summary>Another person's verdict: only who gave it takes it back.</summary>
    NotYourVerdict,

    /// <summary>The time to take the verdict back is over.</summary>
    UndoWindowOver,

    /// <summary>The verdict can still be taken back: until then nobody else acts on the case.</summary>
    StillUndoable,

    /// <summary>It was referred: what left the unit is followed up on the referral.</summary>
    LeftTheUnit,

    /// <summary>It went on in another case.</summary>
    WentOnElsewhere,

    /// <summary>Another case about the same item is open.</summary>
    AnotherIsOpen,
}
