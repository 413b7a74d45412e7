using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Worker;

/// <summary>Writes this process's sign of life every ten seconds; forgets processes not heard of for a day.</summary>
internal sealed class HeartbeatWorker(Database database, WorkerProcess worker, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);
    private DateTimeOffset last;

    /// <summary>Writes it when it is due; never claims that there was work, so that the loop stays calm.</summary>
    public async Task<bool> OnceAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - last < Every)
        {
            return false;
        }

        await database.TakeAsync(
            async (db, cancel) =>
            {
                await BeatAsync(db, now, cancel);
                return true;
            },
            cancellationToken);
        last = now;
        return false;
    }

    private async Task BeatAsync(ContentWatchDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var forgotten = now - Forgotten;
        await db.Heartbeats.Where(h => h.SeenAt < forgotten).ExecuteDeleteAsync(cancellationToken);
        if (await db.Heartbeats.FindAsync([worker.Name], cancellationToken) is { } known)
        {
            known.SeenAt = now;
            known.Doing = worker.Doing;
            return;
        }

        db.Heartbeats.Add(new()
        {
            Worker = worker.Name,
            Role = worker.Role,
            StartedAt = worker.StartedAt,
            SeenAt = now,
            Doing = worker.Doing,
        });
    }
}
