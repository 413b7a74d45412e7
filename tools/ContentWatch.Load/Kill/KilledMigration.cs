using System.Diagnostics;
using ContentWatch.Cli.Commands;
using ContentWatch.Cli.Up;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentWatch.Load.Kill;

/// <summary><c>cw db migrate</c> on a new database, killed while it works and then run to its end.</summary>
internal sealed class KilledMigration(LoadUnit unit, string path, Random random)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);
    private readonly string? postgres = Beside(unit.Postgres);

    /// <summary>From the first trace of a database to the end, when nobody kills.</summary>
    private TimeSpan working;

    private string SqliteFile => new DatabaseOptions { Folder = path }.SqlitePath;

    /// <summary>Kills one.</summary>
    /// <returns>Whether it had begun and was not done.</returns>
    /// <exception cref="InvalidOperationException">The next run did not bring the database to this build's version.</exception>
    public async Task<bool> KillAsync(CancellationToken cancellationToken)
    {
        if (working == TimeSpan.Zero)
        {
            await ClearAsync(cancellationToken);
            working = await TimeAsync(cancellationToken);
        }

        await ClearAsync(cancellationToken);
        using (var child = Start(_ => { }))
        {
            var ended = child.WaitAsync(cancellationToken);
            while (!ended.IsCompleted && !await IsBegunAsync(cancellationToken))
            {
                await Task.Delay(Glance, TimeProvider.System, cancellationToken);
            }

            await Task.WhenAny(ended, Task.Delay(working * random.NextDouble(), TimeProvider.System, cancellationToken));
            child.Kill();
            await ended;
        }

        var wasMidway = await IsMidwayAsync(cancellationToken);
        await ToItsEndAsync(cancellationToken);
        return wasMidway;
    }

    /// <summary>Takes away what is left of the last one.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        if (postgres is not null)
        {
            await using var server = new NpgsqlConnection(unit.Postgres);
            await server.OpenAsync(cancellationToken);
            await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS \"{new NpgsqlConnectionStringBuilder(postgres).Database}\" WITH (FORCE)", server);
            await drop.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task<TimeSpan> TimeAsync(CancellationToken cancellationToken)
    {
        var toItsEnd = ToItsEndAsync(cancellationToken);
        while (!toItsEnd.IsCompleted && !await IsBegunAsync(cancellationToken))
        {
            await Task.Delay(Glance, TimeProvider.System, cancellationToken);
        }

        var began = Stopwatch.GetTimestamp();
        await toItsEnd;
        return Stopwatch.GetElapsedTime(began);
    }

    private async Task<bool> IsBegunAsync(CancellationToken cancellationToken)
    {
        if (postgres is null)
        {
            return File.Exists(SqliteFile);
        }

        await using var server = new NpgsqlConnection(unit.Postgres);
        await server.OpenAsync(cancellationToken);
        await using var look = new NpgsqlCommand("SELECT EXISTS(SELECT 1 FROM pg_database WHERE datname = $1)", server);
        look.Parameters.Add(new() { Value = new NpgsqlConnectionStringBuilder(postgres).Database! });
        return (bool)(await look.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task ToItsEndAsync(CancellationToken cancellationToken)
    {
        List<string> printed = [];
        using var child = Start(printed.Add);
        if (await child.WaitAsync(cancellationToken) is not 0 and var code)
        {
            throw new InvalidOperationException($"'cw db migrate' after a kill ended with {code}: {string.Join(' ', printed)}");
        }

        if (await PendingAsync(cancellationToken) is { Count: > 0 } pending)
        {
            throw new InvalidOperationException($"'cw db migrate' after a kill ended well, and the database lacks {string.Join(", ", pending)}.");
        }
    }

    private async Task<bool> IsMidwayAsync(CancellationToken cancellationToken)
    {
        if (!await IsBegunAsync(cancellationToken))
        {
            return false;
        }

        return (await PendingAsync(cancellationToken)).Count > 0;
    }

    private async Task<List<string>> PendingAsync(CancellationToken cancellationToken)
    {
        await using ContentWatchDb db = postgres is null
            ? new SqliteContentWatchDb(new DbContextOptionsBuilder<SqliteContentWatchDb>().UseSqlite($"Data Source={SqliteFile};Mode=ReadOnly;Pooling=False").Options)
            : new PostgresContentWatchDb(new DbContextOptionsBuilder<PostgresContentWatchDb>().UseNpgsql(postgres).Options);
        return [.. await db.Database.GetPendingMigrationsAsync(cancellationToken)];
    }

    private static string? Beside(string? connection) => string.IsNullOrWhiteSpace(connection)
        ? null
        : new NpgsqlConnectionStringBuilder(connection) { Database = new NpgsqlConnectionStringBuilder(connection).Database + "_migrated", Pooling = false }.ConnectionString;

    private ChildProcess Start(Action<string> print) => ChildProcess.Start(
        new("migrate", typeof(DataSettings).Assembly.Location, ["db", "migrate", "--data", path], new Dictionary<string, string> { ["Database__Postgres"] = postgres ?? "" }), print);
}
