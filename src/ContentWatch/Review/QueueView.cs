namespace ContentWatch.Review;

/// <summary>What the queue shows a person: no content, no titles, no score while the person must judge without.</summary>
/// <param name="Rows">Cases that wait, most urgent first; claimed ones stay in their place.</param>
/// <param name="Next">The row that <see cref="CaseDesk.ClaimNextAsync"/> would give now; null when none. Its parts say why.</param>
/// <param name="Counts">How many there are.</param>
/// <param name="Yours">What is the person's own.</param>
/// <param name="ScoreHidden">Whether the queue hides scores until a verdict.</param>
public sealed record QueueView(IReadOnlyList<QueueRow> Rows, QueueRow? Next, QueueCounts Counts, QueueOwn Yours, bool ScoreHidden);

/// <summary>A case in the queue.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Number">Its number.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Opening">Why it was opened.</param>
/// <param name="Language">BCP 47 tag of the text.</param>
/// <param name="Words">How many words it has.</param>
/// <param name="Providers">Where it was seen, by name, each once.</param>
/// <param name="Places">At how many locations.</param>
/// <param name="Scores">The newest scores; null when hidden.</param>
/// <param name="Priority">The priority as the person may see it.</param>
/// <param name="OpenedAt">Since when it waits.</param>
/// <param name="HeldBy">Call sign of whoever has it; null when nobody.</param>
/// <param name="HeldUntil">Until when.</param>
public sealed record QueueRow(
    Guid CaseId,
    long Number,
    CasePhase Phase,
    CaseOpening Opening,
    string Language,
    int Words,
    IReadOnlyList<string> Providers,
    int Places,
    IReadOnlyList<ScoreOnRecord>? Scores,
    CasePriority Priority,
    DateTimeOffset OpenedAt,
    string? HeldBy,
    DateTimeOffset? HeldUntil);

/// <summary>How many cases wait.</summary>
/// <param name="Free">Open, and nobody has them.</param>
/// <param name="Reviewing">Under a running claim, passed-up ones too.</param>
/// <param name="Escalated">Passed up, and not under a claim.</param>
/// <param name="OldestOpenedAt">Since when the oldest waits; null when none does.</param>
public sealed record QueueCounts(int Free, int Reviewing, int Escalated, DateTimeOffset? OldestOpenedAt);

/// <summary>What is the person's own.</summary>
/// <param name="Held">Cases under the person's claim.</param>
/// <param name="Leaving">Verdicts that the person can still take back.</param>
/// <param name="DecidedToday">Verdicts of today that stand.</param>
/// <param name="ReadToday">How often the person opened content today.</param>
public sealed record QueueOwn(IReadOnlyList<HeldCase> Held, IReadOnlyList<LeavingCase> Leaving, int DecidedToday, int ReadToday);

/// <summary>A case under one's claim.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Number">Its number.</param>
/// <param name="Until">Until when.</param>
public sealed record HeldCase(Guid CaseId, long Number, DateTimeOffset Until);

/// <summary>A verdict that can still be taken back.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Number">Its number.</param>
/// <param name="Verdict">What was decided.</param>
/// <param name="UndoUntil">Until when.</param>
public sealed record LeavingCase(Guid CaseId, long Number, VerdictKind Verdict, DateTimeOffset UndoUntil);
