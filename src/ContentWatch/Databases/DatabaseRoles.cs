using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentWatch.Databases;

/// <summary>
/// Makes the roles of the processes in PostgreSQL and gives each its rights (<see cref="DatabaseRights"/>), all in one transaction; what a role had
/// before and should not have is taken away. Password files stand in the folder <c>database</c> of the data folder, readable by their owner alone
/// (PostgreSQL manual, "The Password File"). Doing it again changes nothing but rights that differ.
/// </summary>
/// <remarks>Needs a connection that owns the tables and may make roles.</remarks>
public static class DatabaseRoles
{
    /// <summary>The processes in the order in which they are named.</summary>
    public static IReadOnlyList<DatabaseProcess> Processes { get; } = Enum.GetValues<DatabaseProcess>();

    /// <summary>The role of a process: the database's name and the process's, so that two units can share a server.</summary>
    public static string NameOf(string database, DatabaseProcess process) => $"{database}_{Word(process)}";

    /// <summary>Where a process's password stands.</summary>
    public static string PassfileOf(string dataFolder, DatabaseProcess process) => Path.Combine(dataFolder, "database", $"{Word(process)}.pgpass");

    /// <summary>How a process reaches the database with its own role; without a secret, so that it can be shown.</summary>
    /// <param name="ownersConnection">How the owner reaches it.</param>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="process">The process.</param>
    public static string ConnectionOf(string ownersConnection, string dataFolder, DatabaseProcess process)
    {
        var owner = new NpgsqlConnectionStringBuilder(ownersConnection);
        return new NpgsqlConnectionStringBuilder(ownersConnection)
        {
            Password = null,
            Username = NameOf(owner.Database!, process),
            Passfile = PassfileOf(dataFolder, process),
        }.ConnectionString;
    }

    /// <summary>Makes what is missing and sets the rights.</summary>
    /// <returns>The roles that are new or got a new password.</returns>
    public static async Task<IReadOnlyList<string>> MakeAsync(PostgresContentWatchDb db, string dataFolder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var server = new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString());
        Dictionary<DatabaseProcess, string> secrets = [];
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var process in Processes)
        {
            var name = NameOf(server.Database!, process);
            var isThere = await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_roles WHERE rolname = {name}").SingleAsync(cancellationToken) > 0;
            if (!isThere || !File.Exists(PassfileOf(dataFolder, process)))
            {
                secrets[process] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
                await RunAsync(db, $"{(isThere ? "ALTER" : "CREATE")} ROLE \"{name}\" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '{secrets[process]}'", cancellationToken);
            }

            await RunAsync(db, RightsOf(server.Database!, process, name), cancellationToken);
        }

        foreach (var (process, secret) in secrets)
        {
            Keep(PassfileOf(dataFolder, process), $"{server.Host}:{server.Port}:{server.Database}:{NameOf(server.Database!, process)}:{secret}\n");
        }

        await transaction.CommitAsync(cancellationToken);
        return [.. secrets.Keys.Select(process => NameOf(server.Database!, process))];
    }

    /// <summary>The statements that leave a role exactly its rights.</summary>
    private static string RightsOf(string database, DatabaseProcess process, string role)
    {
        string[] start =
        [
            $"REVOKE ALL ON DATABASE \"{database}\" FROM PUBLIC;",
            $"GRANT CONNECT ON DATABASE \"{database}\" TO \"{role}\";",
            $"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM \"{role}\";",
        ];
        var grants =
            from table in DatabaseRights.All
            let verbs = table.Grant(process)
            where verbs is not null
            select $"GRANT {verbs} ON \"{table.Table}\" TO \"{role}\";";
        return string.Join('\n', start.Concat(grants));
    }

    // Names come from our own settings and code, and the secret is made here: nothing of it was typed by a stranger.
#pragma warning disable EF1002
    private static Task<int> RunAsync(PostgresContentWatchDb db, string sql, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), cancellationToken);
#pragma warning restore EF1002

    private static void Keep(string path, string line)
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.Write(line);
    }

    private static string Word(DatabaseProcess process) => process.ToString().ToLowerInvariant();
}
