namespace ContentWatch.Refer;

/// <summary>Where a referral stands with us.</summary>
public enum ReferralState
{
    /// <summary>The provider has no channel: a person has to reach it, or a channel has to be set up.</summary>
    NoChannel,

    /// <summary>Waits for its next try.</summary>
    Waiting,

    /// <summary>A worker is sending it until the lease runs out.</summary>
    Sending,

    /// <summary>The provider has it; we ask for the outcome.</summary>
    Delivered,

    /// <summary>The provider told us the final outcome.</summary>
    Answered,

    /// <summary>Could not be delivered after the last try, or was refused for good: an operator sees it and may try again.</summary>
    Failed,
}

/// <summary>What the provider says it did. Never what we see: that is availability.</summary>
public enum Outcome
{
    /// <summary>The provider has said nothing yet.</summary>
    None,

    /// <summary>It has the referral and is considering it.</summary>
    Acknowledged,

    /// <summary>It removed the content.</summary>
    Removed,

    /// <summary>It disabled access to it.</summary>
    AccessDisabled,

    /// <summary>It limited access by country.</summary>
    GeoRestricted,

    /// <summary>It was gone before.</summary>
    AlreadyUnavailable,

    /// <summary>It declines, with a reason.</summary>
    Declined,
}

/// <summary>
/// Our request, about one location, that its provider consider it against its own terms; voluntary
/// (Regulation (EU) 2016/794 art. 4(1)(m)). One per case and location; one reference and one key for all attempts.
/// </summary>
public sealed class Referral
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its reference, which the provider sees: <c>CW-2026-000012</c>; unique.</summary>
    public required string Reference { get; init; }

    /// <summary>The Idempotency-Key of every attempt; never changes.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The verdict it carries out.</summary>
    public required Guid VerdictId { get; init; }

    /// <summary>The location it is about.</summary>
    public required Guid LocationId { get; init; }

    /// <summary>Whom it goes to.</summary>
    public required Guid ProviderId { get; init; }

    /// <summary>When it was prepared.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required ReferralState State { get; set; }

    /// <summary>What the provider says.</summary>
    public Outcome Outcome { get; set; }

    /// <summary>The provider's reason or remark; at most 1,000 characters.</summary>
    public string? OutcomeReason { get; set; }

    /// <summary>The provider's own reference; at most 200 characters.</summary>
    public string? ProviderReference { get; set; }

    /// <summary>Attempts to deliver.</summary>
    public int Attempts { get; set; }

    /// <summary>What went wrong last, without secrets.</summary>
    public string? LastError { get; set; }

    /// <summary>When the worker acts next: sends, or asks for the outcome; null when there is nothing to do.</summary>
    public DateTimeOffset? NextTryAt { get; set; }

    /// <summary>Which worker has it.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>When the provider had it.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>When the provider told the final outcome.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }
}

/// <summary>One attempt to deliver a referral or to ask for its outcome.</summary>
public sealed class DeliveryAttempt
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The referral.</summary>
    public required Guid ReferralId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>What happened, in words, without secrets or content.</summary>
    public required string Note { get; init; }
}
