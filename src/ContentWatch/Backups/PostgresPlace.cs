using System.Globalization;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace ContentWatch.Backups;

/// <summary>The PostgreSQL database that a backup is restored to, within one transaction: until it commits nobody sees anything of it.</summary>
internal sealed class PostgresPlace(PostgresContentWatchDb db, IDbContextTransaction transaction, bool isTaken) : IAsyncDisposable
{
    /// <summary>Where the new tables are made.</summary>
    public ContentWatchDb Db => db;

    /// <summary>Opens the database, which is made where it is missing, and begins.</summary>
    /// <exception cref="BackupException">Somebody else is connected, or tables are there and may not be put aside.</exception>
    public static async Task<PostgresPlace> TakeAsync(string connection, bool replaces, CancellationToken cancellationToken)
    {
        var db = new PostgresContentWatchDb(new DbContextOptionsBuilder<PostgresContentWatchDb>().UseNpgsql(connection, npgsql => npgsql.CommandTimeout(0)).AddInterceptors(new PostgresRowLocks()).Options);
        try
        {
            var creator = db.GetService<IRelationalDatabaseCreator>();
            if (!await creator.ExistsAsync(cancellationToken))
            {
                await creator.CreateAsync(cancellationToken);
            }

            var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var others = await db.Database
                .SqlQueryRaw<string>("SELECT DISTINCT usename::text AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'")
                .ToListAsync(cancellationToken);
            if (others.Count > 0)
            {
                throw new BackupException($"'{DatabaseMigration.PlaceOf(db)}' is in use by {string.Join(", ", others.Order(StringComparer.Ordinal))}. Stop the web and all workers first.");
            }

            var isTaken = await db.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM pg_tables WHERE schemaname = 'public'").SingleAsync(cancellationToken) > 0;
            return !isTaken || replaces
                ? new(db, transaction, isTaken)
                : throw new BackupException($"'{DatabaseMigration.PlaceOf(db)}' is not empty. Name an empty database, or put what is there aside with --replace.");
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fills it.</summary>
    public Task FillAsync(OpenBackup backup, DateTimeOffset at, Action<int> read, CancellationToken cancellationToken) => Filling.PostgresAsync(
        db, isTaken ? "before_" + at.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) : null, backup, read, cancellationToken);

    /// <summary>Makes it what everybody sees.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await db.DisposeAsync();
    }
}
