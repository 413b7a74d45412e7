using ContentWatch.Audit;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Tests;

/// <summary>A real database of its own, gone when the test ends, with a folder and a clock that the test moves: SQLite, or PostgreSQL where the run asks for it.</summary>
public sealed class TestDatabase : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-test-");
    private readonly string? postgres;

    /// <summary>Makes the database that the run asks for.</summary>
    public TestDatabase()
        : this(PostgresServer.IsAsked)
    {
    }

    /// <summary>Makes a database of one kind, for what is about that kind alone.</summary>
    public TestDatabase(bool isPostgres)
    {
        postgres = isPostgres ? PostgresServer.MakeDatabase() : null;
        Database = Open();
        if (!isPostgres)
        {
            using var db = Contexts.CreateDbContext();
            db.Database.EnsureCreated();
        }
    }

    /// <summary>The clock, which starts at noon UTC on 1 December 2026.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The database under test.</summary>
    public Database Database { get; }

    /// <summary>The folder of the test; free for captures and indexes.</summary>
    public string Folder => folder.FullName;

    /// <summary>How PostgreSQL's owner reaches it; null on SQLite.</summary>
    public string? Postgres => postgres;

    /// <summary>Contexts on it, for rows that a test plants or looks at.</summary>
    public IDbContextFactory<ContentWatchDb> Contexts => With();

    /// <summary>The same database as another process would open it: with a gate of its own.</summary>
    public Database Open() => new(Contexts);

    /// <summary>The same, with something that meddles with what the process does there.</summary>
    public Database Open(IInterceptor meddler) => new(With(meddler));

    /// <summary>Plants rows.</summary>
    public async Task AddAsync(params object[] rows)
    {
        await using var db = Contexts.CreateDbContext();
        db.AddRange(rows);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Entries in the order in which they were written.</summary>
    public IQueryable<AuditLeaf> EntriesAsWritten(ContentWatchDb db) => postgres is null
        ? db.AuditLeaves.FromSqlRaw("SELECT * FROM \"AuditLeaves\" ORDER BY rowid")
        : db.AuditLeaves.FromSqlRaw("SELECT * FROM \"AuditLeaves\" ORDER BY ctid");

    /// <summary>Lets no entry be written any more, as a full disk or a wrong right would.</summary>
    public async Task RefuseEntriesAsync()
    {
        await using var db = Contexts.CreateDbContext();
        await db.Database.ExecuteSqlRawAsync(
            postgres is null
                ? "CREATE TRIGGER \"NoEntries\" BEFORE INSERT ON \"AuditLeaves\" BEGIN SELECT RAISE(ABORT, 'no entry can be written'); END"
                : """
                    CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no entry can be written'; END $$ LANGUAGE plpgsql;
                    CREATE TRIGGER "NoEntries" BEFORE INSERT ON "AuditLeaves" FOR EACH ROW EXECUTE FUNCTION refuse();
                    """,
            TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Database.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (postgres is not null)
        {
            PostgresServer.Drop(postgres);
        }

        folder.Delete(recursive: true);
    }

    private TestContexts With(params IInterceptor[] meddlers) => new(() => postgres is null
        ? new SqliteContentWatchDb(new DbContextOptionsBuilder<SqliteContentWatchDb>()
            .UseSqlite($"Data Source={Path.Combine(Folder, "contentwatch.db")}").AddInterceptors([new SqlitePragmas(), .. meddlers]).Options)
        : new PostgresContentWatchDb(new DbContextOptionsBuilder<PostgresContentWatchDb>()
            .UseNpgsql(postgres).AddInterceptors([new PostgresRowLocks(), .. meddlers]).Options));

    private sealed class TestContexts(Func<ContentWatchDb> make) : IDbContextFactory<ContentWatchDb>
    {
        public ContentWatchDb CreateDbContext() => make();
    }
}
