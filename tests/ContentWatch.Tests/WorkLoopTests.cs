using ContentWatch.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContentWatch.Tests;

/// <summary>The loop around a step of a role.</summary>
public sealed class WorkLoopTests
{
    [Fact]
    public async Task A_step_that_waits_does_not_hold_up_the_loops_beside_it()
    {
        var entered = 0;
        var all = new TaskCompletionSource();
        using var loop = new WorkLoop(
            new WorkerProcess(WorkerRoles.Acquire, TimeProvider.System),
            "acquire",
            async cancel =>
            {
                if (Interlocked.Increment(ref entered) == 4)
                {
                    all.SetResult();
                }

                await Task.Delay(Timeout.Infinite, cancel);
                return true;
            },
            TimeProvider.System,
            NullLogger<WorkLoop>.Instance,
            parallel: 4);

        await loop.StartAsync(TestContext.Current.CancellationToken);
        await all.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await loop.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(4, entered);
    }
}
