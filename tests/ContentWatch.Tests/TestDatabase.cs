using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Tests;

/// <summary>A real SQLite database in a folder of its own, gone when the test ends, with a clock that the test moves.</summary>
public sealed class TestDatabase : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-test-");

    /// <summary>Makes the database.</summary>
    public TestDatabase()
    {
        Database = Open();
        using var db = Contexts.CreateDbContext();
        db.Database.EnsureCreated();
    }

    /// <summary>The clock, which starts at noon UTC on 1 December 2026.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The database under test.</summary>
    public Database Database { get; }

    /// <summary>The folder that holds it; free for captures and indexes of the same test.</summary>
    public string Folder => folder.FullName;

    /// <summary>Contexts on it, for rows that a test plants or looks at.</summary>
    public IDbContextFactory<ContentWatchDb> Contexts => new SqliteContexts(Path.Combine(Folder, "contentwatch.db"));

    /// <summary>The same database as another process would open it: with a gate of its own.</summary>
    public Database Open() => new(Contexts);

    /// <summary>The same, with something that meddles with what the process does there.</summary>
    public Database Open(IInterceptor meddler) => new(new SqliteContexts(Path.Combine(Folder, "contentwatch.db"), meddler));

    /// <summary>Plants rows.</summary>
    public async Task AddAsync(params object[] rows)
    {
        await using var db = Contexts.CreateDbContext();
        db.AddRange(rows);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Database.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private sealed class SqliteContexts(string path, params IInterceptor[] meddlers) : IDbContextFactory<ContentWatchDb>
    {
        public ContentWatchDb CreateDbContext() => new SqliteContentWatchDb(
            new DbContextOptionsBuilder<SqliteContentWatchDb>().UseSqlite($"Data Source={path}").AddInterceptors([new SqlitePragmas(), .. meddlers]).Options);
    }
}
