using System.Net;
using System.Net.Sockets;
using System.Reflection;
using ContentWatch.Cli.Up;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContentWatch.Load.Kill;

/// <summary>
/// A unit as <c>cw up</c> makes and starts it, with each process in our hands, and a reviewer as one more: killed without a chance to say anything, and
/// started again. Leases are as short as the product allows, so that what the dead held comes free within the campaign.
/// </summary>
internal sealed class LoadUnit : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, string> Hasty = new()
    {
        ["Acquire__HostDelay"] = "00:00:00",
        ["Acquire__FetchTimeout"] = "00:00:05",
        ["Acquire__LeadDeadline"] = "00:00:08",
        ["Acquire__LeaseFor"] = "00:00:10",
        ["Acquire__RetryAfter"] = "00:00:01",
        ["Acquire__MaxAttempts"] = "20",
        ["Refer__LeaseFor"] = "00:00:10",
        ["Refer__RetryAfter"] = "00:00:01",
        ["Refer__MaxAttempts"] = "50",
        ["Refer__Timeout"] = "00:00:05",
        ["Review__UndoFor"] = "00:00:01",
        ["Review__SameItemAgain"] = "Always",
        ["Limits__ApiPerKeyPerMinute"] = "1000000",
        ["Limits__ApiPerAddressPerMinute"] = "1000000",
        ["Logging__LogLevel__Default"] = "Critical",
    };

    private readonly Dictionary<string, ChildStart> starts;
    private readonly Dictionary<string, ChildProcess> running = [];
    private readonly Dictionary<string, Action<string>> prints = [];
    private readonly Lock gate = new();
    private bool isOver;

    private LoadUnit(DataFolder folder, Hosts hosts, ServiceProvider product)
    {
        (Folder, Hosts, Product) = (folder, hosts, product);
        Postgres = product.GetRequiredService<IOptions<DatabaseOptions>>().Value.Postgres;
        starts = hosts.Starts(folder, demo: true, Postgres).ToDictionary(
            start => start.Name, start => start with { Settings = With(start.Settings) }, StringComparer.Ordinal);
    }

    /// <summary>The data folder.</summary>
    public DataFolder Folder { get; }

    /// <summary>Where its parts listen.</summary>
    public Hosts Hosts { get; }

    /// <summary>The product's parts, as the owner of the database has them.</summary>
    public ServiceProvider Product { get; }

    /// <summary>How the owner reaches PostgreSQL; null or empty for SQLite.</summary>
    public string? Postgres { get; }

    /// <summary>Which database it is.</summary>
    public string DatabaseName => string.IsNullOrWhiteSpace(Postgres) ? "SQLite" : "PostgreSQL";

    /// <summary>The names of its processes.</summary>
    public IReadOnlyCollection<string> Names => starts.Keys;

    /// <summary>The process that scores, feeds the archive and sequences the log.</summary>
    public string Assess => starts.Keys.Single(name => name.StartsWith("assess", StringComparison.Ordinal));

    /// <summary>The process that dials platforms.</summary>
    public string Refer => starts.Keys.Single(name => name.EndsWith("refer", StringComparison.Ordinal));

    /// <summary>Makes the data folder, the database, its roles and keys.</summary>
    public static async Task<LoadUnit> MakeAsync(string path, CancellationToken cancellationToken)
    {
        var hosts = new Hosts(FreePort());
        hosts.RefuseTakenPorts(demo: true);
        var folder = DataFolder.OpenOrMake(path, demo: true);
        folder.KeepDemoSites(hosts.DemoSites);
        var product = await Preparation.PrepareAsync(folder, cancellationToken);
        if (!string.IsNullOrWhiteSpace(product.GetRequiredService<IOptions<DatabaseOptions>>().Value.Postgres))
        {
            await Preparation.MakeRolesAsync(product, folder, cancellationToken);
        }

        return new(folder, hosts, product);
    }

    /// <summary>Adds a reviewer, who works with the web's rights.</summary>
    /// <param name="personId">Whose account.</param>
    /// <param name="print">Told each line.</param>
    public void AddReviewer(Guid personId, Action<string> print)
    {
        var settings = starts["web"].Settings;
        starts["reviewer"] = new("reviewer", Assembly.GetExecutingAssembly().Location, ["reviewer", Folder.FullPath, personId.ToString()], settings);
        prints["reviewer"] = print;
    }

    /// <summary>How often a process ended without being killed by us.</summary>
    public int EndedThemselves { get; private set; }

    /// <summary>Starts those that do not run, once a second, as <c>cw up</c> does.</summary>
    public async Task KeepRunningAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            StartAll();
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop));
        }
    }

    /// <summary>Starts those that do not run.</summary>
    public void StartAll()
    {
        lock (gate)
        {
            if (isOver)
            {
                return;
            }

            foreach (var (name, dead) in running.Where(one => one.Value.HasEnded).ToList())
            {
                EndedThemselves++;
                running.Remove(name);
                dead.Dispose();
            }

            foreach (var start in starts.Values.Where(start => !running.ContainsKey(start.Name)))
            {
                running[start.Name] = ChildProcess.Start(start, prints.GetValueOrDefault(start.Name, line => Console.WriteLine($"[{start.Name}] {line}")));
            }
        }
    }

    /// <summary>Kills one and waits until it is gone; false when it does not run at this moment.</summary>
    public async Task<bool> KillAsync(string name)
    {
        ChildProcess? victim;
        lock (gate)
        {
            if (!running.Remove(name, out victim))
            {
                return false;
            }
        }

        using (victim)
        {
            victim.Kill();
            await victim.WaitAsync(CancellationToken.None);
        }

        return true;
    }

    /// <summary>Ends all in good order; none is started any more.</summary>
    /// <returns>Those that had to be killed.</returns>
    public async Task<IReadOnlyList<string>> StopAllAsync()
    {
        List<KeyValuePair<string, ChildProcess>> all;
        lock (gate)
        {
            isOver = true;
            all = [.. running];
            running.Clear();
        }

        var ended = await Task.WhenAll(all.Select(async pair =>
        {
            using (pair.Value)
            {
                return (pair.Key, InOrder: await pair.Value.StopAsync(Patience, TimeProvider.System));
            }
        }));
        return [.. ended.Where(end => !end.InOrder).Select(end => end.Key)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isOver = true;
        }

        foreach (var name in starts.Keys)
        {
            await KillAsync(name);
        }

        await Product.DisposeAsync();
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> settings)
    {
        var all = new Dictionary<string, string>(settings);
        foreach (var (name, value) in Hasty)
        {
            all[name] = value;
        }

        return all;
    }

    // The web's, with the forum's after it.
    private static int FreePort()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            if (port <= 65_000 && IsFree(port + 1) && IsFree(port + 2))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
