namespace ContentWatch.Acquire;

/// <summary>What came of a request.</summary>
public abstract record FetchResult
{
    private FetchResult()
    {
    }

    /// <summary>An answer, whatever its status.</summary>
    /// <param name="Hop">Request and answer.</param>
    public sealed record Answered(Hop Hop) : FetchResult;

    /// <summary>No answer that can be kept.</summary>
    /// <param name="Reason">Why, in a sentence without content.</param>
    /// <param name="IsForGood">True when another try would end the same way.</param>
    /// <param name="IsRefused">True when we did not dial: the reason is ours and tells nothing of the far side.</param>
    public sealed record Failed(string Reason, bool IsForGood, bool IsRefused = false) : FetchResult;
}
