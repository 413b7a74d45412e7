using System.ComponentModel;
using System.Diagnostics;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spectre.Console.Cli;

namespace ContentWatch.Bench.Audit;

/// <summary>What <c>bench audit</c> takes.</summary>
internal sealed class AuditSettings : CommandSettings
{
    /// <summary>Entries.</summary>
    [CommandOption("--entries <N>")]
    [DefaultValue(100_000)]
    [Description("Entries that are sequenced and verified.")]
    public int Entries { get; init; }

    /// <summary>Acts.</summary>
    [CommandOption("--acts <N>")]
    [DefaultValue(5_000)]
    [Description("Of them, those recorded in a transaction each.")]
    public int Acts { get; init; }
}

/// <summary><c>bench audit</c>: recording (an act with nothing but its entry), sequencing and verifying, beside bare loops over the same rows.</summary>
internal sealed class AuditCommand : AsyncCommand<AuditSettings>
{
    private const int Backlog = 2_000;
    private const int Together = 500;

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, AuditSettings settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("contentwatch-bench-");
        try
        {
            await using var product = await Product.OpenAsync(folder.FullName, services => services.AddAuditSequencer(), cancellationToken);
            using var bare = new BareLog(Path.Combine(folder.FullName, "bare.db"));
            await RunAsync(settings, product, bare, folder.FullName, cancellationToken);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(AuditSettings settings, ServiceProvider product, BareLog bare, string folder, CancellationToken cancellationToken)
    {
        var origin = product.GetRequiredService<IOptions<AuditOptions>>().Value.Origin;
        CheckpointKey.Make(CheckpointKey.PathIn(folder), origin);
        var database = product.GetRequiredService<Database>();
        var recorded = await Stopped.RateAsync(settings.Acts, () => RecordAsync(product, settings.Acts, 1, cancellationToken));
        var sequencing = await SequenceAsync(product, cancellationToken);
        for (var done = settings.Acts; done < settings.Entries; done += Backlog)
        {
            // A unit's log is sequenced every second: the backlog that recording counts stays short.
            await RecordAsync(product, Math.Min(Backlog, settings.Entries - done), Together, cancellationToken);
            sequencing += await SequenceAsync(product, cancellationToken);
        }

        await using var db = database.Read();
        var leaves = await db.AuditLeaves.OrderBy(l => l.Index).ToListAsync(cancellationToken);
        var inserted = await Stopped.RateAsync(settings.Acts, () => Task.Run(() => bare.Insert(leaves[..settings.Acts]), cancellationToken));
        bare.Insert(leaves[settings.Acts..]);
        var sequenced = settings.Entries / sequencing.TotalSeconds;
        var placed = await Stopped.RateAsync(settings.Entries, () => Task.Run(() => bare.Sequence(leaves), cancellationToken));

        AuditVerdict? verdict = null;
        var verifier = product.GetRequiredService<AuditVerifier>();
        var verified = await Stopped.RateAsync(settings.Entries, async () =>
            verdict = await verifier.VerifyAsync(CheckpointKey.LoadVerifier(CheckpointKey.PathIn(folder)), origin, [], null, cancellationToken));
        var hashed = await Stopped.RateAsync(settings.Entries, () => Task.Run(bare.Hash, cancellationToken));
        if (verdict is not AuditVerdict.Sound { } sound || sound.Size != settings.Entries)
        {
            throw new InvalidOperationException($"The log that was just written does not verify: {verdict}.");
        }

        Console.WriteLine($"{settings.Entries:N0} entries; peak memory of this process {Stopped.PeakMegabytes(Environment.ProcessId):N0} MB");
        Stopped.Head("entries/s", "ours", "bare SQLite loop", "ratio");
        Stopped.Row("an act and its entry, one transaction each", $"{recorded:N0}", $"{inserted:N0}", $"{recorded / inserted:0.00}");
        Stopped.Row("sequenced, tree and signed heads", $"{sequenced:N0}", $"{placed:N0}", $"{sequenced / placed:0.00}");
        Stopped.Row("verified: bytes, columns, tree, heads", $"{verified:N0}", $"{hashed:N0}", $"{verified / hashed:0.00}");
    }

    private static async Task<TimeSpan> SequenceAsync(ServiceProvider product, CancellationToken cancellationToken)
    {
        var sequencer = product.GetRequiredService<AuditSequencer>();
        var began = Stopwatch.GetTimestamp();
        while (await sequencer.SequenceAsync("bench", cancellationToken) > 0)
        {
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task RecordAsync(ServiceProvider product, int count, int together, CancellationToken cancellationToken)
    {
        var (database, log, time) = (product.GetRequiredService<Database>(), product.GetRequiredService<AuditLog>(), product.GetRequiredService<TimeProvider>());
        var actor = Actor.Person(Identity.New(time));
        for (var done = 0; done < count; done += together)
        {
            await database.WriteAsync(
                async (db, cancel) =>
                {
                    for (var i = 0; i < Math.Min(together, count - done); i++)
                    {
                        await log.AppendAsync(db, actor, "case.decided", $"case/{Identity.New(time)}", new() { ["verdict"] = "refer", ["ground"] = "G1" }, cancel);
                    }
                },
                cancellationToken);
        }
    }
}
