namespace ContentWatch.Acquire;

/// <summary>What a site's robots.txt says, or that it could not be read.</summary>
public abstract record RobotsAnswer
{
    private RobotsAnswer()
    {
    }

    /// <summary>There is a decision.</summary>
    /// <param name="Decision">It.</param>
    public sealed record Decided(RobotsDecision Decision) : RobotsAnswer;

    /// <summary>The file cannot be reached, which means: fetch nothing for now (RFC 9309 §2.3.1.4).</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="IsForGood">True when another try would end the same way: the guard dials nothing there.</param>
    /// <param name="RetryAfter">When the site asks to come back; null when it does not say.</param>
    public sealed record Unreachable(string Reason, bool IsForGood, TimeSpan? RetryAfter) : RobotsAnswer;
}
