using System.ComponentModel;
using System.Globalization;
using ContentWatch.Archive.Lucene;
using Microsoft.Extensions.Options;
using Spectre.Console.Cli;

namespace ContentWatch.Bench.Archive;

/// <summary>What the writing process takes.</summary>
internal sealed class WriterSettings : CommandSettings
{
    /// <summary>The data folder.</summary>
    [CommandArgument(0, "<FOLDER>")]
    public required string Folder { get; init; }

    /// <summary>Where the documents begin.</summary>
    [CommandArgument(1, "<SEED>")]
    public int Seed { get; init; }

    /// <summary>Documents of a write.</summary>
    [CommandArgument(2, "<BATCH>")]
    public int Batch { get; init; }

    /// <summary>Whether each write waits to be asked for.</summary>
    [CommandOption("--asked")]
    [Description("Write once for each line of standard input.")]
    public bool Asked { get; init; }
}

/// <summary>The other process of two benchmarks: writes documents and says the last id of each write once it returned.</summary>
internal sealed class WriterCommand : AsyncCommand<WriterSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, WriterSettings settings, CancellationToken cancellationToken)
    {
        using var archive = new LuceneArchive(Options.Create(new DatabaseOptions { Folder = settings.Folder }));
        var corpus = new Corpus(settings.Seed);
        while (!settings.Asked || Console.ReadLine() is not null)
        {
            ContentWatch.Archive.ArchivedItem[] items = [.. Enumerable.Range(0, settings.Batch).Select(_ => corpus.Next())];
            await archive.WriteAsync(items, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{items.Length} {items[^1].Hash}"));
        }

        return 0;
    }
}
