using ContentWatch.Audit;
using ContentWatch.Backups;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Backups;

public sealed class UnitBackupTests : IDisposable
{
    private readonly BackedUnit unit = new(PostgresServer.IsAsked);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => unit.Dispose();

    [Fact]
    public async Task A_backup_has_every_table_but_what_belongs_to_running_processes_and_every_file_of_every_capture()
    {
        var capture = await unit.FillAsync();
        await unit.ActAsync(5);

        var made = await unit.BackUpAsync();

        var manifest = made.Backup.Manifest;
        Assert.Equal(1, manifest.Tables.Single(table => table.Name == "Captures").Rows);
        Assert.DoesNotContain(manifest.Tables, table => table.Name is "Heartbeats" or "Leases" or "LongWorks");
        Assert.Equal(ContentWatch.Databases.DatabaseRights.All.Count - 4, manifest.Tables.Count);
        Assert.Equal((1L, 6L, 0), (manifest.Captures.Captures, manifest.Captures.Files, manifest.Captures.Lost.Count));
        Assert.Equal((5L, 0), (manifest.Log.Size, manifest.Log.Waiting));
        Assert.Equal(unit.Mirror.Latest, manifest.Log.Note);
        Assert.Equal(capture.BodyHash, ContentHash.Of(await made.Backup.Captures(unit.Test.Time).ReadAsync(capture.BodyHash, Cancel)));
        Assert.True((await unit.CheckAsync(made.Backup)).IsSound);
    }

    [Fact]
    public async Task Making_a_backup_is_an_entry_that_names_its_manifest()
    {
        var made = await unit.BackUpAsync();

        await using var db = unit.Test.Database.Read();
        var entry = AuditEntry.FromBytes((await db.AuditLeaves.SingleAsync(leaf => leaf.Act == "backup.made", Cancel)).Bytes);
        Assert.Equal($"backup/{made.Backup.Name}", entry.Subject);
        Assert.Equal(ContentHash.Of(await File.ReadAllBytesAsync(Path.Combine(made.Backup.Path, "manifest.json"), Cancel)).ToString(), entry.Details["manifest"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_backup_that_cannot_be_recorded_is_none()
    {
        await unit.FillAsync();
        await unit.Test.RefuseEntriesAsync();

        await Assert.ThrowsAnyAsync<DbUpdateException>(() => unit.BackUpAsync());

        Assert.Contains("half a backup", Assert.Throws<BackupException>(() => BackupFolder.Open(unit.Backups)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_backup_copies_only_captured_files_that_the_folder_lacks_and_leaves_the_first_whole()
    {
        await unit.FillAsync();
        var first = await unit.BackUpAsync();
        await unit.FillAsync();

        var second = await unit.BackUpAsync();

        Assert.Equal((6L, 6L, 12L), (first.NewFiles, second.NewFiles, second.Backup.Manifest.Captures.Files));
        Assert.True((await unit.CheckAsync(first.Backup)).IsSound);
        Assert.Equal(second.Backup.Path, BackupFolder.Open(unit.Backups).Path);
        Assert.Equal(first.Backup.Path, BackupFolder.Open(first.Backup.Path).Path);
    }

    [Fact]
    public async Task Keys_and_secrets_are_in_a_backup_only_when_asked_for_and_nobody_else_reads_them()
    {
        var without = await unit.BackUpAsync(withKeys: false);
        var with = await unit.BackUpAsync(withKeys: true);

        Assert.Equal(["files/folder.json", "files/keys/audit.key.pub"], without.Backup.Manifest.Files.Select(file => file.Name));
        Assert.Equal(["files/keys/audit.key", "files/secrets/platform.example/letter"], with.Backup.Manifest.Files.Select(file => file.Name).Skip(2));
        Assert.DoesNotContain(Directory.EnumerateFiles(without.Backup.Path, "*", SearchOption.AllDirectories), file => file.EndsWith("audit.key", StringComparison.Ordinal) || file.Contains("secrets", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.EnumerateFiles(with.Backup.Path, "*", SearchOption.AllDirectories))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task A_captured_file_that_the_unit_lost_does_not_stop_a_backup_and_is_named_in_it()
    {
        var capture = await unit.FillAsync();
        var hex = capture.BodyHash.ToString();
        File.Delete(Path.Combine(unit.Test.Folder, "captures", "sha256", hex[..2], hex[2..4], hex));

        var made = await unit.BackUpAsync();

        Assert.Equal([capture.BodyHash], made.Backup.Manifest.Captures.Lost);
        Assert.True((await unit.CheckAsync(BackupFolder.Open(unit.Backups))).IsSound);
    }

    [Fact]
    public async Task A_backup_shows_one_moment_however_much_is_done_while_it_is_made()
    {
        await unit.FillAsync();
        await unit.ActAsync(3);
        var acted = false;
        var during = new UnitCheck.Onward<WorkProgress>(_ =>
        {
            if (!acted)
            {
                acted = true;
                unit.ActAsync(4).GetAwaiter().GetResult();
            }
        });

        var made = await new UnitBackup(
            unit.Test.Open(), new AuditLog(unit.Test.Time, unit.Options), unit.Store, Microsoft.Extensions.Options.Options.Create(new DatabaseOptions { Folder = unit.Test.Folder }), unit.Test.Time)
            .MakeAsync(unit.Backups, true, during, Cancel);

        Assert.True(acted);
        Assert.Equal((3L, 3L), (made.Backup.Manifest.Log.Size, made.Backup.Manifest.Tables.Single(table => table.Name == "AuditLeaves").Rows));
        Assert.True((await unit.CheckAsync(made.Backup)).IsSound);
    }

    [Fact]
    public async Task A_backup_is_not_put_into_the_unit_nor_among_other_files_nor_beside_one_that_is_being_made()
    {
        var within = Path.Combine(unit.Test.Folder, "backups");
        Directory.CreateDirectory(unit.Backups);
        await File.WriteAllTextAsync(Path.Combine(unit.Backups, "letter.txt"), "mine", Cancel);

        Assert.Contains("holds other files", Assert.Throws<BackupException>(() => BackupFolder.OpenOrMake(unit.Backups)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(unit.Backups, "letter.txt"));
        using (BackupFolder.OpenOrMake(unit.Backups).Hold())
        {
            Assert.Contains("Another backup is being made", (await Assert.ThrowsAsync<BackupException>(() => unit.BackUpAsync())).Message, StringComparison.Ordinal);
        }

        var data = Microsoft.Extensions.Options.Options.Create(new DatabaseOptions { Folder = unit.Test.Folder });
        var refused = await Assert.ThrowsAsync<BackupException>(() => new UnitBackup(unit.Test.Database, new AuditLog(unit.Test.Time), unit.Store, data, unit.Test.Time)
            .MakeAsync(within, false, new UnitCheck.Onward<WorkProgress>(_ => { }), Cancel));
        Assert.Contains("lies in the data folder", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(within));
    }
}
