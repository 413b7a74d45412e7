using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Text;
using ContentWatch.Bench.Archive;
using ContentWatch.Extract;
using ContentWatch.Extract.Apart;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spectre.Console.Cli;

namespace ContentWatch.Bench.Extract;

/// <summary>What <c>bench extract</c> takes.</summary>
internal sealed class ExtractSettings : CommandSettings
{
    /// <summary>Pages.</summary>
    [CommandOption("--pages <N>")]
    [DefaultValue(2_000)]
    [Description("How many pages.")]
    public int Pages { get; init; }
}

/// <summary><c>bench extract</c>: generated pages through the extractor in this process and through readers apart, turn by turn.</summary>
internal sealed class ExtractCommand : AsyncCommand<ExtractSettings>
{
    private const int Turn = 50;
    private const string Type = "text/html; charset=utf-8";
    private const string Url = "https://forum.example/threads/7";

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, ExtractSettings settings, CancellationToken cancellationToken)
    {
        var pages = Pages(settings.Pages);
        Console.WriteLine($"{pages.Length} pages of {pages.Average(page => page.Length):N0} bytes on average");
        var here = new Extractor(Options.Create(new ExtractOptions()), new Language());
        here.Extract(pages[0], Type, Url);
        Stopped.Head("readers", "ready after s", "in process, pages/s", "apart, pages/s", "ratio", "peak memory of a reader, MB");
        foreach (var readers in new[] { 1, 2 })
        {
            await MeasureAsync(here, pages, readers, cancellationToken);
        }

        return 0;
    }

    private static async Task MeasureAsync(Extractor here, byte[][] pages, int readers, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await using var apart = new ApartExtractor(
            Options.Create(new ExtractOptions { Readers = readers }), ReaderProgram.Worker, TimeProvider.System, NullLogger<ApartExtractor>.Instance);
        await AllAsync(readers, pages[..readers], (page, cancel) => apart.ExtractAsync(page, Type, Url, cancel), cancellationToken);
        var ready = Stopwatch.GetElapsedTime(began);
        var (ours, theirs) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var turn in pages.Chunk(Turn))
        {
            theirs += await AllAsync(readers, turn, (page, _) => Task.FromResult(here.Extract(page, Type, Url)), cancellationToken);
            ours += await AllAsync(readers, turn, (page, cancel) => apart.ExtractAsync(page, Type, Url, cancel), cancellationToken);
        }

        Stopped.Row(
            $"{readers}", $"{ready.TotalSeconds:0.0}", $"{pages.Length / theirs.TotalSeconds:N0}", $"{pages.Length / ours.TotalSeconds:N0}", $"{theirs / ours:0.00}",
            $"{apart.Idle.Max(Stopped.PeakMegabytes):N0}");
    }

    private static async Task<TimeSpan> AllAsync(int parallel, byte[][] pages, Func<byte[], CancellationToken, Task<ExtractionResult>> read, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(pages, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, async (page, cancel) =>
        {
            if (await read(page, cancel) is not ExtractionResult.Extracted)
            {
                throw new InvalidOperationException("A generated page could not be read.");
            }
        });
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Pages with a menu, an article of three texts and forty links, as a forum has them.</summary>
    private static byte[][] Pages(int count)
    {
        var corpus = new Corpus(5);
        return [.. Enumerable.Range(0, count).Select(number =>
        {
            var page = new StringBuilder($"<!doctype html><html lang=en><head><title>Page {number}</title></head><body><nav>");
            page.AppendJoin(' ', Enumerable.Range(0, 40).Select(link => $"<a href='/threads/{number}/{link}'>Thread {link}</a>")).Append("</nav><article><h1>Page</h1>");
            page.AppendJoin('\n', Enumerable.Range(0, 3).Select(_ => $"<p>{WebUtility.HtmlEncode(corpus.Next().Text)}</p>"));
            return Encoding.UTF8.GetBytes(page.Append("</article><footer>Made up</footer></body></html>").ToString());
        })];
    }
}
