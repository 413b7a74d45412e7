namespace ContentWatch.Review;

/// <summary>What a reviewer decides.</summary>
public enum VerdictKind
{
    /// <summary>Ask the providers to consider it against their terms.</summary>
    Refer,

    /// <summary>Nothing to do.</summary>
    Dismiss,

    /// <summary>Protected speech: Regulation (EU) 2021/784 art. 1(3).</summary>
    Exempt,

    /// <summary>A senior reviewer should decide.</summary>
    Escalate,
}

/// <summary>How a verdict is written where people search for it.</summary>
public static class VerdictKindWords
{
    /// <summary>The verdict in one lower-case word: <c>refer</c>, <c>dismiss</c>, <c>exempt</c>, <c>escalate</c>. The archive's field and the audit log hold it: never change it.</summary>
    public static string Word(this VerdictKind kind) => kind switch
    {
        VerdictKind.Refer => "refer",
        VerdictKind.Dismiss => "dismiss",
        VerdictKind.Exempt => "exempt",
        VerdictKind.Escalate => "escalate",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such verdict."),
    };
}

/// <summary>The material types of Regulation (EU) 2021/784 art. 2(7); more than one may hold.</summary>
[Flags]
public enum Grounds
{
    /// <summary>None chosen.</summary>
    None = 0,

    /// <summary>Art. 2(7)(a): incites the commission of an offence.</summary>
    Incites = 1,

    /// <summary>Art. 2(7)(b): solicits a person or group to commit or contribute to an offence.</summary>
    SolicitsAct = 2,

    /// <summary>Art. 2(7)(c): solicits participation in a terrorist group.</summary>
    SolicitsJoining = 4,

    /// <summary>Art. 2(7)(d): instructs in weapons, substances or methods.</summary>
    Instructs = 8,

    /// <summary>Art. 2(7)(e): threatens to commit an offence.</summary>
    Threatens = 16,
}

/// <summary>The true purpose of the material as found by the reviewer, Regulation (EU) 2021/784 art. 1(3).</summary>
public enum ExemptPurpose
{
    /// <summary>Looked for, and none found. Refer needs this answer.</summary>
    NoneFound,

    /// <summary>Educational.</summary>
    Education,

    /// <summary>Journalistic.</summary>
    Journalism,

    /// <summary>Artistic.</summary>
    Art,

    /// <summary>Research.</summary>
    Research,

    /// <summary>Prevents or counters terrorism; counter-speech.</summary>
    CounterSpeech,
}

/// <summary>A verdict as given. Rows are added; taking one back marks it, and it stays on record.</summary>
public sealed class Verdict
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>What was decided.</summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>The grounds; at least one when referring by law.</summary>
    public required Grounds Grounds { get; init; }

    /// <summary>The clause of the provider's terms; null when the basis is the law alone; at most 500 characters.</summary>
    public string? TermsClause { get; init; }

    /// <summary>The purpose found; null when the question was not answered (dismiss and escalate need no answer).</summary>
    public ExemptPurpose? Purpose { get; init; }

    /// <summary>The finding in a sentence; needed for exempt; at most 2,000 characters.</summary>
    public string? Finding { get; init; }

    /// <summary>A note for colleagues; never leaves the unit; at most 4,000 characters.</summary>
    public string? Note { get; init; }

    /// <summary>Who decided.</summary>
    public required Guid PersonId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset GivenAt { get; init; }

    /// <summary>When it was taken back; null while it stands.</summary>
    public DateTimeOffset? TakenBackAt { get; set; }
}
