
namespace ContentWatch.Worker;

/// <summary>
/// Repeats one step for as long as the process runs: at once again while there is work, after a pause that grows to two seconds
/// when there is none, after one that grows to a minute when it failed. A failure is logged and shown with the heartbeat; it ends nothing.
/// </summary>
/// <param name="worker">Whose heartbeat tells how it goes.</param>
/// <param name="name">What the step is called: <c>acquire</c>, <c>score</c>, <c>sequence</c>.</param>
/// <param name="step">Does one piece of work; true when there was one.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures go.</param>
/// <param name="parallel">How many repeat the step side by side, each with a pause of its own; the step is thread-safe when it is more than one.</param>
internal sealed partial class WorkLoop(
    WorkerProcess worker, string name, Func<CancellationToken, Task<bool>> step, TimeProvider time, ILogger<WorkLoop> logger, int parallel = 1) : BackgroundService
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestAfterFailure = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(1, parallel).Select(i => RepeatAsync(i == 1 ? name : $"{name} {i}", stoppingToken)));

    private async Task RepeatAsync(string loop, CancellationToken stoppingToken)
    {
        // SQLite answers without ever yielding: the next loop must not wait for this one's first pause.
        await Task.Yield();
        var pause = ShortestPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            var longest = LongestIdle;
            using var work = new StepTelemetry(name, time);
            try
            {
                var worked = await step(stoppingToken);
                work.Ended(worked);
                worker.Report(loop, worked ? "working" : "waiting for work");
                if (worked)
                {
                    pause = ShortestPause;
                    continue;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The outermost loop: whatever broke is recorded, shown, and tried again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                work.Failed(e);
                Log.StepFailed(logger, e, loop, pause.TotalSeconds);
                worker.Report(loop, $"failing: {e.GetType().Name}");
                longest = LongestAfterFailure;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < longest ? pause * 2 : longest;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Step '{Step}' failed; next try in {Seconds} s.")]
        public static partial void StepFailed(ILogger logger, Exception exception, string step, double seconds);
    }
}
