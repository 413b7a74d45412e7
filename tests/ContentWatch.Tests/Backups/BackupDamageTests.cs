using ContentWatch.Acquire;
using ContentWatch.Backups;

namespace ContentWatch.Tests.Backups;

/// <summary>What can be wrong with a backup: each is named with its place, by a check and by a restore, which then touches nothing.</summary>
public sealed class BackupDamageTests : IDisposable
{
    private readonly BackedUnit unit = new(PostgresServer.IsAsked);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => unit.Dispose();

    [Theory]
    [InlineData("tables/Cases.jsonl.gz")]
    [InlineData("tables/AuditLeaves.jsonl.gz")]
    [InlineData("files/folder.json")]
    public async Task A_changed_byte_of_a_file_is_found(string name)
    {
        var backup = await MakeAsync();
        var path = Path.Combine([backup.Path, .. name.Split('/')]);
        var bytes = await File.ReadAllBytesAsync(path, Cancel);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Cancel);

        await AssertDamagedAsync("files", path);
    }

    [Fact]
    public async Task A_file_that_is_missing_or_cut_off_is_found()
    {
        var backup = await MakeAsync();
        var (missing, cut) = (Path.Combine(backup.Path, "tables", "Leads.jsonl.gz"), Path.Combine(backup.Path, "tables", "Items.jsonl.gz"));
        File.Delete(missing);
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(cut, Cancel))[..^1], Cancel);

        var check = await unit.CheckAsync(backup);

        Assert.Equal(("files", 2L), (check.Findings.Single().Kind, check.Findings.Single().Count));
        await AssertDamagedAsync("files", cut);
    }

    [Fact]
    public async Task A_changed_byte_of_the_manifest_is_found()
    {
        var backup = await MakeAsync();
        var path = Path.Combine(backup.Path, "manifest.json");
        var text = await File.ReadAllTextAsync(path, Cancel);
        await File.WriteAllTextAsync(path, text.Replace("\"waiting\": 0", "\"waiting\": 1", StringComparison.Ordinal), Cancel);

        var refused = Assert.Throws<BackupException>(() => BackupFolder.Open(unit.Backups));

        Assert.Contains($"'{path}' was changed", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "missing")]
    [InlineData(true, "damaged")]
    public async Task A_captured_file_that_is_missing_or_changed_is_found_with_its_capture(bool isThere, string word)
    {
        var capture = await unit.FillAsync();
        await unit.BackUpAsync();
        var hex = capture.ResponseHash.ToString();
        var path = Path.Combine(unit.Backups, "captures", "sha256", hex[..2], hex[2..4], hex);
        File.SetAttributes(path, FileAttributes.Normal);
        File.Delete(path);
        if (isThere)
        {
            await File.WriteAllTextAsync(path, "other bytes", Cancel);
        }

        await AssertDamagedAsync("captures", $"Capture {capture.Id}: the file {hex} is {word}");
    }

    [Fact]
    public async Task A_captured_file_of_a_redirect_belongs_to_its_capture_though_no_row_names_it()
    {
        var capture = await unit.FillAsync();
        await unit.BackUpAsync();
        var record = CaptureRecord.Read(await unit.Store.ReadAsync(capture.ManifestHash, Cancel));
        var hex = record.Hops[0].Response.ToString();
        File.Delete(Path.Combine(unit.Backups, "captures", "sha256", hex[..2], hex[2..4], hex));

        await AssertDamagedAsync("captures", hex);
    }

    [Fact]
    public async Task An_entry_that_was_changed_before_the_backup_is_found_in_it()
    {
        await unit.ActAsync(4);
        await using (var db = unit.Test.Contexts.CreateDbContext())
        {
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(db.Database, "UPDATE \"AuditLeaves\" SET \"Subject\" = 'case/other' WHERE \"Index\" = 2", Cancel);
        }

        await unit.BackUpAsync();

        await AssertDamagedAsync("audit", "First at entry 2");
    }

    [Fact]
    public async Task A_killed_backup_is_no_backup_and_the_next_one_clears_it_away()
    {
        var whole = await MakeAsync();
        var half = Path.Combine(unit.Backups, "20261231-120000.half");
        Directory.CreateDirectory(half);
        await File.WriteAllTextAsync(Path.Combine(half, "manifest.json"), "{}", Cancel);

        var newest = BackupFolder.Open(unit.Backups);
        var refused = Assert.Throws<BackupException>(() => BackupFolder.Open(half));
        await unit.BackUpAsync();

        Assert.Equal(whole.Path, newest.Path);
        Assert.Contains("is half a backup", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(half));
    }

    [Theory]
    [InlineData("{\"v\":2,\"kind\":\"backup\"}", "is of version 2")]
    [InlineData("{\"v\":1,\"kind\":\"letter\"}", "not that of a backup")]
    [InlineData("{\"v\":1,\"kind\":\"backup\"}", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    [InlineData("", "cannot be read")]
    public void What_is_no_manifest_that_this_build_knows_is_refused_with_the_reason(string text, string reason)
    {
        var refused = Assert.Throws<BackupException>(() => BackupManifest.Read(System.Text.Encoding.UTF8.GetBytes(text)));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_a_newer_build_is_refused_and_says_so()
    {
        var backup = await MakeAsync();
        Reseal(backup, backup.Manifest with { Schema = new Dictionary<string, string> { ["sqlite"] = "20990101000000_Later", ["postgres"] = "20990101000000_Later" } });

        var refused = await Assert.ThrowsAsync<BackupException>(() => unit.RestoreAsync(unit.Order(toPostgres: false)));

        Assert.Contains("newer build", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("tables/../../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("tables\\x")]
    public async Task A_manifest_names_no_file_outside_its_backup(string name)
    {
        var backup = await MakeAsync();
        Reseal(backup, backup.Manifest with { Files = [new(name, 1, Some.Hash())] });

        Assert.Contains("which is no file of a backup", Assert.Throws<BackupException>(() => BackupFolder.Open(unit.Backups)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_backup_and_one_that_is_not_there_are_told_apart()
    {
        Assert.Contains("There is no folder", Assert.Throws<BackupException>(() => BackupFolder.Open(unit.Backups)).Message, StringComparison.Ordinal);
        Assert.Contains("is no backup", Assert.Throws<BackupException>(() => BackupFolder.Open(unit.Test.Folder)).Message, StringComparison.Ordinal);
    }

    private async Task<OpenBackup> MakeAsync()
    {
        await unit.FillAsync();
        await unit.ActAsync(3);
        return (await unit.BackUpAsync()).Backup;
    }

    private static void Reseal(OpenBackup backup, BackupManifest manifest)
    {
        File.Delete(Path.Combine(backup.Path, "manifest.json"));
        File.Delete(Path.Combine(backup.Path, "manifest.sha256"));
        BackupFolder.Seal(backup.Path, manifest);
    }

    private async Task AssertDamagedAsync(string kind, string named)
    {
        var order = unit.Order(toPostgres: false);

        var finding = Assert.Single((await unit.CheckAsync(order.Backup)).Findings);
        var refused = Assert.IsType<RestoreOutcome.NotSound>(await unit.RestoreAsync(order));

        Assert.Equal(kind, finding.Kind);
        Assert.Contains(named, finding.First, StringComparison.Ordinal);
        Assert.Equal(finding, refused.Check.Findings.Single());
        Assert.Equal(["up.lock"], Directory.EnumerateFileSystemEntries(order.Folder).Select(Path.GetFileName));
    }
}
