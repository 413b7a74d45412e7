using System.Diagnostics;
using ContentWatch.Archive;
using ContentWatch.Archive.Lucene;
using Microsoft.Extensions.Options;
using Spectre.Console.Cli;

namespace ContentWatch.Bench.Archive;

/// <summary><c>bench archive-refresh</c>: another process writes a document; how long after its write returned does a search here find it?</summary>
internal sealed class RefreshCommand : AsyncCommand<RefreshCommand.Settings>
{
    private const int Documents = 100;

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("contentwatch-bench-");
        try
        {
            using var archive = new LuceneArchive(Options.Create(new DatabaseOptions { Folder = folder.FullName }));
            using var writer = Self.Again("archive-writer", folder.FullName, "7", "1", "--asked");
            var seen = new Stopped();
            for (var i = 1; i <= Documents; i++)
            {
                await writer.StandardInput.WriteLineAsync("one");
                await writer.StandardInput.FlushAsync(cancellationToken);
                var hash = ContentHash.Parse((await writer.StandardOutput.ReadLineAsync(cancellationToken))!.Split(' ')[1]);
                await seen.TimeAsync(() => UntilFoundAsync(archive, hash, cancellationToken));
            }

            writer.StandardInput.Close();
            await writer.WaitForExitAsync(cancellationToken);
            Console.WriteLine($"{Documents} documents written by another process: found after {seen.At(.5):0.0} ms (p50), {seen.At(.95):0.0} ms (p95), {seen.Longest:0.0} ms at most; promised: 2,000 ms.");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<long> UntilFoundAsync(LuceneArchive archive, ContentHash hash, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var query = new ArchiveQuery(new QueryNode.Hash(hash.ToString()));
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30))
        {
            if (await archive.SearchAsync(query, cancellationToken) is ArchivePage { Total: > 0 } page)
            {
                return page.Total;
            }
        }

        throw new InvalidOperationException("It was not found within 30 s.");
    }

    /// <summary>It takes nothing.</summary>
    internal sealed class Settings : CommandSettings;
}
