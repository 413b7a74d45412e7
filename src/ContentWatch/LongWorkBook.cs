using Microsoft.EntityFrameworkCore;

namespace ContentWatch;

/// <summary>Keeps how long work goes, so that operators see it in the web while the command line does it. Thread-safe.</summary>
public sealed class LongWorkBook(Database database, TimeProvider time)
{
    private const int LongestSentence = 1_000;

    /// <summary>The last work of each kind, in the order of the kinds; empty before the first.</summary>
    public async Task<IReadOnlyList<LongWork>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return [.. (await db.LongWorks.ToListAsync(cancellationToken)).OrderBy(work => work.Kind)];
    }

    /// <summary>Work of this kind begins; what is known of the one before it is forgotten.</summary>
    public Task BeginAsync(LongWorkKind kind, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return PutAsync(kind, work => (work.StartedAt, work.SeenAt, work.Done, work.Total, work.State, work.Said) = (now, now, 0, 0, LongWorkState.Running, null), cancellationToken);
    }

    /// <summary>It goes on.</summary>
    public Task GoOnAsync(LongWorkKind kind, WorkProgress at, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return PutAsync(kind, work => (work.SeenAt, work.Done, work.Total) = (now, at.Done, at.Total), cancellationToken);
    }

    /// <summary>It ended.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="isWell">True when it did what it was asked and found nothing wrong.</param>
    /// <param name="said">How, in a sentence; cut after 1,000 characters.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public Task EndAsync(LongWorkKind kind, bool isWell, string said, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(said);
        var now = time.GetUtcNow();
        return PutAsync(
            kind,
            work => (work.SeenAt, work.State, work.Said) = (now, isWell ? LongWorkState.Done : LongWorkState.Failed, said.Length > LongestSentence ? said[..LongestSentence] : said),
            cancellationToken);
    }

    private Task<bool> PutAsync(LongWorkKind kind, Action<LongWork> change, CancellationToken cancellationToken) => database.TakeAsync(
        async (db, cancel) =>
        {
            var work = await db.LongWorks.SingleOrDefaultAsync(w => w.Kind == kind, cancel);
            if (work is null)
            {
                var now = time.GetUtcNow();
                work = new LongWork { Kind = kind, StartedAt = now, SeenAt = now, State = LongWorkState.Running };
                db.LongWorks.Add(work);
            }

            change(work);
            return true;
        },
        cancellationToken);
}
