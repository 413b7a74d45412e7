using System.Net;
using System.Net.Sockets;
using ContentWatch.Accounts;
using ContentWatch.Cli.Commands;
using ContentWatch.Cli.Up;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Tests.Cli;

/// <summary><c>cw up</c> for real use: the whole product as its own processes.</summary>
[Collection(Processes.Name)]
public sealed class UpTests : IDisposable
{
    private const int Refused = 2;
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
    public async Task Up_prints_one_link_for_the_first_administrator_holds_its_folder_outlives_a_worker_and_goes_on_where_it_stopped()
    {
        var port = FreePort();
        await using (var up = Cw.Start("up", "--data", Data, "--port", port))
        {
            await up.UntilAsync("Ctrl-C stops everything.");
            Assert.Single(up.Printed.Split('\n'), line => line.Contains("/welcome/", StringComparison.Ordinal));
            await NobodyHasAPasswordAsync();

            var second = await Cw.RunWithAsync(Cw.Unit, "up", "--data", Data, "--port", port);
            var taken = await Cw.RunWithAsync(Cw.Unit, "up", "--data", Data + "-other", "--port", port);
            Assert.Equal((Refused, Refused), (second.Code, taken.Code));
            Assert.Contains("Another 'cw up' runs", second.Printed, StringComparison.Ordinal);
            Assert.Contains($"Port {port} on 127.0.0.1 is taken by another program. Choose another with --port, for example --port ", taken.Printed, StringComparison.Ordinal);

            System.Diagnostics.Process.GetProcessById(up.Children[^1]).Kill();
            Assert.Contains("starting again", await up.UntilAsync("ended with code 137"), StringComparison.Ordinal);

            var children = up.Children;
            Assert.Equal(0, await up.EndAsync("-INT"));
            Assert.Contains("Everything has stopped.", up.Printed, StringComparison.Ordinal);
            Assert.All(children, id => Assert.False(Directory.Exists($"/proc/{id}")));
        }

        await using var again = Cw.Start("up", "--data", Data, "--port", port);
        await again.UntilAsync("Ctrl-C stops everything.");
        Assert.Contains("Going on with the data folder", again.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("applied", again.Printed, StringComparison.Ordinal);
        await NobodyHasAPasswordAsync();

        // Killed without a chance to say anything, it leaves no process behind.
        var orphans = again.Children;
        Assert.Equal(PostgresServer.IsAsked ? 4 : 3, orphans.Count);
        await again.EndAsync("-KILL");
        await Task.WhenAll(orphans.Select(GoneAsync));
    }

    [Theory]
    [InlineData("Acquire__Contact", "")]
    [InlineData("Refer__UnitName", " ")]
    [InlineData("Refer__Contact", "")]
    public async Task Real_use_does_not_start_before_the_unit_says_who_it_is(string setting, string value)
    {
        var unit = new Dictionary<string, string>(Cw.Unit) { [setting] = value };

        var (code, printed) = await Cw.RunWithAsync(unit, "up", "--data", Data, "--port", FreePort());

        Assert.Equal(Refused, code);
        Assert.Contains($"Not set: {setting}.", printed, StringComparison.Ordinal);
        Assert.Contains("Acquire__Contact=desk@unit.example Refer__UnitName='Example unit' Refer__Contact=desk@unit.example", printed, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData("acquire", "Acquire:Contact is not set")]
    [InlineData("refer", "Refer:UnitName is not set")]
    public async Task A_worker_that_dials_does_not_start_before_the_unit_says_who_it_is(string role, string sentence)
    {
        await Cw.RunAsync(null, "db", "migrate", "--data", Data);

        var (code, printed) = await Cw.RunHostAsync("ContentWatch.Worker", new Dictionary<string, string> { ["Database__Folder"] = Data }, "--roles", role);

        Assert.Equal(Refused, code);
        Assert.Contains(sentence, printed, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "99999")]
    [InlineData("--port", "0")]
    [InlineData("--port", "abc")]
    [InlineData("--port")]
    [InlineData("--port", "65534", "--demo")]
    public async Task A_port_that_is_none_or_leaves_no_room_is_refused_in_a_line_and_nothing_is_made(params string[] options)
    {
        var (code, printed) = await Cw.RunWithAsync(Cw.Unit, ["up", "--data", Data, .. options]);

        Assert.Equal(Refused, code);
        Assert.Equal("--port takes a number from 1 to 65535 (to 65533 with --demo).", printed);
        Assert.False(Directory.Exists(Data));
    }

    private static async Task GoneAsync(int id)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            await process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }

    private static string FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task NobodyHasAPasswordAsync()
    {
        await using var product = DataSettings.Product(DataFolder.Open(Data));
        await using var db = product.GetRequiredService<Database>().Read();
        var only = await db.Users.SingleAsync(Cancel);
        Assert.Null(only.PasswordHash);
        var roles = await db.UserRoles.Where(r => r.UserId == only.Id).Join(db.Roles, r => r.RoleId, r => r.Id, (_, role) => role.Name).ToListAsync(Cancel);
        Assert.Equal([Roles.Administrator], roles);
    }
}
