using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentWatch.Tests.Databases;

public sealed class MigrationsMatchTheModel : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-test-");
    private readonly List<string> made = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        made.ForEach(PostgresServer.Drop);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_migrations_make_the_tables_that_the_model_describes(bool isPostgres)
    {
        using var db = New(isPostgres);

        Assert.NotEmpty(db.Database.GetMigrations());
        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_database_made_by_the_first_migration_and_brought_up_step_by_step_is_equal_to_a_new_one(bool isPostgres)
    {
        await using var old = New(isPostgres);
        foreach (var migration in old.Database.GetMigrations())
        {
            await old.GetService<IMigrator>().MigrateAsync(migration, Cancel);
        }

        await using var made = New(isPostgres);
        await made.Database.MigrateAsync(Cancel);

        var shape = await ShapeAsync(made);
        Assert.Contains(shape, line => line.Contains("Appearances", StringComparison.Ordinal));
        Assert.Equal(shape, await ShapeAsync(old));
    }

    [Fact]
    public async Task Both_databases_have_the_same_tables_with_the_same_columns()
    {
        await using var sqlite = New(isPostgres: false);
        await using var postgres = New(isPostgres: true);
        await sqlite.Database.MigrateAsync(Cancel);
        await postgres.Database.MigrateAsync(Cancel);

        var ofSqlite = await sqlite.Database.SqlQueryRaw<string>(
            "SELECT t.name || '.' || c.name || CASE WHEN c.\"notnull\" OR c.pk THEN '' ELSE '?' END AS \"Value\" FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '__EFMigrationsLock'").ToListAsync(Cancel);
        var ofPostgres = await postgres.Database.SqlQueryRaw<string>(
            "SELECT table_name || '.' || column_name || CASE WHEN is_nullable = 'YES' THEN '?' ELSE '' END AS \"Value\" FROM information_schema.columns WHERE table_schema = 'public'").ToListAsync(Cancel);

        Assert.Equal(ofSqlite.Order(StringComparer.Ordinal), ofPostgres.Order(StringComparer.Ordinal));
    }

    /// <summary>Every table, column, index and constraint as the database itself tells it.</summary>
    private static Task<List<string>> ShapeAsync(ContentWatchDb db) => db.Database.SqlQueryRaw<string>(db.Database.IsSqlite()
        ? "SELECT sql AS \"Value\" FROM sqlite_master WHERE sql IS NOT NULL AND name <> '__EFMigrationsLock' ORDER BY type, name"
        : """
            SELECT line AS "Value" FROM (
                SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || COALESCE(character_maximum_length::text, '') || is_nullable AS line
                FROM information_schema.columns WHERE table_schema = 'public'
                UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
                UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace) lines
            ORDER BY line
            """).ToListAsync(Cancel);

    private ContentWatchDb New(bool isPostgres)
    {
        if (!isPostgres)
        {
            return new SqliteContentWatchDb(new DbContextOptionsBuilder<SqliteContentWatchDb>().UseSqlite($"Data Source={Path.Combine(folder.FullName, $"{Some.Number()}.db")}").Options);
        }

        made.Add(PostgresServer.NameDatabase());
        return new PostgresContentWatchDb(new DbContextOptionsBuilder<PostgresContentWatchDb>().UseNpgsql(made[^1]).Options);
    }
}
