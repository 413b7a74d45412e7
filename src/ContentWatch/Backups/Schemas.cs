using System.Reflection;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentWatch.Backups;

/// <summary>
/// Which tables the rows of a backup fit into. The two databases have migrations of their own with the same tables at the end, so a backup names
/// the newest of both: restoring makes the tables as they were then, fills them, and brings them to this build's version.
/// </summary>
internal static class Schemas
{
    /// <summary>How a backup calls SQLite.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>How a backup calls PostgreSQL.</summary>
    public const string Postgres = "postgres";

    /// <summary>The newest migration of this build for each database.</summary>
    public static IReadOnlyDictionary<string, string> Newest { get; } = new Dictionary<string, string>
    {
        [Sqlite] = NewestOf<SqliteContentWatchDb>(),
        [Postgres] = NewestOf<PostgresContentWatchDb>(),
    };

    /// <summary>The migration that makes the tables of a backup in this database.</summary>
    /// <exception cref="BackupException">This build does not know it.</exception>
    public static string Of(BackupManifest manifest, ContentWatchDb db)
    {
        var wanted = manifest.Schema.GetValueOrDefault(db.Database.IsSqlite() ? Sqlite : Postgres);
        return wanted is not null && db.Database.GetMigrations().Contains(wanted)
            ? wanted
            : throw new BackupException($"The backup was made by a newer build ({manifest.Build}): this one does not know '{wanted}'. Use the newer build.");
    }

    private static string NewestOf<TDb>() => typeof(TDb).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == typeof(TDb))
        .Select(type => type.GetCustomAttribute<MigrationAttribute>()!.Id).Max(StringComparer.Ordinal)!;
}
