using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ContentWatch.Acquire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace ContentWatch.Bench.Demo;

/// <summary>What <c>bench demo</c> takes.</summary>
internal sealed class DemoSettings : CommandSettings
{
    /// <summary>The built cw.</summary>
    [CommandArgument(0, "<CW>")]
    [Description("The built cw.dll.")]
    public required string Cw { get; init; }

    /// <summary>The port.</summary>
    [CommandOption("--port <PORT>")]
    [DefaultValue(5480)]
    [Description("The first of three ports.")]
    public int Port { get; init; }
}

/// <summary><c>bench demo</c>: starts the built <c>cw up --demo</c> on a new folder and waits until the crawl has been assessed. Linux only: it reads /proc.</summary>
internal sealed class DemoCommand : AsyncCommand<DemoSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, DemoSettings settings, CancellationToken cancellationToken)
    {
        var place = Directory.CreateTempSubdirectory("contentwatch-bench-");
        var folder = Path.Combine(place.FullName, "data");
        using var up = Self.Start(settings.Cw, "up", "--demo", "--data", folder, "--port", settings.Port.ToString(CultureInfo.InvariantCulture));
        var began = Stopwatch.GetTimestamp();
        try
        {
            await UntilPrintedAsync(up, "ContentWatch is at", cancellationToken);
            Console.WriteLine($"Address printed after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
            _ = up.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
            await using var product = await Product.OpenAsync(folder, null, cancellationToken);
            await UntilAssessedAsync(product.GetRequiredService<Database>(), cancellationToken);
            Console.WriteLine($"Crawled, scored and archived after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
            await CountAsync(product.GetRequiredService<Database>(), cancellationToken);
            await ProcessesAsync(up.Id, product.GetRequiredService<Database>(), up.StartTime, cancellationToken);
            return 0;
        }
        finally
        {
            using var interrupt = Process.Start("kill", ["-INT", up.Id.ToString(CultureInfo.InvariantCulture)]);
            await up.WaitForExitAsync(CancellationToken.None);
            place.Delete(recursive: true);
        }
    }

    private static async Task UntilPrintedAsync(Process up, string words, CancellationToken cancellationToken)
    {
        while (await up.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(words, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException("cw up ended before it was ready.");
    }

    private static async Task UntilAssessedAsync(Database database, CancellationToken cancellationToken)
    {
        for (var calm = 0; calm < 10;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellationToken);
            await using var db = database.Read();
            var busy = await db.Leads.AnyAsync(l => l.State == LeadState.Waiting || l.State == LeadState.Leased, cancellationToken)
                || !await db.Items.AnyAsync(cancellationToken)
                || await db.Items.AnyAsync(i => !db.ItemScores.Any(s => s.ItemId == i.Id), cancellationToken)
                || await db.ArchiveChanges.AnyAsync(cancellationToken);
            calm = busy ? 0 : calm + 1;
        }
    }

    private static async Task CountAsync(Database database, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        Stopped.Head("after the crawl", "rows");
        Stopped.Row("leads", $"{await db.Leads.CountAsync(cancellationToken)}");
        Stopped.Row("captures", $"{await db.Captures.CountAsync(cancellationToken)}");
        Stopped.Row("locations", $"{await db.Locations.CountAsync(cancellationToken)}");
        Stopped.Row("items", $"{await db.Items.CountAsync(cancellationToken)}");
        Stopped.Row("appearances", $"{await db.Appearances.CountAsync(cancellationToken)}");
        Stopped.Row("cases", $"{await db.Cases.CountAsync(cancellationToken)}");
        Stopped.Row("audit entries", $"{await db.AuditLeaves.CountAsync(cancellationToken)}");
    }

    private static async Task ProcessesAsync(int parent, Database database, DateTimeOffset began, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var beats = await db.Heartbeats.ToListAsync(cancellationToken);
        Stopped.Head("process", "peak memory MB", "first sign of life after s");
        Stopped.Row("cw up (with the demo's two sites)", $"{Stopped.PeakMegabytes(parent):N0}", "");
        foreach (var child in ChildrenOf(parent))
        {
            var name = File.ReadAllText($"/proc/{child}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
            var beat = beats.FirstOrDefault(b => b.Worker.EndsWith($"/{child}", StringComparison.Ordinal));
            Stopped.Row(
                string.Join(' ', name.Skip(1).Select(Path.GetFileName)), $"{Stopped.PeakMegabytes(child):N0}",
                beat is null ? "the address" : $"{(beat.StartedAt - began).TotalSeconds:0.0}");
        }
    }

    private static IEnumerable<int> ChildrenOf(int parent) =>
        Directory.GetDirectories($"/proc/{parent}/task")
            .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture)).Order();
}
