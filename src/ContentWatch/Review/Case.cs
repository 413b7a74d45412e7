namespace ContentWatch.Review;

/// <summary>Why a case was opened.</summary>
public enum CaseOpening
{
    /// <summary>Somebody reported the place; a report always opens a case.</summary>
    Report,

    /// <summary>A score reached its threshold.</summary>
    Score,

    /// <summary>A person of ours added the place.</summary>
    Person,

    /// <summary>A text that people had decided on before was seen at a new place.</summary>
    KnownText,
}

/// <summary>Where a case stands.</summary>
public enum CaseState
{
    /// <summary>Waits for a reviewer, or one has it under a claim.</summary>
    Open,

    /// <summary>A reviewer passed it up: only a senior reviewer takes it.</summary>
    Escalated,

    /// <summary>A verdict was given. Until <see cref="Case.UndoUntil"/> it can be taken back; then it stands.</summary>
    Decided,

    /// <summary>It went on in another case about the same item, <see cref="Case.JoinedTo"/>: a verdict was taken back after this one had been opened.</summary>
    Joined,
}

/// <summary>One item in its context under review: one or more locations, with everything decided about it. One open case per item.</summary>
public sealed class Case
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its number, which people say; contiguous from 1; shown as C-12.</summary>
    public required long Number { get; init; }

    /// <summary>The item under review.</summary>
    public required Guid ItemId { get; init; }

    /// <summary>The item while the case is not decided, null after: unique, so that an item has at most one open case.</summary>
    public Guid? OpenItemId { get; set; }

    /// <summary>Why it was opened.</summary>
    public required CaseOpening Opening { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public CaseState State { get; set; }

    /// <summary>0 to 90, the sum of the stored parts; what waiting adds grows with the clock and is reckoned when read.</summary>
    public int Priority { get; set; }

    /// <summary>The queue's order, earliest first: <see cref="OpenedAt"/> less what the priority is worth in waiting. Written by <c>CasePriority</c>.</summary>
    public DateTimeOffset RankedAt { get; set; }

    /// <summary>How many words the item has: lists describe a case without its text.</summary>
    public int Words { get; init; }

    /// <summary>The parts of the priority as JSON, written and read by <c>CasePriority</c>.</summary>
    public string PriorityParts { get; set; } = "[]";

    /// <summary>Who has it; null when nobody.</summary>
    public Guid? ClaimedBy { get; set; }

    /// <summary>Until when the claim holds.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>The verdict that stands or can still be taken back; null before.</summary>
    public VerdictKind? Verdict { get; set; }

    /// <summary>The row of that verdict.</summary>
    public Guid? VerdictId { get; set; }

    /// <summary>Who gave that verdict.</summary>
    public Guid? DecidedBy { get; set; }

    /// <summary>Who passed it up; does not get it back. Null when nobody did.</summary>
    public Guid? EscalatedBy { get; set; }

    /// <summary>The case it went on in; null unless <see cref="CaseState.Joined"/>.</summary>
    public Guid? JoinedTo { get; set; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Until when the verdict can be taken back; nothing leaves the unit before.</summary>
    public DateTimeOffset? UndoUntil { get; set; }

    /// <summary>Grows with every change but the renewal of a claim; what a form was filled in against. Concurrency token.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>A location of a case.</summary>
public sealed class CaseLocation
{
    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The location.</summary>
    public required Guid LocationId { get; init; }

    /// <summary>When it joined the case.</summary>
    public required DateTimeOffset AddedAt { get; init; }
}
