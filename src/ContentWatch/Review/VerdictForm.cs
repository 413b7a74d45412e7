namespace ContentWatch.Review;

/// <summary>A field of the form, by what is asked.</summary>
public enum VerdictField
{
    /// <summary>The text was not opened by this person in this case.</summary>
    Reading,

    /// <summary>The grounds, or a clause of the terms.</summary>
    Basis,

    /// <summary>The answer about an exempt purpose.</summary>
    Purpose,

    /// <summary>The finding in a sentence.</summary>
    Finding,

    /// <summary>The clause of the terms.</summary>
    TermsClause,

    /// <summary>The note.</summary>
    Note,
}

/// <summary>What a reviewer filled in.</summary>
/// <param name="Kind">The verdict.</param>
/// <param name="Grounds">The grounds by law.</param>
/// <param name="TermsClause">The clause of the provider's terms; null when none; at most 500 characters.</param>
/// <param name="Purpose">The purpose found; null when not answered.</param>
/// <param name="Finding">The finding in a sentence; null when none; at most 2,000 characters.</param>
/// <param name="Note">A note for colleagues; null when none; at most 4,000 characters.</param>
public sealed record VerdictForm(
    VerdictKind Kind,
    Grounds Grounds = Grounds.None,
    string? TermsClause = null,
    ExemptPurpose? Purpose = null,
    string? Finding = null,
    string? Note = null)
{
    private const Grounds AllGrounds =
        Grounds.Incites | Grounds.SolicitsAct | Grounds.SolicitsJoining | Grounds.Instructs | Grounds.Threatens;

    /// <summary>What was filled in, as a form again: after a verdict was taken back.</summary>
    public static VerdictForm Of(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return new(verdict.Kind, verdict.Grounds, verdict.TermsClause, verdict.Purpose, verdict.Finding, verdict.Note);
    }

    /// <summary>True when a protected purpose was found and the verdict would refer it all the same, Regulation (EU) 2021/784 art. 1(3).</summary>
    public bool RefersProtectedSpeech => Kind == VerdictKind.Refer && Purpose is not (null or ExemptPurpose.NoneFound);

    /// <summary>True when a finding was written.</summary>
    public bool HasFinding => Trimmed(Finding) is not null;

    /// <summary>What is missing before this verdict can be given.</summary>
    /// <param name="textWasRead">Whether this person opened the text in this case.</param>
    public IReadOnlyList<VerdictField> Lacks(bool textWasRead)
    {
        List<VerdictField> fields = [];
        if (Kind is VerdictKind.Refer)
        {
            Need(textWasRead, VerdictField.Reading);
            Need((Grounds & AllGrounds) != Grounds.None || Trimmed(TermsClause) is not null, VerdictField.Basis);
            Need(Purpose is not null, VerdictField.Purpose);
        }
        else if (Kind is VerdictKind.Exempt)
        {
            Need(Purpose is not (null or ExemptPurpose.NoneFound), VerdictField.Purpose);
            Need(HasFinding, VerdictField.Finding);
        }

        return fields;

        void Need(bool there, VerdictField field)
        {
            if (!there)
            {
                fields.Add(field);
            }
        }
    }

    /// <summary>The fields with more text than can be kept.</summary>
    public IReadOnlyList<VerdictField> TooLong() =>
    [
        .. TermsClause?.Length > 500 ? [VerdictField.TermsClause] : Array.Empty<VerdictField>(),
        .. Finding?.Length > 2000 ? [VerdictField.Finding] : Array.Empty<VerdictField>(),
        .. Note?.Length > 4000 ? [VerdictField.Note] : Array.Empty<VerdictField>(),
    ];

    /// <summary>The row of this verdict. What does not belong to its kind is left out: a dismissal has no ground, whatever was ticked on the way to it.</summary>
    internal Verdict Row(Guid id, Guid caseId, Guid personId, DateTimeOffset at) => new()
    {
        Id = id,
        CaseId = caseId,
        Kind = Kind,
        Grounds = Accuses ? Grounds & AllGrounds : Grounds.None,
        TermsClause = Accuses ? Trimmed(TermsClause) : null,
        Purpose = Kind == VerdictKind.Dismiss ? null : Purpose,
        Finding = Kind == VerdictKind.Dismiss ? null : Trimmed(Finding),
        Note = Trimmed(Note),
        PersonId = personId,
        GivenAt = at,
    };

    private bool Accuses => Kind is VerdictKind.Refer or VerdictKind.Escalate;

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
