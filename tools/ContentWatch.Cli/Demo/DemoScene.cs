using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using ContentWatch.Accounts;
using ContentWatch.Acquire.Sources;
using ContentWatch.Cli.Up;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Cli.Demo;

/// <summary>
/// The demo as a unit would find it on its first day: a forum whose platform takes referrals, a site that copies from it and takes
/// none, one account per role, a partner with an API key, a crawl of the forum. Each piece is made once; a second start finds it.
/// </summary>
internal sealed class DemoScene : IAsyncDisposable
{
    private const string Channel = "https-json";
    private readonly DataFolder folder;
    private readonly IServiceProvider product;
    private readonly DemoSite forum;
    private readonly DemoSite copyCorner;

    private DemoScene(DataFolder folder, Hosts hosts, IServiceProvider product)
    {
        this.folder = folder;
        this.product = product;
        var secret = SecretFile(Path.Combine($"127.0.0.1_{hosts.ForumPort}", "meadow-forum"), () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        var platform = new DemoPlatform(Path.Combine(folder.FullPath, "demo-platform.json"), secret, TimeProvider.System);
        forum = new("Meadow Forum", hosts.ForumPort, DemoContent.Forum, platform);
        copyCorner = new("Copy Corner", hosts.CopyCornerPort, DemoContent.CopyCorner, platform: null);
    }

    /// <summary>The demo's accounts: name, call sign, role.</summary>
    public static IReadOnlyList<(string Name, string CallSign, string Role)> People { get; } =
    [
        ("demo-reviewer", "R-01", Roles.Reviewer),
        ("demo-senior", "S-01", Roles.SeniorReviewer),
        ("demo-researcher", "O-01", Roles.Researcher),
        ("demo-auditor", "A-01", Roles.Auditor),
        ("demo-administrator", "B-01", Roles.Administrator),
    ];

    /// <summary>Starts the sites and makes what is missing.</summary>
    public static async Task<DemoScene> SetAsync(DataFolder folder, Hosts hosts, IServiceProvider product, CancellationToken cancellationToken)
    {
        var scene = new DemoScene(folder, hosts, product);
        await scene.forum.StartAsync(cancellationToken);
        await scene.copyCorner.StartAsync(cancellationToken);
        await scene.AddPeopleAsync(cancellationToken);
        await scene.AddProvidersAsync(cancellationToken);
        await scene.AddSourceAsync(cancellationToken);
        return scene;
    }

    /// <summary>A partner reports a few addresses through the API, under keys that make a second start repeat nothing.</summary>
    public async Task ReportAsync(Hosts hosts, CancellationToken cancellationToken)
    {
        var key = await PartnerKeyAsync(cancellationToken);
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var client = new HttpMessageInvoker(handler);
        (string Url, string Reason)[] reports =
        [
            (new Uri(forum.Address, "/posts/paper-hat").ToString(), "Calls on its members to shout at pigeons. Made up, like everything in the demo."),
            (new Uri(forum.Address, "/posts/news").ToString(), "Repeats the call of the Order of the Paper Hat."),
            (new Uri(copyCorner.Address, "/copied/hat").ToString(), "The same call, copied."),
            (new Uri(forum.Address, "/posts/hoedjes").ToString(), "The call again, in Dutch."),
            (new Uri(forum.Address, "/posts/souq").ToString(), "I cannot read this one. Please look."),
            (new Uri(forum.Address, "/posts/bus").ToString(), "Somebody is angry about a bus."),
        ];
        foreach (var (url, reason) in reports)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(hosts.Web, "api/v1/reports"))
            {
                Content = JsonContent.Create(new { url, reason, reporter = "Demo partner" }),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            request.Headers.Add("Idempotency-Key", url);
            using var response = await client.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new RefusedException($"The demo's report of {url} was refused: {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await forum.DisposeAsync();
        await copyCorner.DisposeAsync();
    }

    private async Task AddPeopleAsync(CancellationToken cancellationToken)
    {
        var desk = product.GetRequiredService<PersonDesk>();
        foreach (var (name, callSign, role) in People)
        {
            await desk.CreateAsync(Actor.Operator, name, callSign, [role], cancellationToken);
        }
    }

    private Task AddProvidersAsync(CancellationToken cancellationToken) => product.GetRequiredService<Database>().WriteAsync(
        async (db, cancel) =>
        {
            await AddProviderAsync(db, "Meadow Forum", forum, new Uri(forum.Address, "api").ToString(), cancel);
            await AddProviderAsync(db, "Copy Corner", copyCorner, null, cancel);
        },
        cancellationToken);

    private static async Task AddProviderAsync(ContentWatchDb db, string name, DemoSite site, string? channelAddress, CancellationToken cancellationToken)
    {
        if (await db.ProviderHosts.AnyAsync(h => h.Host == site.Host, cancellationToken))
        {
            return;
        }

        var provider = new Provider
        {
            Id = Identity.New(TimeProvider.System),
            Name = name,
            Channel = channelAddress is null ? null : Channel,
            ChannelAddress = channelAddress,
            SecretName = channelAddress is null ? null : "meadow-forum",
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        db.Providers.Add(provider);
        db.ProviderHosts.Add(new ProviderHost { Host = site.Host, ProviderId = provider.Id });
    }

    private async Task AddSourceAsync(CancellationToken cancellationToken)
    {
        await using (var db = product.GetRequiredService<Database>().Read())
        {
            if (await db.Sources.AnyAsync(cancellationToken))
            {
                return;
            }
        }

        var start = forum.Address.ToString();
        await product.GetRequiredService<SourceDesk>().AddAsync(
            Actor.Operator, new SourceForm("Meadow Forum", start, start, 3, 100, "A made-up site of our own on this machine."), cancellationToken);
    }

    private async Task<string> PartnerKeyAsync(CancellationToken cancellationToken)
    {
        var file = SecretPath("demo-partner");
        if (!File.Exists(file))
        {
            await using var db = product.GetRequiredService<Database>().Read();
            var administrator = await db.Users.SingleAsync(p => p.UserName == "demo-administrator", cancellationToken);
            var desk = product.GetRequiredService<ApiKeyDesk>();
            // Killed between making a key and keeping it, we have a key that nobody knows.
            foreach (var lost in await db.ApiKeys.Where(k => k.Name == "Demo partner" && k.WithdrawnAt == null).ToListAsync(cancellationToken))
            {
                await desk.WithdrawAsync(administrator.Id, lost.Id, cancellationToken);
            }

            var (_, key) = await desk.CreateAsync(administrator.Id, "Demo partner", [ApiScopes.ReportsWrite, ApiScopes.ReportsRead], null, cancellationToken);
            SecretFile("demo-partner", () => key!);
        }

        return await File.ReadAllTextAsync(file, cancellationToken);
    }

    private string SecretPath(string name) => Path.Combine(folder.FullPath, "secrets", name);

    /// <summary>Reads the secret, or makes it once, readable by the owner only.</summary>
    private string SecretFile(string name, Func<string> make)
    {
        var path = SecretPath(name);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(path, options);
            writer.Write(make());
        }

        return File.ReadAllText(path);
    }
}
