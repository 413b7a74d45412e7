using Microsoft.EntityFrameworkCore;

namespace ContentWatch;

/// <summary>
/// The one way to the database. A write is one act: one gate per process lets one in at a time, the transaction takes the
/// write lock before the first read, and everything commits together or not at all. Thread-safe.
/// </summary>
/// <remarks>Nothing slow belongs inside a write: no network, no scoring, no files.</remarks>
public sealed class Database(IDbContextFactory<ContentWatchDb> contexts) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);

    /// <summary>A context for reading. The caller disposes of it; nothing it changes is saved.</summary>
    public ContentWatchDb Read()
    {
        var db = contexts.CreateDbContext();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return db;
    }

    /// <summary>Does <paramref name="act"/> in one transaction, saves what it changed, and commits.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row changed under a concurrency token; nothing was written.</exception>
    /// <exception cref="DbUpdateException">The database refused a row; nothing was written.</exception>
    public async Task<T> WriteAsync<T>(Func<ContentWatchDb, CancellationToken, Task<T>> act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        await gate.WaitAsync(cancellationToken);
        try
        {
            await using var db = contexts.CreateDbContext();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var result = await act(db, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Does <paramref name="act"/> in one transaction, saves what it changed, and commits.</summary>
    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<ContentWatchDb, CancellationToken, Task> act, CancellationToken cancellationToken) =>
        WriteAsync(
            async (db, cancel) =>
            {
                await act(db, cancel);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();
}
