using ContentWatch.Acquire;
using ContentWatch.Archive.Lucene;
using ContentWatch.Audit;
using ContentWatch.Backups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Backups;

/// <summary>Restores to fresh places and compares; each with the two databases on both sides.</summary>
public sealed class UnitRestoreTests : IDisposable
{
    /// <summary>Tables that the restore itself changes: its entry, leases let go, links ended.</summary>
    private static readonly string[] Changed = ["AuditLeaves", "Leads", "OneTimeLinks"];

    private BackedUnit? open;

    public static TheoryData<bool, bool> Databases => new() { { false, false }, { true, true }, { false, true }, { true, false } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => open?.Dispose();

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_was_restored_is_what_was_backed_up_row_by_row_and_file_by_file_whichever_database_it_came_from(bool fromPostgres, bool toPostgres)
    {
        var unit = open = new(fromPostgres);
        await unit.FillAsync();
        await unit.ActAsync(5);
        var made = await unit.BackUpAsync();
        var order = unit.Order(toPostgres);

        var restored = Assert.IsType<RestoreOutcome.Restored>(await unit.RestoreAsync(order));

        Assert.Null(restored.RollBack);
        Assert.Null(restored.Aside);
        var again = (await unit.BackUpRestoredAsync(order)).Backup.Manifest;
        Assert.Equal(
            made.Backup.Manifest.Tables.Where(table => !Changed.Contains(table.Name)).Select(table => (table.Name, table.Rows, table.File.Hash)),
            again.Tables.Where(table => !Changed.Contains(table.Name)).Select(table => (table.Name, table.Rows, table.File.Hash)));
        Assert.Equal((made.Backup.Manifest.Captures.Files, made.Backup.Manifest.Captures.Bytes), (again.Captures.Files, again.Captures.Bytes));
        Assert.Equal(made.Backup.Manifest.Files, again.Files);
        Assert.Equal(5, Assert.IsType<AuditVerdict.Sound>(await unit.VerifyRestoredAsync(order)).ComparedSize is { } size ? Math.Min(size, 5) : 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_archive_of_what_was_restored_finds_the_items_and_the_whole_of_it_checks_as_sound(bool toPostgres)
    {
        var unit = open = new(PostgresServer.IsAsked);
        await unit.FillAsync();
        await unit.ActAsync(2);
        await unit.BackUpAsync();
        var order = unit.Order(toPostgres);
        await unit.RestoreAsync(order);
        using var database = BackedUnit.Opened(order);
        var data = Options.Create(new DatabaseOptions { Folder = order.Folder });

        await new ArchiveRebuild(database, data, unit.Test.Time).RunAsync(null, Cancel);

        using var archive = new LuceneArchive(data);
        var check = await new UnitCheck(database, BackupFolder.StoreIn(order.Folder, unit.Test.Time)).CheckAsync(
            CheckpointKey.LoadVerifier(unit.KeyFile), unit.Options.Value.Origin, unit.Mirror.Notes(10), archive, [], new UnitCheck.Onward<WorkProgress>(_ => { }), Cancel);
        Assert.Empty(check.Findings);
        Assert.Equal((1L, 6L, 1L), (check.Captures, check.Files, check.Items));
        Assert.Equal(1, await archive.CountAsync(Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restore_is_the_first_entry_and_lets_leases_go_and_ends_links_while_a_referral_keeps_its_reference(bool toPostgres)
    {
        var unit = open = new(PostgresServer.IsAsked);
        await unit.FillAsync();
        await unit.BackUpAsync();
        var order = unit.Order(toPostgres);

        await unit.RestoreAsync(order);

        using var database = BackedUnit.Opened(order);
        await using var db = database.Read();
        var now = unit.Test.Time.GetUtcNow();
        Assert.Equal((0, 0), (await db.Leases.CountAsync(Cancel), await db.Heartbeats.CountAsync(Cancel)));
        var lead = await db.Leads.SingleAsync(Cancel);
        Assert.Equal((LeadState.Leased, 1, true), (lead.State, lead.Attempts, lead.LeaseUntil <= now));
        Assert.Equal(0, await db.OneTimeLinks.CountAsync(link => link.ExpiresAt > now, Cancel));
        await using var source = unit.Test.Database.Read();
        var (sent, kept) = (await source.Referrals.SingleAsync(Cancel), await db.Referrals.SingleAsync(Cancel));
        Assert.Equal((sent.Id, sent.Reference, sent.IdempotencyKey), (kept.Id, kept.Reference, kept.IdempotencyKey));
        var entry = AuditEntry.FromBytes((await db.AuditLeaves.SingleAsync(leaf => leaf.Act == "backup.restored", Cancel)).Bytes);
        Assert.Equal($"backup/{order.Backup.Name}", entry.Subject);
        Assert.Null(entry.Details["rollBack"]);
    }

    [Fact]
    public async Task Numbers_that_PostgreSQL_gives_go_on_after_those_that_were_restored()
    {
        var unit = open = new(isPostgres: false);
        await unit.FillAsync();
        await unit.FillAsync();
        await unit.BackUpAsync();
        var order = unit.Order(toPostgres: true);
        await unit.RestoreAsync(order);
        using var database = BackedUnit.Opened(order);

        // Not as an act: an act that collides with a number is done again, and takes the next.
        await using var db = database.Read();
        db.ArchiveChanges.Add(new() { ItemId = Some.Id(), Version = 0, ChangedAt = Some.Time });
        await db.SaveChangesAsync(Cancel);

        Assert.Equal(3, await db.ArchiveChanges.MaxAsync(change => change.Position, Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_there_is_left_alone_or_put_aside_whole_and_never_deleted(bool toPostgres)
    {
        var unit = open = new(PostgresServer.IsAsked);
        await unit.FillAsync();
        await unit.ActAsync(1);
        await unit.BackUpAsync();
        var order = unit.Order(toPostgres);
        await unit.RestoreAsync(order);
        await File.WriteAllTextAsync(Path.Combine(order.Folder, "mine.txt"), "mine", Cancel);
        Npgsql.NpgsqlConnection.ClearAllPools();

        var refused = await Assert.ThrowsAsync<BackupException>(() => unit.RestoreAsync(order));
        var restored = Assert.IsType<RestoreOutcome.Restored>(await unit.RestoreAsync(order with { Replaces = true }));

        Assert.Contains("is not empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(restored.Aside!, "mine.txt"), Cancel));
        Assert.False(File.Exists(Path.Combine(order.Folder, "mine.txt")));
        Assert.True(File.Exists(Path.Combine(restored.Aside!, "keys", "audit.key")));
        if (order.Postgres is { } postgres)
        {
            await using var connection = new Npgsql.NpgsqlConnection(postgres + ";Pooling=false");
            await connection.OpenAsync(Cancel);
            await using var tables = new Npgsql.NpgsqlCommand("SELECT count(*)::int FROM pg_tables WHERE schemaname LIKE 'before\\_%' AND tablename = 'Captures'", connection);
            Assert.Equal(1, await tables.ExecuteScalarAsync(Cancel));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_restored_where_a_process_still_has_the_database_open(bool toPostgres)
    {
        var unit = open = new(PostgresServer.IsAsked);
        await unit.BackUpAsync();
        var order = unit.Order(toPostgres);
        await unit.RestoreAsync(order);
        Npgsql.NpgsqlConnection.ClearAllPools();
        using var running = BackedUnit.Opened(order);
        await using var db = running.Read();
        await db.Database.OpenConnectionAsync(Cancel);
        Assert.Equal(0, await db.Captures.CountAsync(Cancel));

        var refused = await Assert.ThrowsAsync<BackupException>(() => unit.RestoreAsync(order with { Replaces = true }));

        Assert.Contains("Stop the web and all workers first", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(order.Folder, "folder.json")));
    }

    [Fact]
    public async Task Nothing_is_restored_without_the_key_that_signed_the_log_and_with_it_named_it_is()
    {
        var unit = open = new(PostgresServer.IsAsked);
        await unit.BackUpAsync(withKeys: false);
        var order = unit.Order(toPostgres: false);
        var stranger = Path.Combine(unit.Test.Folder, "stranger.key");
        CheckpointKey.Make(stranger, unit.Options.Value.Origin);

        var without = await Assert.ThrowsAsync<BackupException>(() => unit.RestoreAsync(order));
        var wrong = await Assert.ThrowsAsync<BackupException>(() => unit.RestoreAsync(order with { Key = stranger }));

        Assert.Contains("--key FILE", without.Message, StringComparison.Ordinal);
        Assert.Contains("is not the key that signed", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(["up.lock"], Directory.EnumerateFileSystemEntries(order.Folder).Select(Path.GetFileName));
        Assert.IsType<RestoreOutcome.Restored>(await unit.RestoreAsync(order with { Key = unit.KeyFile }));
    }

    [Fact]
    public async Task Nothing_is_restored_where_a_unit_runs_whatever_its_database()
    {
        var unit = open = new(PostgresServer.IsAsked);
        await unit.BackUpAsync();
        var order = unit.Order(toPostgres: false);
        Directory.CreateDirectory(order.Folder);
        using var up = new FileStream(Path.Combine(order.Folder, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        var refused = await Assert.ThrowsAsync<BackupException>(() => unit.RestoreAsync(order));

        Assert.Contains("A unit runs on", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backup_of_an_older_version_is_restored_and_brought_to_this_one(bool toPostgres)
    {
        var unit = open = new(PostgresServer.IsAsked);
        await unit.FillAsync();
        var made = await unit.BackUpAsync();
        await OlderBackup.MakeAsync(made.Backup, "20261201000047_AppearanceLease", "20261201000054_FirstLight", Cancel);
        var order = unit.Order(toPostgres);

        Assert.IsType<RestoreOutcome.Restored>(await unit.RestoreAsync(order));

        using var database = BackedUnit.Opened(order);
        await using var db = database.Read();
        await ContentWatch.Databases.DatabaseMigration.RefuseOtherVersionAsync(db, Cancel);
        Assert.Equal(1, await db.Captures.CountAsync(Cancel));
    }
}
