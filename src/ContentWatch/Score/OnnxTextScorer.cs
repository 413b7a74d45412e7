using Microsoft.ML.OnnxRuntime;

namespace ContentWatch.Score;

/// <summary>
/// Scores text with an encoder and linear heads, as its manifest says. Every window of the text is read; the greatest number is the
/// text's. Thread-safe: the sessions are shared.
/// </summary>
public sealed class OnnxTextScorer : IScorer, IDisposable
{
    private readonly ModelManifest manifest;
    private readonly TextTokens tokens;
    private readonly TextEncoder encoder;
    private readonly InferenceSession heads;
    private readonly RunOptions runOptions = new();

    /// <summary>Loads a model.</summary>
    /// <param name="manifestPath">Its <c>manifest.json</c>.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <exception cref="ModelRefusedException">The manifest or a file is not what it says.</exception>
    public OnnxTextScorer(string manifestPath, int threads)
    {
        manifest = ModelManifest.Load(manifestPath);
        tokens = new TextTokens(manifest.FileOf(manifestPath, "tokenizer"), manifest.Prefix);
        encoder = new TextEncoder(manifest.FileOf(manifestPath, "encoder"), manifest.Layers, threads);
        using var options = TextEncoder.OptionsOf(threads);
        heads = new InferenceSession(manifest.FileOf(manifestPath, "heads"), options);
    }

    /// <inheritdoc />
    public string Name => manifest.Name;

    /// <inheritdoc />
    public IReadOnlyList<Score> Score(string text, string language, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(language);
        if (!manifest.Languages.TryGetValue(language, out var spoken))
        {
            return Without(ScoreOutcome.NoModelForLanguage, language);
        }

        if (!Enough(text) || manifest.Windows.Cut(tokens, text) is not { Count: > 0 } windows)
        {
            return Without(ScoreOutcome.TooLittleText, language);
        }

        var numbers = Greatest(encoder.Encode(windows, cancellationToken));
        return [.. manifest.Labels.Select((label, column) => Calibrated(label, numbers[column], spoken.GetValueOrDefault(label), language))];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        heads.Dispose();
        encoder.Dispose();
        runOptions.Dispose();
    }

    private bool Enough(string text) => text.Where(char.IsLetterOrDigit).Take(manifest.LeastLetters).Count() == manifest.LeastLetters;

    private IReadOnlyList<Score> Without(ScoreOutcome outcome, string language) =>
        [.. manifest.Labels.Select(label => new Score(label, outcome, null, null, manifest.Name, manifest.Version, language))];

    private Score Calibrated(Label label, float number, Calibration? calibration, string language) => calibration is null
        ? new Score(label, ScoreOutcome.NoModelForLanguage, null, null, manifest.Name, manifest.Version, language)
        : new Score(label, ScoreOutcome.Scored, calibration.Probability(number), calibration.Threshold, manifest.Name, manifest.Version, language);

    private float[] Greatest(float[][] vectors)
    {
        float[] input = [.. vectors.SelectMany(vector => vector)];
        using var value = OrtValue.CreateTensorValueFromMemory(input, [vectors.Length, encoder.Width]);
        using var results = heads.Run(runOptions, ["features"], [value], ["numbers"]);
        var numbers = results[0].GetTensorDataAsSpan<float>();
        var greatest = numbers[..manifest.Labels.Count].ToArray();
        for (var i = greatest.Length; i < numbers.Length; i++)
        {
            greatest[i % greatest.Length] = Math.Max(greatest[i % greatest.Length], numbers[i]);
        }

        return greatest;
    }
}
