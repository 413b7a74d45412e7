using System.ComponentModel;
using ContentWatch.Archive;
using ContentWatch.Archive.Lucene;
using Microsoft.Extensions.Options;
using Spectre.Console.Cli;

namespace ContentWatch.Bench.Archive;

/// <summary>What <c>bench archive</c> takes.</summary>
internal sealed class SearchSettings : CommandSettings
{
    /// <summary>Documents.</summary>
    [CommandOption("--documents <N>")]
    [DefaultValue(100_000)]
    [Description("How many documents.")]
    public int Documents { get; init; }

    /// <summary>Documents of a write.</summary>
    [CommandOption("--batch <N>")]
    [DefaultValue(ArchiveFeed.MaxChanges)]
    [Description("Documents of a write; each write is kept when it returns. Default: as the feed writes.")]
    public int Batch { get; init; }
}

/// <summary>
/// <c>bench archive</c>: writes the same documents to the archive and to FTS5, then asks both for the best twenty with facets and snippets, for
/// words that stand in few, in some and in very many documents.
/// </summary>
internal sealed class SearchCommand : AsyncCommand<SearchSettings>
{
    private const int Rounds = 100;

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, SearchSettings settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("contentwatch-bench-");
        try
        {
            using var archive = new LuceneArchive(Options.Create(new DatabaseOptions { Folder = folder.FullName }));
            using var fts = new FtsFile(Path.Combine(folder.FullName, "fts.db"));
            var corpus = new Corpus(1);
            var ours = await WriteAsync(settings, new Corpus(1), batch => archive.WriteAsync(batch, cancellationToken));
            var theirs = await WriteAsync(settings, corpus, batch => Task.Run(() => fts.Write(batch), cancellationToken));
            Console.WriteLine($"{settings.Documents:N0} documents in writes of {settings.Batch:N0}; peak memory of this process {Stopped.PeakMegabytes(Environment.ProcessId):N0} MB");
            Stopped.Head("written", "archive", "FTS5", "ratio");
            Stopped.Row("documents/s", $"{ours:N0}", $"{theirs:N0}", $"{ours / theirs:0.00}");
            var (archiveSize, ftsSize) = (Size(Path.Combine(folder.FullName, "archive"), "*"), Size(folder.FullName, "fts.db*"));
            Stopped.Row("MB on disk", $"{archiveSize:N0}", $"{ftsSize:N0}", $"{archiveSize / ftsSize:0.00}");
            await SearchAsync(settings.Documents, corpus, archive, fts, cancellationToken);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<double> WriteAsync(SearchSettings settings, Corpus corpus, Func<IReadOnlyCollection<ArchivedItem>, Task> write) =>
        Stopped.RateAsync(settings.Documents, async () =>
        {
            for (var done = 0; done < settings.Documents; done += settings.Batch)
            {
                await write([.. Enumerable.Range(0, Math.Min(settings.Batch, settings.Documents - done)).Select(_ => corpus.Next())]);
            }
        });

    private static async Task SearchAsync(int documents, Corpus corpus, LuceneArchive archive, FtsFile fts, CancellationToken cancellationToken)
    {
        Stopped.Head("best 20 with facets and snippets", "in documents", "archive p50 ms", "p95", "FTS5 p50 ms", "p95", "ratio of p50");
        foreach (var (name, part) in new[] { ("rare word", 10.0 / documents), ("common word", 0.01), ("very common word", 0.3) })
        {
            var words = corpus.WordsIn(part * documents, 10);
            var (ours, theirs) = (new Stopped(), new Stopped());
            foreach (var (word, _) in words)
            {
                await AskAsync(archive, word, cancellationToken);
                fts.Search(word);
            }

            for (var round = 0; round < Rounds; round++)
            {
                var (word, expected) = words[round % words.Count];
                await ours.TimeAsync(() => AskAsync(archive, word, cancellationToken));
                var found = round < words.Count * 3 ? await theirs.TimeAsync(() => Task.Run(() => fts.Search(word), cancellationToken)) : expected;
                if (found != expected)
                {
                    throw new InvalidOperationException($"FTS5 found {word} in {found} documents; it stands in {expected}.");
                }
            }

            Stopped.Row(
                name, $"{words.Average(w => w.Documents):N0}", $"{ours.At(.5):0.0}", $"{ours.At(.95):0.0}", $"{theirs.At(.5):0.0}", $"{theirs.At(.95):0.0}",
                $"{ours.At(.5) / theirs.At(.5):0.00}");
        }
    }

    private static async Task<long> AskAsync(LuceneArchive archive, string word, CancellationToken cancellationToken)
    {
        var answer = await archive.SearchAsync(new(new QueryNode.Word(word)) { WithFacets = true, WithSnippets = true }, cancellationToken);
        return ((ArchivePage)answer).Total is var total and > 0 ? total : throw new InvalidOperationException($"The archive did not find {word}.");
    }

    private static double Size(string folder, string pattern) =>
        new DirectoryInfo(folder).EnumerateFiles(pattern, pattern == "*" ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly).Sum(f => f.Length) / 1e6;
}
