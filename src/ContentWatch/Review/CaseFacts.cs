namespace ContentWatch.Review;

/// <summary>
/// What a page may show of a case before anybody asks for the content: the rung Facts. Holds no word of the content, neither
/// text nor title, and no score while the viewer must judge without.
/// </summary>
public sealed record CaseFacts
{
    /// <summary>The case.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>The item under review.</summary>
    public required Guid ItemId { get; init; }

    /// <summary>Its version: what a form is filled in against.</summary>
    public required int Version { get; init; }

    /// <summary>Where it stands now.</summary>
    public required CasePhase Phase { get; init; }

    /// <summary>Why it was opened.</summary>
    public required CaseOpening Opening { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Call sign of whoever has it under a running claim; null when nobody.</summary>
    public string? HeldBy { get; init; }

    /// <summary>Whether that is the viewer.</summary>
    public required bool Yours { get; init; }

    /// <summary>Until when the running claim holds; null without one.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>The verdict that stands or can still be taken back; null before.</summary>
    public CaseVerdict? Verdict { get; init; }

    /// <summary>Who passed it up, and what for; null when nobody did.</summary>
    public CasePassedUp? PassedUp { get; init; }

    /// <summary>The number of the case it went on in; null unless it did.</summary>
    public long? WentOnIn { get; init; }

    /// <summary>BCP 47 tag of the text; <c>und</c> when unknown.</summary>
    public required string Language { get; init; }

    /// <summary>The shape of the text.</summary>
    public required TextShape Shape { get; init; }

    /// <summary>The hash by which the text is known.</summary>
    public required ContentHash Hash { get; init; }

    /// <summary>Whether the scores are hidden from the viewer until the first verdict.</summary>
    public required bool ScoreHidden { get; init; }

    /// <summary>The newest score of each label; empty when hidden or not scored.</summary>
    public required IReadOnlyList<ScoreOnRecord> Scores { get; init; }

    /// <summary>The priority as the viewer may see it.</summary>
    public required CasePriority Priority { get; init; }

    /// <summary>Where the item is or was, earliest first.</summary>
    public required IReadOnlyList<CasePlace> Places { get; init; }

    /// <summary>Who published it.</summary>
    public required IReadOnlyList<CaseAccount> Accounts { get; init; }

    /// <summary>How many reports name one of its places.</summary>
    public required int ReportCount { get; init; }

    /// <summary>The newest of them, at most 50.</summary>
    public required IReadOnlyList<CaseReport> Reports { get; init; }

    /// <summary>The captures it was seen in, newest first, at most 50.</summary>
    public required IReadOnlyList<CaseCapture> Captures { get; init; }

    /// <summary>Verdicts that stand on the same text from other cases, newest first.</summary>
    public required IReadOnlyList<EarlierVerdict> Earlier { get; init; }

    /// <summary>How often the viewer opened this item.</summary>
    public required int TimesReadByYou { get; init; }

    /// <summary>Whether the viewer opened the text in this case, as a referral needs.</summary>
    public required bool ReadByYouHere { get; init; }
}

/// <summary>The verdict of a case.</summary>
/// <param name="Kind">What was decided.</param>
/// <param name="By">Call sign of who decided.</param>
/// <param name="At">When.</param>
/// <param name="UndoUntil">Until when it can be taken back.</param>
/// <param name="Yours">Whether the viewer gave it.</param>
/// <param name="Form">What was filled in.</param>
public sealed record CaseVerdict(VerdictKind Kind, string? By, DateTimeOffset At, DateTimeOffset UndoUntil, bool Yours, VerdictForm Form);

/// <summary>That a case was passed up.</summary>
/// <param name="By">Call sign of who did.</param>
/// <param name="At">When.</param>
/// <param name="Note">The note with it; null when none.</param>
public sealed record CasePassedUp(string? By, DateTimeOffset At, string? Note);

/// <summary>A place of a case.</summary>
/// <param name="LocationId">The location.</param>
/// <param name="Url">Its address: text to copy, never a link.</param>
/// <param name="Provider">Who hosts it.</param>
/// <param name="HasChannel">Whether the provider can be reached.</param>
/// <param name="Availability">What we saw last.</param>
/// <param name="LookedAt">When; null when nobody has.</param>
/// <param name="AddedAt">When it joined the case.</param>
public sealed record CasePlace(
    Guid LocationId, string Url, string Provider, bool HasChannel, Availability Availability, DateTimeOffset? LookedAt, DateTimeOffset AddedAt);

/// <summary>Who published an item.</summary>
/// <param name="Handle">The name as the page gives it.</param>
/// <param name="Provider">Where.</param>
public sealed record CaseAccount(string Handle, string Provider);

/// <summary>A report that names a place of a case.</summary>
/// <param name="Reason">Why, in the reporter's words.</param>
/// <param name="Reporter">Who, as they call themselves; null when anonymous.</param>
/// <param name="ByPartner">Whether it came by a partner's key.</param>
/// <param name="ReceivedAt">When.</param>
public sealed record CaseReport(string Reason, string? Reporter, bool ByPartner, DateTimeOffset ReceivedAt);

/// <summary>A capture that an item was seen in.</summary>
/// <param name="Id">The capture.</param>
/// <param name="LocationId">The location.</param>
/// <param name="ResponseHash">The hash of the bytes received.</param>
/// <param name="BodyBytes">Bytes of the body.</param>
/// <param name="TakenAt">When the last byte came.</param>
public sealed record CaseCapture(Guid Id, Guid LocationId, ContentHash ResponseHash, long BodyBytes, DateTimeOffset TakenAt);
