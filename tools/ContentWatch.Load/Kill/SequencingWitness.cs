using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using SQLitePCL;

namespace ContentWatch.Load.Kill;

/// <summary>
/// Sees from outside that the sequencer is in its transaction: on PostgreSQL by its lock on the tree's table, on SQLite by the write lock, when it is held
/// longer than a short act holds it.
/// </summary>
internal sealed class SequencingWitness : IAsyncDisposable
{
    private const int LongerThanAnAct = 3;
    private readonly SqliteConnection? sqlite;
    private readonly NpgsqlConnection? postgres;
    private int held;

    private SequencingWitness(SqliteConnection? sqlite, NpgsqlConnection? postgres) => (this.sqlite, this.postgres) = (sqlite, postgres);

    /// <summary>Opens it.</summary>
    public static async Task<SequencingWitness> OpenAsync(LoadUnit unit, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(unit.Postgres))
        {
            var connection = new NpgsqlConnection(unit.Postgres);
            await connection.OpenAsync(cancellationToken);
            return new(null, connection);
        }

        var path = unit.Product.GetRequiredService<IOptions<DatabaseOptions>>().Value.SqlitePath;
        var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        await file.OpenAsync(cancellationToken);
        raw.sqlite3_busy_timeout(file.Handle, 0);
        return new(file, null);
    }

    /// <summary>Looks once.</summary>
    public async Task<bool> SeesAsync(CancellationToken cancellationToken)
    {
        if (postgres is not null)
        {
            await using var command = new NpgsqlCommand(
                "SELECT EXISTS(SELECT 1 FROM pg_locks WHERE relation = '\"AuditNodes\"'::regclass AND mode = 'RowExclusiveLock')", postgres);
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }

        held = WriteLockIsHeld() ? held + 1 : 0;
        return held >= LongerThanAnAct;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (sqlite?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private bool WriteLockIsHeld()
    {
        if (raw.sqlite3_exec(sqlite!.Handle, "BEGIN IMMEDIATE") != raw.SQLITE_OK)
        {
            return true;
        }

        raw.sqlite3_exec(sqlite.Handle, "ROLLBACK");
        return false;
    }
}
