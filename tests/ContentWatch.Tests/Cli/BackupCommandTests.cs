using ContentWatch.Audit;
using ContentWatch.Backups;
using ContentWatch.Cli.Commands;
using ContentWatch.Cli.Up;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Tests.Cli;

/// <summary>Backup, verify and restore as an operator runs them: what they say, how they end, what the web sees of them.</summary>
[Collection(Processes.Name)]
public sealed class BackupCommandTests : IDisposable
{
    private const int Refused = 2;
    private const int NotSound = 3;
    private const int NotComparedOrBehind = 4;

    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("contentwatch-test-");
    private readonly IDisposable database = PostgresServer.ForCommands();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(place.FullName, "data");

    private string Backups => Path.Combine(place.FullName, "backups");

    private string Fresh => Path.Combine(place.FullName, "fresh");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        database.Dispose();
        place.Delete(recursive: true);
    }

    [Fact]
    public async Task A_unit_is_backed_up_checked_restored_elsewhere_and_sound_there()
    {
        await MigrateAsync(acts: 3);

        var backup = await Cw.RunAsync(null, "backup", Backups, "--data", Data);
        var check = await Cw.RunAsync(null, "verify", Backups);
        var keyless = await RestoreAsync("--data", Fresh);
        var restore = await RestoreAsync("--data", Fresh, "--key", CheckpointKey.PathIn(Data));
        var verify = await OnRestoredAsync("verify", "--data", Fresh);

        Assert.Equal((0, 0, Refused, 0, 0), (backup.Code, check.Code, keyless.Code, restore.Code, verify.Code));
        Assert.Contains("Not in it: the key that signs the audit log", backup.Printed, StringComparison.Ordinal);
        Assert.Contains("Sound: 3 entries of the log", check.Printed, StringComparison.Ordinal);
        Assert.Contains("Name your copy with --key FILE", keyless.Printed, StringComparison.Ordinal);
        Assert.Contains("The archive was built: 0 items.", restore.Printed, StringComparison.Ordinal);
        Assert.Contains("under the reference and the idempotency key that they had", restore.Printed, StringComparison.Ordinal);
        Assert.Contains("Sound: 4 entries of the log", verify.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_that_would_take_the_log_back_ends_with_a_code_of_its_own_and_told_why_it_is_seen_by_every_verification_after()
    {
        await MigrateAsync(acts: 3);
        await Cw.RunAsync(null, "backup", Backups, "--data", Data, "--with-keys");
        await ActAsync(acts: 4);

        var refused = await Cw.RunAsync(null, "restore", Backups, "--data", Data, "--replace");
        var empty = await Cw.RunAsync(null, "restore", Backups, "--data", Data, "--replace", "--roll-back", " ");
        var told = await Cw.RunAsync(null, "restore", Backups, "--data", Data, "--replace", "--roll-back", "the disk burnt");
        var audit = await Cw.RunAsync(null, "audit", "verify", "--data", Data);
        var verify = await Cw.RunAsync(null, "verify", "--data", Data);

        Assert.Equal((NotComparedOrBehind, Refused, 0, 0, 0), (refused.Code, empty.Code, told.Code, audit.Code, verify.Code));
        Assert.Contains("outside checkpoints cover 8 entries of the log and the backup has 3: entries that would be given up: 5.", refused.Printed, StringComparison.Ordinal);
        Assert.Contains("What was there is in", told.Printed, StringComparison.Ordinal);
        Assert.All([audit, verify], said => Assert.Contains("TAKEN BACK by a restore, recorded as entry 3: 3 entries were kept, those up to 8 were given up. Reason: the disk burnt", said.Printed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_of_a_unit_names_what_is_wrong_and_the_web_sees_how_it_ended()
    {
        await MigrateAsync(acts: 3);
        var well = await Cw.RunAsync(null, "verify", "--data", Data);
        var first = Assert.Single(await WorksAsync());
        await using (var product = Product())
        {
            await using var db = product.GetRequiredService<IDbContextFactory<ContentWatchDb>>().CreateDbContext();
            await db.Database.ExecuteSqlRawAsync("UPDATE \"AuditLeaves\" SET \"Subject\" = 'case/other' WHERE \"Index\" = 1", Cancel);
        }

        var broken = await Cw.RunAsync(null, "verify", "--data", Data);
        var second = Assert.Single(await WorksAsync());

        Assert.Equal((0, NotSound), (well.Code, broken.Code));
        Assert.Contains("NOT SOUND, audit: First at entry 1", broken.Printed, StringComparison.Ordinal);
        Assert.Equal((LongWorkKind.Verify, LongWorkState.Done, 3L, 3L), (first.Kind, first.State, first.Done, first.Total));
        Assert.Equal((LongWorkKind.Verify, LongWorkState.Failed), (second.Kind, second.State));
        Assert.StartsWith("First at entry 1", second.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_without_any_outside_checkpoint_says_so_with_a_code_of_its_own()
    {
        await MigrateAsync(acts: 2);
        Directory.Delete(Path.Combine(Data, "checkpoints"), recursive: true);

        var (code, printed) = await Cw.RunAsync(null, "verify", "--data", Data);

        Assert.Equal(NotComparedOrBehind, code);
        Assert.Contains("Compared with no outside checkpoint", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_is_killed_is_never_taken_for_a_whole_one_and_its_work_breaks_off_in_the_web()
    {
        await MigrateAsync(acts: 1);
        await FillAsync(providers: 20_000);
        await using (var killed = Cw.Start("backup", Backups, "--data", Data))
        {
            while (!Directory.Exists(Backups) || Directory.GetDirectories(Backups, "*.half").Length == 0)
            {
                Assert.False(killed.HasEnded, killed.Printed);
                await Task.Yield();
            }
        }

        Assert.Contains("half a backup and no whole one", Assert.Throws<BackupException>(() => BackupFolder.Open(Backups)).Message, StringComparison.Ordinal);
        var work = Assert.Single(await WorksAsync());
        Assert.Equal(LongWorkState.Running, work.State);
        Assert.True(work.IsBrokenOff(work.SeenAt + LongWork.SilentAfter + TimeSpan.FromSeconds(1)));

        var again = await Cw.RunAsync(null, "backup", Backups, "--data", Data);
        var check = await Cw.RunAsync(null, "verify", Backups);

        Assert.Equal((0, 0), (again.Code, check.Code));
        Assert.Single(Directory.GetDirectories(Backups, "2*"));
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("restore")]
    public async Task A_command_without_its_folder_says_in_a_line_what_is_missing(string command)
    {
        var (code, printed) = await Cw.RunAsync(null, command);

        Assert.Equal(Refused, code);
        Assert.Contains("FOLDER", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_of_what_is_no_backup_says_so_in_a_line()
    {
        var (code, printed) = await Cw.RunAsync(null, "restore", place.FullName, "--data", Fresh);

        Assert.Equal(Refused, code);
        Assert.Equal($"'{place.FullName}' is no backup.", printed.Trim());
        Assert.False(Directory.Exists(Fresh));
    }

    private async Task MigrateAsync(int acts)
    {
        var (code, printed) = await Cw.RunAsync(null, "db", "migrate", "--data", Data);
        Assert.True(code == 0, printed);
        await ActAsync(acts);
    }

    /// <summary>On PostgreSQL the restored unit gets a database of its own, as it would on another machine.</summary>
    private Task<(int Code, string Printed)> RestoreAsync(params string[] options) => OnRestoredAsync(["restore", Backups, .. options]);

    private static Task<(int Code, string Printed)> OnRestoredAsync(params string[] command) =>
        Cw.RunWithAsync(new Dictionary<string, string> { ["Database__Postgres"] = "" }, command);

    private async Task ActAsync(int acts)
    {
        await using var product = Product();
        var (records, log) = (product.GetRequiredService<Database>(), product.GetRequiredService<AuditLog>());
        for (var i = 0; i < acts; i++)
        {
            await records.WriteAsync((db, cancel) => log.AppendAsync(db, Actor.Operator, "case.decided", $"case/{Some.Id()}", null, cancel), Cancel);
        }

        await product.GetRequiredService<AuditSequencer>().SequenceAsync("test", Cancel);
        await LeaveAsync(product);
    }

    /// <summary>Ends what this process itself has open, as a unit that was stopped has.</summary>
    private static async Task LeaveAsync(ServiceProvider product)
    {
        await product.DisposeAsync();
        Npgsql.NpgsqlConnection.ClearAllPools();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    /// <summary>So many rows that writing them takes a while.</summary>
    private async Task FillAsync(int providers)
    {
        await using var product = Product();
        await using var db = product.GetRequiredService<IDbContextFactory<ContentWatchDb>>().CreateDbContext();
        db.AddRange(Enumerable.Range(0, providers).Select(_ => Some.Provider()));
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<IReadOnlyList<LongWork>> WorksAsync()
    {
        await using var product = Product();
        return await product.GetRequiredService<LongWorkBook>().ReadAsync(Cancel);
    }

    private ServiceProvider Product() => DataSettings.Product(DataFolder.Open(Data), (services, _) => services.AddAuditSequencer());
}
