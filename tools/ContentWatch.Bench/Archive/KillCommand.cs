using System.ComponentModel;
using System.Globalization;
using ContentWatch.Archive.Lucene;
using Microsoft.Extensions.Options;
using Spectre.Console.Cli;

namespace ContentWatch.Bench.Archive;

/// <summary>What <c>bench archive-kill</c> takes.</summary>
internal sealed class KillSettings : CommandSettings
{
    /// <summary>How often.</summary>
    [CommandOption("--kills <N>")]
    [DefaultValue(20)]
    [Description("How often the writer is killed.")]
    public int Kills { get; init; }

    /// <summary>The seed of the moments.</summary>
    [CommandOption("--seed <N>")]
    [DefaultValue(1)]
    [Description("Decides the moments.")]
    public int Seed { get; init; }
}

/// <summary><c>bench archive-kill</c>: kill -9 at a random moment while another process writes; everything that was said to be written has to be there.</summary>
internal sealed class KillCommand : AsyncCommand<KillSettings>
{
    private const int Batch = 200;

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, KillSettings settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("contentwatch-bench-");
        var random = new Random(settings.Seed);
        var (said, lost) = (0L, 0L);
        try
        {
            for (var kill = 0; kill < settings.Kills; kill++)
            {
                said += await WriteUntilKilledAsync(folder.FullName, kill, TimeSpan.FromMilliseconds(random.Next(200, 3_000)));
                using var archive = new LuceneArchive(Options.Create(new DatabaseOptions { Folder = folder.FullName }));
                var there = await archive.CountAsync(cancellationToken);
                lost += Math.Max(0, said - there);

                // What was kept and not said counts from here on; and whoever comes next can write.
                said = Math.Max(said, there) + 1;
                await archive.WriteAsync([new Corpus(-1 - kill).Next()], cancellationToken);
            }

            Console.WriteLine($"Seed {settings.Seed}: killed {settings.Kills} times in mid write; {said:N0} documents kept, {lost:N0} lost, opened every time.");
            return lost == 0 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> WriteUntilKilledAsync(string folder, int seed, TimeSpan afterFirst)
    {
        using var writer = Self.Again("archive-writer", folder, (1_000 + seed).ToString(CultureInfo.InvariantCulture), Batch.ToString(CultureInfo.InvariantCulture));
        var said = 0;
        for (var line = await writer.StandardOutput.ReadLineAsync(); line is not null; line = await writer.StandardOutput.ReadLineAsync())
        {
            said += int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
            if (said == Batch)
            {
                _ = Task.Delay(afterFirst, TimeProvider.System).ContinueWith(_ => writer.Kill(), TaskScheduler.Default);
            }
        }

        await writer.WaitForExitAsync();
        return said;
    }
}
