using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace ContentWatch.Backups;

/// <summary>Fills an empty database from the tables of a backup.</summary>
internal static class Filling
{
    /// <summary>Makes a SQLite file with the tables as the backup knew them, fills it, and brings it to this build's version.</summary>
    /// <exception cref="BackupException">A newer build made the backup, or a row does not fit.</exception>
    public static async Task SqliteAsync(string path, OpenBackup backup, Action<int> read, CancellationToken cancellationToken)
    {
        await using var db = new SqliteFile(path).CreateDbContext();
        await db.GetService<IMigrator>().MigrateAsync(Schemas.Of(backup.Manifest, db), cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await FillAsync(db, backup, read, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await DatabaseMigration.MigrateAsync(db, cancellationToken);
    }

    /// <summary>
    /// The same in a PostgreSQL database, all within the caller's transaction: nobody sees the new tables before it commits. What was there goes
    /// into a schema of its own, where no process reads it.
    /// </summary>
    /// <param name="db">A context with an open transaction, of the tables' owner.</param>
    /// <param name="aside">The schema that what was there goes into; null when nothing is there.</param>
    /// <param name="backup">The backup.</param>
    /// <param name="read">Told how many rows were read.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    public static async Task PostgresAsync(ContentWatchDb db, string? aside, OpenBackup backup, Action<int> read, CancellationToken cancellationToken)
    {
        if (aside is not null)
        {
            await RunAsync(db, $"ALTER SCHEMA public RENAME TO \"{aside}\"; REVOKE ALL ON SCHEMA \"{aside}\" FROM PUBLIC; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC", cancellationToken);
        }

        var migrator = db.GetService<IMigrator>();
        var (then, now) = (Schemas.Of(backup.Manifest, db), db.Database.GetMigrations().Last());
        await RunAsync(db, migrator.GenerateScript(Migration.InitialDatabase, then, MigrationsSqlGenerationOptions.NoTransactions), cancellationToken);
        await FillAsync(db, backup, read, cancellationToken);
        await NumberOnAsync(db, cancellationToken);
        if (then != now)
        {
            await RunAsync(db, migrator.GenerateScript(then, now, MigrationsSqlGenerationOptions.NoTransactions), cancellationToken);
        }
    }

    private static async Task FillAsync(ContentWatchDb db, OpenBackup backup, Action<int> read, CancellationToken cancellationToken)
    {
        var (connection, transaction) = (db.Database.GetDbConnection(), db.Database.CurrentTransaction!.GetDbTransaction());
        foreach (var table in backup.Manifest.Tables)
        {
            await TableFile.ReadAsync(connection, transaction, backup.PathOf(table.File), table, read, cancellationToken);
        }
    }

    /// <summary>Numbers that PostgreSQL gives go on after the highest that was filled in; SQLite sees that by itself.</summary>
    private static Task NumberOnAsync(ContentWatchDb db, CancellationToken cancellationToken) => RunAsync(
        db,
        """
        DO $$
        DECLARE numbered record; highest bigint;
        BEGIN
          FOR numbered IN SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES' LOOP
            EXECUTE format('SELECT max(%I) FROM %I', numbered.column_name, numbered.table_name) INTO highest;
            IF highest IS NOT NULL THEN
              PERFORM setval(pg_get_serial_sequence(format('%I', numbered.table_name), numbered.column_name), highest);
            END IF;
          END LOOP;
        END $$;
        """,
        cancellationToken);

    private static async Task RunAsync(ContentWatchDb db, string sql, CancellationToken cancellationToken)
    {
        // Names and statements are our own: the script of the migrations, and a schema that is named by the time.
        await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
