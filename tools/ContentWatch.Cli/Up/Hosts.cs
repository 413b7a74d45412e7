using System.Net;
using System.Net.Sockets;
using ContentWatch.Databases;

namespace ContentWatch.Cli.Up;

/// <summary>The processes that <c>cw up</c> runs, where they listen, and what each is told. All on loopback.</summary>
/// <param name="port">The port of the web; the demo's sites take the next two.</param>
internal sealed class Hosts(int port)
{
    /// <summary>How many ports after the web's the demo's sites take.</summary>
    public const int DemoPorts = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Where people go.</summary>
    public Uri Web => new($"http://127.0.0.1:{port}/");

    /// <summary>Port of the demo's forum.</summary>
    public int ForumPort => port + 1;

    /// <summary>Port of the demo's copying site.</summary>
    public int CopyCornerPort => port + 2;

    /// <summary>The demo's two sites, by exact host and port.</summary>
    public IReadOnlyList<string> DemoSites => [$"127.0.0.1:{ForumPort}", $"127.0.0.1:{CopyCornerPort}"];

    /// <summary>Web, acquire, and assess with refer; on PostgreSQL, where each process has a role of its own, assess and refer apart.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="demo">Whether the demo's sites may be dialled.</param>
    /// <param name="postgres">How PostgreSQL's owner connects; null or empty for SQLite.</param>
    public IReadOnlyList<ChildStart> Starts(DataFolder folder, bool demo, string? postgres)
    {
        var settings = Settings(folder, demo);
        return
        [
            new("web", Dll("ContentWatch.Web"), [], new Dictionary<string, string>(As(DatabaseProcess.Web))
            {
                ["Urls"] = Web.GetLeftPart(UriPartial.Authority),
                ["AllowedHosts"] = "127.0.0.1;localhost",
            }),
            new("acquire", Dll("ContentWatch.Worker"), ["--roles", "acquire"], As(DatabaseProcess.Acquire)),
            .. string.IsNullOrWhiteSpace(postgres)
                ? [new("assess+refer", Dll("ContentWatch.Worker"), ["--roles", "assess,refer"], settings)]
                : new ChildStart[]
                {
                    new("assess", Dll("ContentWatch.Worker"), ["--roles", "assess"], As(DatabaseProcess.Assess)),
                    new("refer", Dll("ContentWatch.Worker"), ["--roles", "refer"], As(DatabaseProcess.Refer)),
                },
        ];

        Dictionary<string, string> As(DatabaseProcess process) => string.IsNullOrWhiteSpace(postgres)
            ? settings
            : new(settings) { ["Database__Postgres"] = DatabaseRoles.ConnectionOf(postgres, folder.FullPath, process) };
    }

    /// <summary>Says which port is taken before anything is started.</summary>
    /// <exception cref="RefusedException">One is.</exception>
    public void RefuseTakenPorts(bool demo)
    {
        foreach (var wanted in demo ? [port, ForumPort, CopyCornerPort] : new[] { port })
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, wanted);
                probe.ExclusiveAddressUse = true;
                probe.Start();
            }
            catch (SocketException e)
            {
                var why = e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "is taken by another program" : $"cannot be used ({e.SocketErrorCode})";
                throw new RefusedException($"Port {wanted} on 127.0.0.1 {why}. Choose another with --port, for example --port {(port < 65_000 ? port + 100 : port - 100)}.");
            }
        }
    }

    /// <summary>Waits until the web answers.</summary>
    /// <exception cref="RefusedException">It did not within three minutes; what the processes printed says why.</exception>
    public async Task UntilReadyAsync(Task running, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpMessageInvoker(handler);
        using var patienceOver = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patienceOver.Token);
        while (!await AnswersAsync(client, either.Token))
        {
            if (patienceOver.IsCancellationRequested || running.IsCompleted)
            {
                throw new RefusedException("The web did not come up. The lines above say why.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }
    }

    private async Task<bool> AnswersAsync(HttpMessageInvoker client, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Web, "sign-in"));
            using var response = await client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Dictionary<string, string> Settings(DataFolder folder, bool demo)
    {
        var settings = new Dictionary<string, string>
        {
            ["Database__Folder"] = folder.FullPath,
            ["Score__ModelsFolder"] = ModelsFolder.Find(),
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
        };
        if (demo)
        {
            AllowDemo(settings);
        }

        return settings;
    }

    /// <summary>The one place that lets a worker dial loopback: the demo's two sites, by exact host and port.</summary>
    private void AllowDemo(Dictionary<string, string> settings)
    {
        for (var i = 0; i < DemoSites.Count; i++)
        {
            settings[$"Acquire__AllowHosts__{i}"] = DemoSites[i];
        }

        settings["Acquire__Contact"] = "demo@localhost";
        settings["Acquire__HostDelay"] = "00:00:00.5";
        settings["Refer__UnitName"] = "Demo unit";
        settings["Refer__Contact"] = "demo@localhost";
        settings["Refer__AskEvery"] = "00:00:02";
        settings["Refer__LookAfter__0"] = "00:00:04";
        settings["Refer__LookAfter__1"] = "00:00:10";
        settings["Refer__LookAfter__2"] = "01:00:00";
        settings["Review__UndoFor"] = "00:00:10";
    }

    /// <summary>The host's assembly: beside ours where published, in its own folder where built.</summary>
    private static string Dll(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string[] places =
        [
            Path.Combine(here.FullName, "..", project == "ContentWatch.Web" ? "web" : "worker", $"{project}.dll"),
            Path.Combine(here.FullName, "..", "..", project, here.Name, $"{project}.dll"),
        ];
        return Path.GetFullPath(places.FirstOrDefault(File.Exists)
            ?? throw new RefusedException($"{project}.dll was not found beside cw. Build the solution: dotnet build."));
    }
}
