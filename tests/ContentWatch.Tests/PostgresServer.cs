using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentWatch.Tests;

/// <summary>
/// The PostgreSQL of a test run, which <c>.ci/postgres</c> starts. Tables and roles are made once by the product's own migration and
/// <c>cw db roles</c>; each test gets a copy. With <c>CONTENTWATCH_TEST_DATABASE=postgres</c> the whole suite runs here, else only what is about PostgreSQL.
/// </summary>
public static class PostgresServer
{
    private static readonly Lazy<string> Template = new(MakeTemplate);
    private static readonly string Run = $"cwt{Environment.ProcessId}";
    private static int count;

    /// <summary>True when every database of this run is to be PostgreSQL.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable("CONTENTWATCH_TEST_DATABASE") == "postgres";

    /// <summary>Where the run's password files are.</summary>
    private static string Folder { get; } = Directory.CreateTempSubdirectory("contentwatch-roles-").FullName;

    /// <summary>An empty database of this build's version, as its owner reaches it.</summary>
    public static string MakeDatabase()
    {
        var name = $"{Template.Value}_{Interlocked.Increment(ref count)}";
        OnServer($"CREATE DATABASE \"{name}\" TEMPLATE \"{Template.Value}\"");
        return To(name);
    }

    /// <summary>A name for a database that is not there yet, as its owner reaches it.</summary>
    public static string NameDatabase() => To($"{Run}_new_{Interlocked.Increment(ref count)}");

    /// <summary>The same database as a process reaches it, with the rights of its role.</summary>
    public static string As(DatabaseProcess process, string ownersConnection)
    {
        var line = File.ReadAllText(DatabaseRoles.PassfileOf(Folder, process)).Trim();
        return new NpgsqlConnectionStringBuilder(ownersConnection) { Username = DatabaseRoles.NameOf(Template.Value, process), Password = line[(line.LastIndexOf(':') + 1)..] }.ConnectionString;
    }

    /// <summary>
    /// Where the run asks for PostgreSQL: the commands and hosts that this process starts until the caller disposes of it find one, empty and without tables.
    /// The environment is the whole process's, so only tests that run alone may do this.
    /// </summary>
    public static IDisposable ForCommands() => new Commands(IsAsked ? NameDatabase() : null);

    /// <summary>Drops a database with whoever is still connected.</summary>
    public static void Drop(string connection)
    {
        NpgsqlConnection.ClearAllPools();
        OnServer($"DROP DATABASE IF EXISTS \"{new NpgsqlConnectionStringBuilder(connection).Database}\" WITH (FORCE)");
    }

    private static string MakeTemplate()
    {
        OnServer($"CREATE DATABASE \"{Run}\"");
        using var db = new PostgresContentWatchDb(new DbContextOptionsBuilder<PostgresContentWatchDb>().UseNpgsql(To(Run)).Options);
        db.Database.Migrate();
        DatabaseRoles.MakeAsync(db, Folder, CancellationToken.None).GetAwaiter().GetResult();
        NpgsqlConnection.ClearPool((NpgsqlConnection)db.Database.GetDbConnection());
        db.Database.CloseConnection();
        return Run;
    }

    private static string To(string database) => new NpgsqlConnectionStringBuilder(Server()) { Database = database, MaxPoolSize = 40 }.ConnectionString;

    private static void OnServer(string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server()) { Pooling = false }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private sealed class Commands : IDisposable
    {
        private const string Variable = "Database__Postgres";
        private readonly string? connection;

        public Commands(string? connection) => Environment.SetEnvironmentVariable(Variable, this.connection = connection);

        public void Dispose()
        {
            Environment.SetEnvironmentVariable(Variable, null);
            if (connection is not null)
            {
                Drop(connection);
            }
        }
    }

    private static string Server()
    {
        if (Environment.GetEnvironmentVariable("CONTENTWATCH_TEST_POSTGRES") is { Length: > 0 } server)
        {
            return server;
        }

        Requirements.Missing("PostgreSQL", "export CONTENTWATCH_TEST_POSTGRES=\"$(.ci/postgres)\"");
        return "";
    }
}
