using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

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

    /// <summary>
    /// One moment for everything that <paramref name="db"/> reads until the caller disposes of it. Acts go on meanwhile: on SQLite only a
    /// deferred transaction leaves the write lock to them, and EF asks for an immediate one at every isolation level it can pass.
    /// </summary>
    public static async Task<IDbContextTransaction> SnapshotAsync(ContentWatchDb db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (db.Database.GetDbConnection() is not SqliteConnection sqlite)
        {
            return await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        }

        await db.Database.OpenConnectionAsync(cancellationToken);
        return (await db.Database.UseTransactionAsync(sqlite.BeginTransaction(deferred: true), cancellationToken))!;
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
