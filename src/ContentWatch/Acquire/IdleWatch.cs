namespace ContentWatch.Acquire;

/// <summary>Ends a fetch when nothing was heard for a while.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly TimeSpan longest;
    private readonly ITimer timer;

    public IdleWatch(TimeSpan longest, TimeProvider time, CancellationTokenSource fetch)
    {
        this.longest = longest;
        timer = time.CreateTimer(_ => End(fetch), null, longest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something was heard.</summary>
    public void Heard() => timer.Change(longest, Timeout.InfiniteTimeSpan);

    public void Dispose() => timer.Dispose();

    private static void End(CancellationTokenSource fetch)
    {
        try
        {
            fetch.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The fetch ended at the same moment.
        }
    }
}
