using System.Data.Common;
using ContentWatch.Audit;
using ContentWatch.Cli;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ContentWatch.Tests.Databases;

/// <summary>A full disk, a database that somebody keeps locked, a folder that is gone: nothing half is kept, and the operator is told.</summary>
public sealed class DatabaseTroubleTests : IDisposable
{
    private readonly TestDatabase test = new(isPostgres: false);
    private readonly StringWriter told = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        test.Dispose();
        told.Dispose();
    }

    [Fact]
    public async Task On_a_full_disk_an_act_leaves_nothing_and_acts_go_on_when_there_is_room_again()
    {
        // A limit on the pages of the file is what SQLite takes for a full disk.
        using var full = test.Open(new Meddler("PRAGMA max_page_count=1"));
        var refusal = await Assert.ThrowsAsync<DbUpdateException>(() => ActAsync(full, items: 2_000));

        Assert.Equal(13, Assert.IsType<SqliteException>(refusal.InnerException).SqliteErrorCode);
        Assert.Contains("disk is full", Told(refusal), StringComparison.Ordinal);
        Assert.Equal((0, 0), await CountsAsync());
        await ActAsync(test.Database, items: 1);
        Assert.Equal((1, 1), await CountsAsync());
    }

    [Fact]
    public async Task A_database_that_is_kept_locked_refuses_an_act_which_leaves_nothing()
    {
        await using var holder = new SqliteConnection($"Data Source={Path.Combine(test.Folder, "contentwatch.db")}");
        await holder.OpenAsync(Cancel);
        using var impatient = test.Open(new Meddler("PRAGMA busy_timeout=1"));
        await using (holder.BeginTransaction(deferred: false))
        {
            var refusal = await Assert.ThrowsAsync<SqliteException>(() => ActAsync(impatient, items: 1));

            Assert.Equal(5, refusal.SqliteErrorCode);
            Assert.Contains("locked by another process", Told(refusal), StringComparison.Ordinal);
        }

        Assert.Equal((0, 0), await CountsAsync());
        await ActAsync(impatient, items: 1);
        Assert.Equal((1, 1), await CountsAsync());
    }

    private static Task ActAsync(Database database, int items) => database.WriteAsync(
        async (db, cancel) =>
        {
            db.AddRange(Enumerable.Range(0, items).Select(_ => Some.Item()));
            await new AuditLog(TimeProvider.System).AppendAsync(db, Actor.Operator, "item.added", "item/some", null, cancel);
        },
        Cancel);

    private async Task<(int Items, int Entries)> CountsAsync()
    {
        await using var db = test.Database.Read();
        return (await db.Items.CountAsync(Cancel), await db.AuditLeaves.CountAsync(Cancel));
    }

    private string Told(Exception exception)
    {
        Assert.Equal(Failure.Refused, Failure.Explain(exception, told));
        return told.ToString();
    }

    /// <summary>Makes a connection less patient, or its file smaller.</summary>
    private sealed class Meddler(string sql) : DbConnectionInterceptor
    {
        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ((SqliteConnection)connection).DefaultTimeout = 1;
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
