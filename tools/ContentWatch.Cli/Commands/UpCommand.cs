using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using ContentWatch.Cli.Demo;
using ContentWatch.Cli.Up;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary>What <c>cw up</c> takes.</summary>
internal sealed class UpSettings : DataSettings
{
    private const int DefaultPort = 5080;

    /// <summary>With the demo's site and platform.</summary>
    [CommandOption("--demo")]
    [Description("Also start a demo web site and a demo platform on loopback, and crawl the site.")]
    public bool Demo { get; init; }

    /// <summary>The port of the web.</summary>
    [CommandOption("--port [PORT]")]
    [Description("The port of the web on 127.0.0.1; the demo's two sites take the next two. Default: 5080.")]
    public FlagValue<string> Port { get; init; } = null!;

    /// <summary>The port as a number.</summary>
    /// <exception cref="RefusedException">It is none, or it leaves no room.</exception>
    public int WebPort => !Port.IsSet ? DefaultPort
        : int.TryParse(Port.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port >= 1 && port <= 65_535 - (Demo ? Hosts.DemoPorts : 0) ? port
        : throw new RefusedException("--port takes a number from 1 to 65535 (to 65533 with --demo).");
}

/// <summary>
/// <c>cw up</c>: the whole product on this machine. (1) opens or makes the data folder and keeps others out, (2) brings the database to this build's
/// version, (3) makes what the unit needs once: keys, and the demo's accounts or the first administrator's link, (4) starts the demo's
/// sites, (5) starts the web and its workers and keeps them running, on PostgreSQL each with its own role, (6) says where to go, (7) ends all of it on Ctrl-C.
/// </summary>
internal sealed class UpCommand : AsyncCommand<UpSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, UpSettings settings, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

        var hosts = new Hosts(settings.WebPort);
        if (!settings.Demo)
        {
            UnitSettings.RefuseUnset();
        }

        var folder = DataFolder.OpenOrMake(settings.Data ?? (settings.Demo ? "data-demo" : "data"), settings.Demo);
        using var held = folder.Hold();
        hosts.RefuseTakenPorts(settings.Demo);
        if (settings.Demo)
        {
            folder.KeepDemoSites(hosts.DemoSites);
        }

        Console.WriteLine($"{(folder.IsNew ? "Made" : "Going on with")} the data folder {folder.FullPath}");

        await using var product = await Preparation.PrepareAsync(folder, stop.Token);
        var postgres = product.GetRequiredService<IOptions<DatabaseOptions>>().Value.Postgres;
        if (!string.IsNullOrWhiteSpace(postgres))
        {
            await Preparation.MakeRolesAsync(product, folder, stop.Token);
        }

        await using var demo = settings.Demo ? await DemoScene.SetAsync(folder, hosts, product, stop.Token) : null;
        var running = new Supervisor(Print, TimeProvider.System).RunAsync(hosts.Starts(folder, settings.Demo, postgres), stop.Token);
        try
        {
            await hosts.UntilReadyAsync(running, stop.Token);
            await Welcome.PrintAsync(hosts, product, settings.Demo, stop.Token);
            if (demo is not null)
            {
                await demo.ReportAsync(hosts, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.WriteLine("Stopping before everything was ready.");
        }

        await running;
        Console.WriteLine("Everything has stopped. The same command goes on from here.");
        return 0;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static void Print(string name, string line) => Console.WriteLine($"[{name}] {line}");
}
