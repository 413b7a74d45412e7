namespace ContentWatch.Refer;

/// <summary>The state machine of a referral: one pure method for what a provider's answer, or its lack, does. No clock inside.</summary>
public static class ReferralStanding
{
    /// <summary>True for outcomes after which nothing more is asked.</summary>
    public static bool IsFinal(Outcome outcome) => outcome is not (Outcome.None or Outcome.Acknowledged);

    /// <summary>Where a referral stands after an answer.</summary>
    /// <param name="asked">True when it was delivered before and the outcome was asked for; false when it was being delivered.</param>
    /// <param name="answer">What came.</param>
    /// <param name="attemptsLeft">Whether another try is allowed.</param>
    public static ReferralState After(bool asked, ChannelAnswer answer, bool attemptsLeft) => (asked, answer) switch
    {
        (_, ChannelAnswer.Told told) => IsFinal(told.Outcome) ? ReferralState.Answered : ReferralState.Delivered,
        (true, _) => ReferralState.Delivered,
        (false, ChannelAnswer.Refused) => ReferralState.Failed,
        (false, _) => attemptsLeft ? ReferralState.Waiting : ReferralState.Failed,
    };

    /// <summary>True when a person may put it back in the outbox.</summary>
    public static bool MayRetry(ReferralState state) => state is ReferralState.Failed;

    /// <summary>What a provider says now, given what it said before: it may go forward, and a final word stands.</summary>
    public static Outcome Join(Outcome before, Outcome now) => IsFinal(before) || now == Outcome.None ? before : now;
}
