using System.Data;
using ContentWatch.Databases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContentWatch;

/// <summary>
/// The one way to the database. A write is one act: everything commits together or not at all, and acts of several processes end as if one
/// had come after the other. On SQLite one gate per process lets one in at a time and the transaction takes the write lock before the first read;
/// on PostgreSQL acts run side by side, serializable, and one that collided with another is done again from its start. Thread-safe.
/// </summary>
/// <remarks>Nothing slow belongs inside a write: no network, no scoring, no files. It may run more than once, so it changes nothing but its context.</remarks>
public sealed partial class Database(IDbContextFactory<ContentWatchDb> contexts, ILogger<Database>? logger = null) : IDisposable
{
    private readonly ILogger log = logger ?? NullLogger<Database>.Instance;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Random random = new();

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
            return await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        }

        await db.Database.OpenConnectionAsync(cancellationToken);
        return (await db.Database.UseTransactionAsync(sqlite.BeginTransaction(deferred: true), cancellationToken))!;
    }

    /// <summary>Does <paramref name="act"/> in one transaction, saves what it changed, and commits.</summary>
    /// <param name="act">What to do; may be done again from its start with another context.</param>
    /// <param name="cancellationToken">Gives up before anything is committed.</param>
    /// <exception cref="DbUpdateException">The database refused a row; nothing was written.</exception>
    public Task<T> WriteAsync<T>(Func<ContentWatchDb, CancellationToken, Task<T>> act, CancellationToken cancellationToken) =>
        ActAsync(act, IsolationLevel.Serializable, cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<ContentWatchDb, CancellationToken, Task> act, CancellationToken cancellationToken) =>
        WriteAsync(
            async (db, cancel) =>
            {
                await act(db, cancel);
                return true;
            },
            cancellationToken);

    /// <summary>
    /// The same for an act that takes the next of a queue. On PostgreSQL it sees what others committed meanwhile, and the rows that it decides by
    /// have to be locked as they are found (<see cref="RowLocks"/>): then takers do not wait for each other, nor collide.
    /// </summary>
    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task<T> TakeAsync<T>(Func<ContentWatchDb, CancellationToken, Task<T>> act, CancellationToken cancellationToken) =>
        ActAsync(act, IsolationLevel.ReadCommitted, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task<T> ActAsync<T>(Func<ContentWatchDb, CancellationToken, Task<T>> act, IsolationLevel isolation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        await using var db = contexts.CreateDbContext();
        return db.Database.IsSqlite()
            ? await AloneAsync(db, act, cancellationToken)
            : await BesideOthersAsync(db, act, isolation, cancellationToken);
    }

    private async Task<T> AloneAsync<T>(ContentWatchDb db, Func<ContentWatchDb, CancellationToken, Task<T>> act, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            return await CommitAsync(db, transaction, act, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<T> BesideOthersAsync<T>(
        ContentWatchDb db, Func<ContentWatchDb, CancellationToken, Task<T>> act, IsolationLevel isolation, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(isolation, cancellationToken);
                return await CommitAsync(db, transaction, act, cancellationToken);
            }
            catch (Exception collision) when (Collisions.Is(collision))
            {
                Instruments.Collisions.Add(1);
                if (tries == Collisions.MostTries)
                {
                    Log.GaveUp(log, collision, tries);
                    throw;
                }

                Log.BeginsAgain(log, tries);
                db.ChangeTracker.Clear();
                await Task.Delay(Wait(tries), TimeProvider.System, cancellationToken);
            }
        }
    }

    private static async Task<T> CommitAsync<T>(
        ContentWatchDb db, IDbContextTransaction transaction, Func<ContentWatchDb, CancellationToken, Task<T>> act, CancellationToken cancellationToken)
    {
        var result = await act(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private TimeSpan Wait(int tries)
    {
        lock (random)
        {
            return Collisions.Wait(tries, random);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "An act collided with another and begins again, after {Tries} tries.")]
        public static partial void BeginsAgain(ILogger log, int tries);

        [LoggerMessage(2, LogLevel.Error, "An act collided with others {Tries} times and was given up; nothing of it was kept.")]
        public static partial void GaveUp(ILogger log, Exception exception, int tries);
    }
}
