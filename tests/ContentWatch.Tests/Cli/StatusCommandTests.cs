using System.Text.Json.Nodes;
using ContentWatch.Cli.Commands;
using ContentWatch.Cli.Up;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Tests.Cli;

/// <summary>What <c>cw status</c> says and how it ends, as a service manager and an operator use it.</summary>
[Collection(Processes.Name)]
public sealed class StatusCommandTests : IDisposable
{
    private const int Refused = 2;
    private const int Trouble = 3;

    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("contentwatch-test-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(place.FullName, "data");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        place.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_workers_it_says_which_are_missing_and_ends_with_3_as_text_and_as_json()
    {
        await Cw.RunAsync(null, "db", "migrate", "--data", Data);

        var text = await Cw.RunAsync(null, "status", "--data", Data);
        var json = await Cw.RunAsync(null, "status", "--json", "--data", Data);

        Assert.Equal((Trouble, Trouble), (text.Code, json.Code));
        Assert.Contains("! No acquire worker is heard of: start one (cw up, or the worker with --roles acquire).", text.Printed, StringComparison.Ordinal);
        var status = JsonNode.Parse(json.Printed)!;
        Assert.Equal((1, "status", true), (status["v"]!.GetValue<int>(), status["kind"]!.GetValue<string>(), status["trouble"]!.GetValue<bool>()));
        Assert.Equal(20, status["numbers"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_health_check_asks_whether_a_worker_of_its_own_role_lives_and_no_more()
    {
        await Cw.RunAsync(null, "db", "migrate", "--data", Data);
        await BeatAsync("acquire", "acquire: failing: IOException");

        var acquire = await Cw.RunAsync(null, "status", "--role", "acquire", "--data", Data);
        var refer = await Cw.RunAsync(null, "status", "--role", "refer", "--data", Data);
        var unknown = await Cw.RunAsync(null, "status", "--role", "web", "--data", Data);
        await BeatAsync("assess, refer", "assess: waiting for work");
        var all = await Cw.RunAsync(null, "status", "--data", Data);

        Assert.Equal((0, Trouble, Refused), (acquire.Code, refer.Code, unknown.Code));
        Assert.Equal("acquire: acquire: failing: IOException", acquire.Printed);
        Assert.Equal("There is no worker role 'web'. Roles are acquire, assess and refer.", unknown.Printed);
        Assert.Equal(Trouble, all.Code);
        Assert.Contains("A step of the acquire worker fails and is tried again", all.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_data_folder_it_cannot_tell_and_ends_with_2()
    {
        var (code, printed) = await Cw.RunAsync(null, "status", "--json", "--data", Data);

        Assert.Equal(Refused, code);
        Assert.Single(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private async Task BeatAsync(string role, string doing)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var product = DataSettings.Product(DataFolder.Open(Data));
        await product.GetRequiredService<Database>().WriteAsync(
            (db, _) =>
            {
                db.Heartbeats.Add(new Heartbeat { Worker = role, Role = role, StartedAt = now, SeenAt = now, Doing = doing });
                return Task.CompletedTask;
            },
            Cancel);
    }
}
