using System.ComponentModel;
using System.Diagnostics;
using ContentWatch.Bench.Archive;
using ContentWatch.Score;
using Spectre.Console.Cli;

namespace ContentWatch.Bench.Score;

/// <summary>What <c>bench score</c> takes.</summary>
internal sealed class ScoreSettings : CommandSettings
{
    /// <summary>Texts.</summary>
    [CommandOption("--texts <N>")]
    [DefaultValue(200)]
    [Description("How many texts.")]
    public int Texts { get; init; }

    /// <summary>The models folder.</summary>
    [CommandOption("--models <FOLDER>")]
    [DefaultValue("models")]
    [Description("The models folder.")]
    public string Models { get; init; } = "models";
}

/// <summary><c>bench score</c>: generated texts of one to six windows, through the scorer and through the bare session, turn by turn.</summary>
internal sealed class ScoreCommand : AsyncCommand<ScoreSettings>
{
    private static readonly TextWindows Windows = new(128, 32, 64);

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, ScoreSettings settings, CancellationToken cancellationToken)
    {
        var encoder = Path.Combine(settings.Models, "encoder-e5-small");
        var tokens = new TextTokens(Path.Combine(encoder, "tokenizer.model"), "query: ");
        var corpus = new Corpus(3);
        string[] texts = [.. Enumerable.Range(0, settings.Texts).Select(_ => corpus.Next().Text)];
        var windows = texts.Select(text => Windows.Cut(tokens, text)).ToList();
        Console.WriteLine($"{texts.Length} texts, {windows.Sum(w => w.Count)} windows of up to {Windows.Tokens} tokens");
        Stopped.Head("threads", "loaded in ms", "texts/s", "p50 ms", "p99 ms", "bare texts/s", "bare p50", "bare p99", "ratio");
        foreach (var threads in new[] { 1, 2 })
        {
            var began = Stopwatch.GetTimestamp();
            using var scorer = new OnnxTextScorer(Path.Combine(settings.Models, "e5-heads", "manifest.json"), threads);
            var loaded = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            using var bare = new BareSession(Path.Combine(encoder, "encoder.int8.onnx"), threads);
            var (ours, theirs) = (new Stopped(), new Stopped());
            foreach (var (text, cut) in texts.Zip(windows))
            {
                var batch = BareSession.Batch(cut);
                await ours.TimeAsync(() => Task.FromResult(scorer.Score(text, "en", cancellationToken)));
                await theirs.TimeAsync(() => Task.FromResult(bare.Run(batch)));
            }

            Stopped.Row(
                $"{threads}", $"{loaded:N0}", $"{ours.Rate:0.0}", $"{ours.At(.5):0.0}", $"{ours.At(.99):0.0}", $"{theirs.Rate:0.0}", $"{theirs.At(.5):0.0}",
                $"{theirs.At(.99):0.0}", $"{ours.Rate / theirs.Rate:0.00}");
        }

        Console.WriteLine($"Peak memory of this process, both sessions: {Stopped.PeakMegabytes(Environment.ProcessId):N0} MB");
        return 0;
    }
}
