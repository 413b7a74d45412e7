using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentWatch.Databases;

/// <summary>Brings the database to the version of this build. Only <c>cw db migrate</c> and <c>cw up</c> do it; hosts refuse a database of another version.</summary>
public static class DatabaseMigration
{
    /// <summary>Makes the database where it is missing and applies what it lacks.</summary>
    /// <returns>The names of the migrations that were applied, in order; empty when it was current.</returns>
    /// <exception cref="DatabaseVersionException">It was made by a newer build.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(ContentWatchDb db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        await RefuseNewerAsync(db, cancellationToken);
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0)
        {
            if (db.Database.IsSqlite())
            {
                await ClearStaleLockAsync(db, cancellationToken);
            }

            await db.Database.MigrateAsync(cancellationToken);
        }

        return pending;
    }

    /// <summary>Called by the hosts at start.</summary>
    /// <exception cref="DatabaseVersionException">The database is missing, older or newer; the message says what to run.</exception>
    public static async Task RefuseOtherVersionAsync(ContentWatchDb db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var place = PlaceOf(db);
        if (!await ExistsAsync(db, cancellationToken))
        {
            throw new DatabaseVersionException($"There is no database at '{place}'. Run 'cw db migrate' with this data folder, or 'cw up'.");
        }

        await RefuseNewerAsync(db, cancellationToken);
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).FirstOrDefault() is { } missing)
        {
            throw new DatabaseVersionException($"The database at '{place}' is older than this build: it lacks '{missing}'. Stop all processes and run 'cw db migrate'.");
        }
    }

    /// <summary>Where the database is, without a word of how one gets in.</summary>
    internal static string PlaceOf(ContentWatchDb db) => db.Database.GetDbConnection() is var connection && db.Database.IsSqlite()
        ? connection.DataSource
        : $"{connection.DataSource}/{connection.Database}";

    private static async Task<bool> ExistsAsync(ContentWatchDb db, CancellationToken cancellationToken)
    {
        if (db.Database.IsSqlite())
        {
            return File.Exists(PlaceOf(db));
        }

        try
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            await db.Database.CloseConnectionAsync();
            return true;
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return false;
        }
    }

    private static async Task RefuseNewerAsync(ContentWatchDb db, CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToHashSet();
        var unknown = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).FirstOrDefault(name => !known.Contains(name));
        if (unknown is not null)
        {
            throw new DatabaseVersionException($"The database was made by a newer build: this one does not know '{unknown}'. Use the newer build.");
        }
    }

    /// <summary>
    /// A migration of SQLite that was killed leaves its lock behind, and the next would wait for ever. Nobody else migrates: the data folder is ours.
    /// PostgreSQL's goes with its connection.
    /// </summary>
    private static async Task ClearStaleLockAsync(ContentWatchDb db, CancellationToken cancellationToken)
    {
        var locks = await db.Database
            .SqlQueryRaw<string>("SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'")
            .ToListAsync(cancellationToken);
        if (locks.Count > 0)
        {
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", cancellationToken);
        }
    }
}

/// <summary>The database is not of this build's version, or there is none.</summary>
/// <param name="message">What is wrong and what to run.</param>
public sealed class DatabaseVersionException(string message) : Exception(message);
