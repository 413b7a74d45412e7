using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Databases;

public sealed class DatabaseMigrationTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-test-");

    private string DatabasePath => Path.Combine(folder.FullName, "contentwatch.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_host_refuses_to_start_without_a_database_and_makes_none()
    {
        await using var db = Open();

        var refusal = await Assert.ThrowsAsync<DatabaseVersionException>(() => DatabaseMigration.RefuseOtherVersionAsync(db, Cancel));

        Assert.Contains("cw db migrate", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(DatabasePath));
    }

    [Fact]
    public async Task A_host_refuses_a_database_that_lacks_a_migration_and_starts_on_a_current_one()
    {
        await using var db = Open();
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE older (a INTEGER)", Cancel);
        await Assert.ThrowsAsync<DatabaseVersionException>(() => DatabaseMigration.RefuseOtherVersionAsync(db, Cancel));

        Assert.NotEmpty(await DatabaseMigration.MigrateAsync(db, Cancel));

        await DatabaseMigration.RefuseOtherVersionAsync(db, Cancel);
        Assert.Empty(await DatabaseMigration.MigrateAsync(db, Cancel));
    }

    [Fact]
    public async Task A_database_of_a_newer_build_is_left_alone_by_hosts_and_by_the_migration()
    {
        await using var db = Open();
        await DatabaseMigration.MigrateAsync(db, Cancel);
        await db.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_FarFuture', '99.0')", Cancel);

        await Assert.ThrowsAsync<DatabaseVersionException>(() => DatabaseMigration.RefuseOtherVersionAsync(db, Cancel));
        var refusal = await Assert.ThrowsAsync<DatabaseVersionException>(() => DatabaseMigration.MigrateAsync(db, Cancel));

        Assert.Contains("FarFuture", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_stop_the_next_one()
    {
        await using var db = Open();
        await db.Database.ExecuteSqlRawAsync(
            "CREATE TABLE \"__EFMigrationsLock\" (\"Id\" INTEGER NOT NULL CONSTRAINT \"PK___EFMigrationsLock\" PRIMARY KEY, \"Timestamp\" TEXT NOT NULL); INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-11-27')",
            Cancel);

        Assert.NotEmpty(await DatabaseMigration.MigrateAsync(db, Cancel));

        await DatabaseMigration.RefuseOtherVersionAsync(db, Cancel);
    }

    private SqliteContentWatchDb Open() => new(new DbContextOptionsBuilder<SqliteContentWatchDb>()
        .UseSqlite($"Data Source={DatabasePath}").AddInterceptors(new SqlitePragmas()).Options);
}
