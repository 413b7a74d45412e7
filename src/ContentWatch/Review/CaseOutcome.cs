namespace ContentWatch.Review;

/// <summary>What became of a claim, a renewal, a release or an opening again.</summary>
public abstract record CaseOutcome
{
    private CaseOutcome()
    {
    }

    /// <summary>The person has the case.</summary>
    /// <param name="CaseId">The case.</param>
    /// <param name="Number">Its number.</param>
    /// <param name="Until">Until when.</param>
    /// <param name="Version">Its version: what the form is filled in against.</param>
    public sealed record Claimed(Guid CaseId, long Number, DateTimeOffset Until, int Version) : CaseOutcome;

    /// <summary>It is done.</summary>
    /// <param name="Version">The version since.</param>
    public sealed record Done(int Version) : CaseOutcome;

    /// <summary>No case waits that this person may take.</summary>
    public sealed record NothingWaits : CaseOutcome;

    /// <summary>It did not happen.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="HeldBy">The call sign of whoever has the case; null when nobody.</param>
    public sealed record Refused(CaseRefusal Reason, string? HeldBy = null) : CaseOutcome;
}

/// <summary>What became of the wish to read.</summary>
public abstract record ReadingOutcome
{
    private ReadingOutcome()
    {
    }

    /// <summary>The content, after the reading was recorded.</summary>
    /// <param name="Title">The title of its first appearance; null when none.</param>
    /// <param name="Text">The text.</param>
    /// <param name="Language">BCP 47 tag; <c>und</c> when unknown.</param>
    /// <param name="RightToLeft">Whether it is read from right to left.</param>
    public sealed record Opened(string? Title, string Text, string Language, bool RightToLeft) : ReadingOutcome;

    /// <summary>Nothing was shown.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="HeldBy">The call sign of whoever has the case; null when nobody.</param>
    public sealed record Refused(CaseRefusal Reason, string? HeldBy) : ReadingOutcome;
}

/// <summary>What became of a verdict.</summary>
public abstract record VerdictOutcome
{
    private VerdictOutcome()
    {
    }

    /// <summary>It was given.</summary>
    /// <param name="VerdictId">Its row.</param>
    /// <param name="UndoUntil">Until when it can be taken back.</param>
    public sealed record Decided(Guid VerdictId, DateTimeOffset UndoUntil) : VerdictOutcome;

    /// <summary>Something is not filled in, or the text was not read.</summary>
    /// <param name="Fields">What.</param>
    public sealed record Missing(IReadOnlyList<VerdictField> Fields) : VerdictOutcome;

    /// <summary>Something is longer than can be kept.</summary>
    /// <param name="Fields">What.</param>
    public sealed record TooLong(IReadOnlyList<VerdictField> Fields) : VerdictOutcome;

    /// <summary>Protected speech cannot be referred, Regulation (EU) 2021/784 art. 1(3).</summary>
    /// <param name="Purpose">The purpose found.</param>
    public sealed record Protected(ExemptPurpose Purpose) : VerdictOutcome;

    /// <summary>A colleague found this very text exempt: only a senior reviewer refers it all the same, and says why in the finding.</summary>
    /// <param name="Number">The case in which it was found exempt.</param>
    public sealed record FoundExempt(long Number) : VerdictOutcome;

    /// <summary>The case changed since the form was opened.</summary>
    /// <param name="Version">Its version now.</param>
    /// <param name="By">Call sign, or the name of our process; null when the record names nobody.</param>
    /// <param name="At">When.</param>
    /// <param name="Act">What was done, as the audit log names it.</param>
    public sealed record Changed(int Version, string? By, DateTimeOffset? At, string? Act) : VerdictOutcome;

    /// <summary>It cannot be given.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="HeldBy">The call sign of whoever has the case; null when nobody.</param>
    public sealed record Refused(CaseRefusal Reason, string? HeldBy) : VerdictOutcome;
}

/// <summary>What became of taking a verdict back.</summary>
public abstract record UndoOutcome
{
    private UndoOutcome()
    {
    }

    /// <summary>The case is the person's again.</summary>
    /// <param name="Form">What had been filled in.</param>
    /// <param name="ClaimedUntil">Until when the person has the case.</param>
    /// <param name="Version">Its version now.</param>
    public sealed record TakenBack(VerdictForm Form, DateTimeOffset ClaimedUntil, int Version) : UndoOutcome;

    /// <summary>The verdict stands.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(CaseRefusal Reason) : UndoOutcome;
}

/// <summary>What an assessed appearance did to the cases.</summary>
public enum OpeningResult
{
    /// <summary>A case was opened.</summary>
    Opened,

    /// <summary>The item's open case has another location or report.</summary>
    Joined,

    /// <summary>The item's open case knew all of it.</summary>
    AlreadyThere,

    /// <summary>Nothing asks for a case.</summary>
    NotDue,
}

/// <summary>What an assessed appearance did, and to which case.</summary>
/// <param name="Result">What.</param>
/// <param name="CaseId">The case; null when none is due.</param>
public sealed record CaseOpened(OpeningResult Result, Guid? CaseId);
