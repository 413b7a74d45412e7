using ContentWatch.Acquire;
using ContentWatch.Audit;
using ContentWatch.Cli.Commands;
using ContentWatch.Cli.Up;
using ContentWatch.Databases;
using ContentWatch.Tests.Architecture;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Tests.Cli;

/// <summary>The commands as an operator runs them: what they do, what they say, how they end.</summary>
[Collection(Processes.Name)]
public sealed class CommandTests : IDisposable
{
    private const int Refused = 2;
    private const int NotSound = 3;

    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("contentwatch-test-");
    private readonly IDisposable database = PostgresServer.ForCommands();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(place.FullName, "data");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        database.Dispose();
        place.Delete(recursive: true);
    }

    [Fact]
    public async Task Db_migrate_makes_a_database_and_a_second_time_leaves_it_as_it_is()
    {
        var first = await Cw.RunAsync(null, "db", "migrate", "--data", Data);
        var second = await Cw.RunAsync(null, "db", "migrate", "--data", Data);

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Contains("applied", first.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("applied", second.Printed, StringComparison.Ordinal);
        Assert.Equal(!PostgresServer.IsAsked, File.Exists(Path.Combine(Data, "contentwatch.db")));
        AssertOnlyTheOwnerReads(CheckpointKey.PathIn(Data));
    }

    [Fact]
    public async Task Db_roles_makes_a_role_for_each_process_says_how_it_connects_and_tells_no_secret()
    {
        var owner = PostgresServer.NameDatabase();
        var settings = new Dictionary<string, string> { ["Database__Postgres"] = owner };
        try
        {
            await Cw.RunWithAsync(settings, "db", "migrate", "--data", Data);
            var first = await Cw.RunWithAsync(settings, "db", "roles", "--data", Data);
            var second = await Cw.RunWithAsync(settings, "db", "roles", "--data", Data);

            Assert.Equal((0, 0), (first.Code, second.Code));
            Assert.Equal(4, first.Printed.Split('\n').Count(line => line.StartsWith("Database: made the role", StringComparison.Ordinal)));
            Assert.DoesNotContain("made the role", second.Printed, StringComparison.Ordinal);
            Assert.DoesNotContain("Password=", first.Printed + second.Printed, StringComparison.Ordinal);
            foreach (var process in DatabaseRoles.Processes)
            {
                var passfile = DatabaseRoles.PassfileOf(Data, process);
                AssertOnlyTheOwnerReads(passfile);
                Assert.DoesNotContain((await File.ReadAllTextAsync(passfile, Cancel)).Trim().Split(':')[^1], first.Printed + second.Printed, StringComparison.Ordinal);
                var line = second.Printed.Split('\n').Single(line => line.TrimStart().StartsWith($"{process} ", StringComparison.OrdinalIgnoreCase));
                await using var connection = new Npgsql.NpgsqlConnection(line.Split('\'')[1] + ";Pooling=false");
                await connection.OpenAsync(Cancel);
                await using var who = new Npgsql.NpgsqlCommand("SELECT current_user::text", connection);
                Assert.EndsWith($"_{process.ToString().ToLowerInvariant()}", (string)(await who.ExecuteScalarAsync(Cancel))!, StringComparison.Ordinal);
            }
        }
        finally
        {
            PostgresServer.Drop(owner);
        }
    }

    [Fact]
    public async Task Db_roles_says_that_a_SQLite_file_has_one_user()
    {
        var sqlite = new Dictionary<string, string> { ["Database__Postgres"] = "" };
        await Cw.RunWithAsync(sqlite, "db", "migrate", "--data", Data);

        var (code, printed) = await Cw.RunWithAsync(sqlite, "db", "roles", "--data", Data);

        Assert.Equal(2, code);
        Assert.Contains("set Database__Postgres", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Db_migrate_with_an_address_prints_the_first_administrators_link_as_the_containers_do()
    {
        string[] command = ["db", "migrate", "--data", Data, "--address", "http://localhost:5080"];
        Assert.Contains($"[cw, {string.Join(", ", command[..3])}, /data, {command[4]}, \"{command[5]}\"]", Repository.Read("docker-compose.yml"), StringComparison.Ordinal);

        var (code, printed) = await Cw.RunAsync(null, command);
        var wrong = await Cw.RunAsync(null, "db", "migrate", "--data", Data, "--address", "localhost");

        Assert.True(code == 0, printed);
        Assert.Matches("(?m)^  http://localhost:5080/welcome/[A-Za-z0-9_-]{20,}$", printed);
        Assert.Equal(Refused, wrong.Code);
    }

    [Theory]
    [InlineData("ftp://forum.example/")]
    [InlineData("forum.example/post")]
    [InlineData("http://")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://forum.example:99999/")]
    [InlineData("http://127.0.0.1:8080/")]
    [InlineData("https://forum.example:22/")]
    public async Task Lead_add_says_in_a_line_what_is_wrong_with_an_address_and_adds_nothing(string url)
    {
        await MigrateAsync();

        var (code, printed) = await Cw.RunAsync(null, "lead", "add", url, "--data", Data);

        Assert.Equal(Refused, code);
        Assert.Single(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("Exception", printed, StringComparison.Ordinal);
        await using var product = Product();
        await using var db = product.GetRequiredService<Database>().Read();
        Assert.Equal(0, await db.Leads.CountAsync(Cancel));
    }

    [Fact]
    public async Task Lead_add_adds_a_lead_that_waits_and_an_entry_that_says_so()
    {
        await MigrateAsync();

        var (code, printed) = await Cw.RunAsync(null, "lead", "add", "https://forum.example/post", "--data", Data);

        Assert.True(code == 0, printed);
        await using var product = Product();
        await using var db = product.GetRequiredService<Database>().Read();
        Assert.Equal((LeadState.Waiting, LeadOrigin.Person), await db.Leads.Select(l => new ValueTuple<LeadState, LeadOrigin>(l.State, l.Origin)).SingleAsync(Cancel));
        Assert.Equal(ActorKind.Operator, (await db.AuditLeaves.SingleAsync(l => l.Act == "lead.added", Cancel)).ActorKind);
    }

    [Fact]
    public async Task Audit_verify_finds_a_sound_log_sound_and_names_the_first_entry_that_was_changed()
    {
        await LogAsync(5);
        var sound = await Cw.RunAsync(null, "audit", "verify", "--data", Data);
        await ExecuteAsync("UPDATE \"AuditLeaves\" SET \"Act\" = 'case.undone' WHERE \"Index\" = 3");

        var changed = await Cw.RunAsync(null, "audit", "verify", "--data", Data);

        Assert.Equal((0, NotSound), (sound.Code, changed.Code));
        Assert.StartsWith("Sound: 5 entries", sound.Printed, StringComparison.Ordinal);
        Assert.EndsWith("\nOf the first 5 entries nothing was changed, removed or put in between.", sound.Printed, StringComparison.Ordinal);
        Assert.Contains("NOT SOUND, first at entry 3", changed.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_verify_finds_a_cut_tail_by_a_checkpoint_kept_elsewhere()
    {
        await LogAsync(3);
        var elsewhere = Path.Combine(place.FullName, "kept.txt");
        await LogAsync(2);
        await using (var product = Product())
        {
            await File.WriteAllTextAsync(elsewhere, product.GetRequiredService<CheckpointMirror>().Latest, Cancel);
        }

        await ExecuteAsync("DELETE FROM \"AuditLeaves\" WHERE \"Index\" >= 3; DELETE FROM \"AuditCheckpoints\" WHERE \"Size\" > 3; DELETE FROM \"AuditNodes\" WHERE NOT (\"Level\" = 1 AND \"Index\" = 0)");
        var (code, printed) = await Cw.RunAsync(null, "audit", "verify", "--data", Data, "--checkpoint", elsewhere);
        var missing = await Cw.RunAsync(null, "audit", "verify", "--data", Data, "--checkpoint", elsewhere + ".not");

        Directory.Delete(Path.Combine(Data, "checkpoints"), recursive: true);
        var alone = await Cw.RunAsync(null, "audit", "verify", "--data", Data);

        Assert.Equal((4, true), (alone.Code, alone.Printed.Contains("Compared with no outside checkpoint", StringComparison.Ordinal)));
        Assert.Equal((NotSound, Refused), (code, missing.Code));
        Assert.Contains("NOT SOUND", printed, StringComparison.Ordinal);
        Assert.Contains("There is no checkpoint file", missing.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_rebuild_makes_an_archive_that_equals_the_database()
    {
        await MigrateAsync();
        await using (var product = Product())
        {
            await using var db = await product.GetRequiredService<IDbContextFactory<ContentWatchDb>>().CreateDbContextAsync(Cancel);
            db.AddRange(Some.Item(), Some.Item());
            await db.SaveChangesAsync(Cancel);
        }

        var (code, printed) = await Cw.RunAsync(null, "archive", "rebuild", "--data", Data);

        Assert.True(code == 0, printed);
        Assert.Contains("2 items, the same as the database", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_reads_a_file_or_standard_input_and_gives_no_number_for_a_language_without_a_model()
    {
        var file = Path.Combine(place.FullName, "text.txt");
        const string English = "A mild and artificial text about a garden and a cup of tea.";
        await File.WriteAllTextAsync(file, English, Cancel);

        var fromFile = await Cw.RunAsync(null, "score", file);
        var fromInput = await Cw.RunAsync(English, "score");
        var dutch = await Cw.RunAsync("Een rustige verzonnen tekst over een tuin en een kopje thee.", "score");

        Assert.Equal(0, fromFile.Code);
        Assert.Matches(@"Hateful +en +0\.\d{3} \(threshold 0\.\d{3}\)", fromFile.Printed);
        Assert.Equal(fromFile.Printed, fromInput.Printed);
        Assert.Matches("Hateful +nl +NoModelForLanguage", dutch.Printed);
    }

    [Fact]
    public async Task Secret_set_keeps_a_secret_that_only_the_owner_reads_and_prints_nothing_of_it()
    {
        await MigrateAsync();

        var kept = await Cw.RunAsync("a made-up word\n", "secret", "set", "forum", "--for", "https://forum.example/api", "--data", Data);
        var badName = await Cw.RunAsync("word", "secret", "set", "../forum", "--for", "https://forum.example/api", "--data", Data);
        var nothing = await Cw.RunAsync(" ", "secret", "set", "empty", "--for", "https://forum.example/api", "--data", Data);

        var forNobody = await Cw.RunAsync("word", "secret", "set", "forum", "--data", Data);

        Assert.Equal((0, Refused, Refused, Refused), (kept.Code, badName.Code, nothing.Code, forNobody.Code));
        var file = Path.Combine(Data, "secrets", "forum.example", "forum");
        Assert.Equal("a made-up word", await File.ReadAllTextAsync(file, Cancel));
        AssertOnlyTheOwnerReads(file);
        Assert.DoesNotContain("made-up", kept.Printed, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, "forum")));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_and_an_option_that_does_not_exist_are_named_in_a_line()
    {
        foreach (var arguments in new[] { "audit verify", "archive rebuild", "lead add https://forum.example/" })
        {
            var (code, printed) = await Cw.RunAsync(null, [.. arguments.Split(' '), "--data", Data]);
            Assert.Equal(Refused, code);
            Assert.Contains($"There is no ContentWatch data folder at '{Data}'", printed, StringComparison.Ordinal);
        }

        var unknown = await Cw.RunAsync(null, "up", "--dmeo");
        Assert.Equal(Refused, unknown.Code);
        Assert.Contains("dmeo", unknown.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", unknown.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("adit verify", "cw audit verify")]
    [InlineData("audit verfy", "cw audit verify")]
    [InlineData("upp --demo", "cw up")]
    public async Task A_command_that_does_not_exist_is_answered_with_the_nearest(string typed, string meant)
    {
        var (code, printed) = await Cw.RunAsync(null, typed.Split(' '));

        Assert.Equal(Refused, code);
        Assert.Contains($"Did you mean '{meant}'? 'cw --help' lists the commands", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cw_alone_and_a_command_without_its_second_word_print_their_usage_and_end_with_1_and_help_with_0()
    {
        var (alone, half, help) = (await Cw.RunAsync(null), await Cw.RunAsync(null, "audit"), await Cw.RunAsync(null, "--help"));

        Assert.Equal((1, 1, 0), (alone.Code, half.Code, help.Code));
        Assert.All([alone, half, help], one => Assert.Contains("USAGE:", one.Printed, StringComparison.Ordinal));
        Assert.All(["up", "score", "lead", "secret", "audit", "archive", "db"], command => Assert.Matches($"(?m)^    {command} +[A-Z]", help.Printed));
    }

    private static void AssertOnlyTheOwnerReads(string file) =>
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

    private Task<(int Code, string Printed)> MigrateAsync() => Cw.RunAsync(null, "db", "migrate", "--data", Data);

    private ServiceProvider Product() => DataSettings.Product(DataFolder.Open(Data), (services, _) => services.AddAuditSequencer());

    /// <summary>Records and sequences acts, as the worker does.</summary>
    private async Task LogAsync(int acts)
    {
        await MigrateAsync();
        await using var product = Product();
        for (var i = 0; i < acts; i++)
        {
            await product.GetRequiredService<Database>().WriteAsync(
                (db, cancel) => product.GetRequiredService<AuditLog>().AppendAsync(db, Actor.Operator, "case.decided", $"case/{Some.Id()}", null, cancel), Cancel);
        }

        Assert.Equal(acts, await product.GetRequiredService<AuditSequencer>().SequenceAsync("test", Cancel));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var product = Product();
        await using var db = await product.GetRequiredService<IDbContextFactory<ContentWatchDb>>().CreateDbContextAsync(Cancel);
        await db.Database.ExecuteSqlRawAsync(sql, Cancel);
    }
}
