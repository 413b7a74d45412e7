using System.Collections.Concurrent;
using System.ComponentModel;
using System.Security.Cryptography;
using ContentWatch.Accounts;
using ContentWatch.Cli.Demo;
using ContentWatch.Refer;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace ContentWatch.Load.Kill;

/// <summary>What <c>load kill</c> takes.</summary>
internal sealed class KillSettings : CommandSettings
{
    /// <summary>How often.</summary>
    [CommandOption("--kills <N>")]
    [DefaultValue(200)]
    [Description("How often a process is killed: of ten, five at any time and one at each of the five moments.")]
    public int Kills { get; init; }

    /// <summary>The seed of the moments.</summary>
    [CommandOption("--seed <N>")]
    [DefaultValue(1)]
    [Description("Decides the moments and their order.")]
    public int Seed { get; init; }
}

/// <summary>
/// <c>load kill</c>: (1) makes a unit in a new folder with a forum whose platform takes referrals, (2) has a partner report and a reviewer decide all the
/// while, (3) kills one process after the other, each started again at once, (4) waits until nothing moves, (5) holds what was accepted against what is
/// there. Exit code 0 when all of it fits, 1 when something does not.
/// </summary>
internal sealed class KillCommand : AsyncCommand<KillSettings>
{
    private const int PagesPerKill = 16;
    private const int PagesAtLeast = 80;

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, KillSettings settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("contentwatch-load-");
        try
        {
            return await RunAsync(settings, folder.FullName, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(KillSettings settings, string folder, CancellationToken cancellationToken)
    {
        var random = new Random(settings.Seed);
        await using var unit = await LoadUnit.MakeAsync(Path.Combine(folder, "data"), cancellationToken);
        var moments = new Moments(unit, random);
        var (reviewer, key, secret) = await PeopleAsync(unit, cancellationToken);
        var pages = LoadPages.Make(PagesAtLeast + (PagesPerKill * settings.Kills));
        var platform = new DemoPlatform(Path.Combine(folder, "platform.json"), secret, TimeProvider.System) { Receiving = moments.ReceivedAsync };
        await using var forum = new DemoSite("Load forum", unit.Hosts.ForumPort, pages, platform);
        await forum.StartAsync(cancellationToken);

        var told = new ConcurrentBag<Guid>();
        unit.AddReviewer(reviewer, line => Heard(line, moments, told));
        unit.StartAll();
        await unit.Hosts.UntilReadyAsync(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken), cancellationToken);
        using var partner = new LoadPartner(unit.Hosts.Web, forum.Address, key);
        using var enough = new CancellationTokenSource();
        var reporting = partner.ReportAsync(pages.Count, enough.Token);
        var migration = new KilledMigration(unit, Path.Combine(folder, "migrated"), random);
        using var still = new CancellationTokenSource();
        var keeping = unit.KeepRunningAsync(still.Token);
        var tally = await KillAsync(settings.Kills, unit, moments, migration, random, cancellationToken);
        await enough.CancelAsync();
        await reporting;
        await migration.ClearAsync(cancellationToken);

        var retried = await Stillness.WaitAsync(unit, cancellationToken);
        var reckoning = new Reckoning(unit);
        await AnswersAsync(partner, reckoning);
        await Stillness.WaitAsync(unit, cancellationToken);
        await still.CancelAsync();
        await keeping;
        reckoning.Expect(await unit.StopAllAsync() is { Count: 0 }, "A process did not end in good order.");
        await reckoning.ContentAsync([.. partner.Accepted.Keys], cancellationToken);
        await reckoning.VerdictsAsync([.. told], cancellationToken);
        await reckoning.ReferralsAsync(platform.Kept, moments.Letters, cancellationToken);
        await reckoning.CapturesAsync(cancellationToken);
        await reckoning.ArchiveAsync(cancellationToken);
        await reckoning.LogAsync(cancellationToken);

        Console.WriteLine($"{unit.DatabaseName}, seed {settings.Seed}: {tally.Sum(t => t.Value.Kills)} kills");
        foreach (var (moment, (kills, within)) in tally.OrderBy(t => t.Key))
        {
            Console.WriteLine($"  {moment}: {kills}, of them {within} in the midst of it");
        }

        Console.WriteLine($"{partner.Accepted.Count:N0} reports accepted, {partner.Unanswered:N0} times asked again; {retried:N0} parked leads tried again, {unit.EndedThemselves} processes ended by themselves");
        Console.WriteLine($"{reckoning.Counts}; {told.Count:N0} verdicts told, {moments.Received - moments.Letters.Count:N0} letters sent again");
        reckoning.Findings.Take(20).ToList().ForEach(Console.WriteLine);
        Console.WriteLine(reckoning.Findings.Count == 0 ? "Nothing accepted was lost, nothing was done twice." : $"{reckoning.Findings.Count} findings.");
        return reckoning.Findings.Count == 0 ? 0 : 1;
    }

    private static async Task<Dictionary<Moment, (int Kills, int Within)>> KillAsync(
        int kills, LoadUnit unit, Moments moments, KilledMigration migration, Random random, CancellationToken cancellationToken)
    {
        Moment[] ten = [.. Enum.GetValues<Moment>(), Moment.AnyTime, Moment.AnyTime, Moment.AnyTime, Moment.AnyTime];
        var plan = Enumerable.Range(0, kills).Select(i => ten[(i + 1) % ten.Length]).ToArray();
        random.Shuffle(plan);
        var tally = new Dictionary<Moment, (int Kills, int Within)>();
        foreach (var (index, moment) in plan.Index())
        {
            var within = await OneAsync(moment, unit, moments, migration, cancellationToken);
            unit.StartAll();
            var (before, hit) = tally.GetValueOrDefault(moment);
            tally[moment] = (before + 1, hit + (within ? 1 : 0));
            if ((index + 1) % 20 == 0)
            {
                Console.WriteLine($"{index + 1} of {kills} kills");
            }
        }

        return tally;
    }

    private static async Task<bool> OneAsync(Moment moment, LoadUnit unit, Moments moments, KilledMigration migration, CancellationToken cancellationToken)
    {
        try
        {
            return moment == Moment.WhileMigrating ? await migration.KillAsync(cancellationToken) : await moments.KillAsync(moment, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The moment {moment} did not come within two minutes. Under way: {await Stillness.MovingAsync(unit, cancellationToken) ?? "nothing"}.", e);
        }
    }

    private static void Heard(string line, Moments moments, ConcurrentBag<Guid> told)
    {
        switch (line.Split(' '))
        {
            case ["deciding", _]:
                moments.Deciding();
                break;
            case ["decided", _, var verdict]:
                told.Add(Guid.Parse(verdict));
                break;
            default:
                Console.WriteLine($"[reviewer] {line}");
                break;
        }
    }

    private static async Task AnswersAsync(LoadPartner partner, Reckoning reckoning)
    {
        foreach (var (number, report) in partner.Accepted)
        {
            var standing = await partner.StandingAsync(report);
            reckoning.Expect(standing == "captured", $"The report of page {number} is '{standing}'.");
            reckoning.Expect(await partner.TryAsync(number) == report, $"Asked again, the report of page {number} is another.");
        }
    }

    private static async Task<(Guid Reviewer, string Key, string Secret)> PeopleAsync(LoadUnit unit, CancellationToken cancellationToken)
    {
        var people = unit.Product.GetRequiredService<PersonDesk>();
        var (_, administrator) = await people.CreateAsync(Actor.Operator, "load-administrator", "B-01", [Roles.Administrator], cancellationToken);
        var (_, reviewer) = await people.CreateAsync(Actor.Operator, "load-reviewer", "R-01", [Roles.Reviewer], cancellationToken);
        var (_, key) = await unit.Product.GetRequiredService<ApiKeyDesk>().CreateAsync(
            administrator, "Load", [ApiScopes.ReportsWrite, ApiScopes.ReportsRead], null, cancellationToken);
        var platform = new Uri($"http://127.0.0.1:{unit.Hosts.ForumPort}/api");
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        ActivatorUtilities.CreateInstance<ReferralSecrets>(unit.Product).Keep("load", platform, secret);
        await unit.Product.GetRequiredService<Database>().WriteAsync(
            (db, _) =>
            {
                var provider = new Provider
                {
                    Id = Identity.New(TimeProvider.System),
                    Name = "Load forum",
                    Channel = "https-json",
                    ChannelAddress = platform.ToString(),
                    SecretName = "load",
                    CreatedAt = TimeProvider.System.GetUtcNow(),
                };
                db.Providers.Add(provider);
                db.ProviderHosts.Add(new ProviderHost { Host = platform.Authority, ProviderId = provider.Id });
                return Task.CompletedTask;
            },
            cancellationToken);
        return (reviewer, key!, secret);
    }
}
