namespace ContentWatch.Cli.Up;

/// <summary>
/// Keeps the hosts running: one that dies is started again, after a pause that grows from one second to thirty and is forgotten
/// once it ran a minute. Ends them all in good order when asked.
/// </summary>
internal sealed class Supervisor(Action<string, string> print, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Runs all of <paramref name="starts"/> until <paramref name="stop"/>; returns when all have ended.</summary>
    public Task RunAsync(IReadOnlyList<ChildStart> starts, CancellationToken stop) =>
        Task.WhenAll(starts.Select(start => KeepAsync(start, stop)));

    private async Task KeepAsync(ChildStart start, CancellationToken stop)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (!stop.IsCancellationRequested)
        {
            var began = time.GetUtcNow();
            using var child = ChildProcess.Start(start, line => print(start.Name, line));
            try
            {
                var code = await child.WaitAsync(stop);
                stop.ThrowIfCancellationRequested();
                pause = time.GetUtcNow() - began >= Steady ? TimeSpan.FromSeconds(1) : pause;
                print(start.Name, $"ended with code {code}; starting again in {pause.TotalSeconds:0} s");
                await Task.Delay(pause, time, stop);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                if (!await child.StopAsync(Patience, time))
                {
                    print(start.Name, $"did not stop within {Patience.TotalSeconds:0} s and was killed");
                }
            }
        }
    }
}
