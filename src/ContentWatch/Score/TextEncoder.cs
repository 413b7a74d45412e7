using Microsoft.ML.OnnxRuntime;

namespace ContentWatch.Score;

/// <summary>
/// The pretrained encoder: windows of tokens to vectors. A vector is the mean of each tapped layer over the window's tokens, each
/// brought to length 1, side by side. Thread-safe; a window's vector does not depend on its batch. Holds about 150 MB until disposed.
/// </summary>
public sealed class TextEncoder : IDisposable
{
    /// <summary>Numbers of one layer.</summary>
    public const int LayerWidth = 384;

    private const int BatchTokens = 2_048;
    private const string WeightsFolderKey = "session.model_external_initializers_file_folder_path";

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly string[] outputs;

    /// <summary>Loads the encoder and taps its layers. The file on disk stays as it is.</summary>
    /// <param name="path">The ONNX file; the file with its word embeddings lies beside it.</param>
    /// <param name="layers">Which layers, 1 to 12.</param>
    /// <param name="threads">Threads of one run.</param>
    public TextEncoder(string path, IReadOnlyList<int> layers, int threads)
    {
        ArgumentNullException.ThrowIfNull(layers);
        outputs = [.. layers.Select(layer => $"tap{layer}")];
        using var options = OptionsOf(threads);
        options.AddSessionConfigEntry(WeightsFolderKey, Path.GetDirectoryName(Path.GetFullPath(path))!);
        session = new InferenceSession(Taps(layers).AddTo(File.ReadAllBytes(path)), options);
    }

    /// <summary>Numbers of a vector.</summary>
    public int Width => outputs.Length * LayerWidth;

    /// <summary>One vector per window, in the order of the windows.</summary>
    /// <param name="windows">Token ids with begin and end; at most 512 each.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public float[][] Encode(IReadOnlyList<int[]> windows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var vectors = new float[windows.Count][];
        var order = Enumerable.Range(0, windows.Count).OrderBy(i => windows[i].Length).ToArray();
        for (var start = 0; start < order.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = 1;
            while (start + count < order.Length && windows[order[start + count]].Length * (count + 1) <= BatchTokens)
            {
                count++;
            }

            Run(windows, order.AsSpan(start, count), vectors);
            start += count;
        }

        return vectors;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }

    internal static SessionOptions OptionsOf(int threads) => new()
    {
        IntraOpNumThreads = threads,
        InterOpNumThreads = 1,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
    };

    // The names are those of the graph in models/encoder-e5-small: xN is layer N, maskf3 the mask, cnt its sum, one1 the axis.
    private static OnnxGraph Taps(IReadOnlyList<int> layers)
    {
        var graph = new OnnxGraph();
        foreach (var layer in layers)
        {
            graph
                .Node("Mul", [$"x{layer}", "maskf3"], $"tap{layer}_masked")
                .Node("ReduceSum", [$"tap{layer}_masked", "one1"], $"tap{layer}_sum")
                .Node("Div", [$"tap{layer}_sum", "cnt"], $"tap{layer}_mean")
                .Node("Squeeze", [$"tap{layer}_mean", "one1"], $"tap{layer}_flat")
                .Node("LpNormalization", [$"tap{layer}_flat"], $"tap{layer}")
                .Output($"tap{layer}", LayerWidth);
        }

        return graph;
    }

    private void Run(IReadOnlyList<int[]> windows, ReadOnlySpan<int> batch, float[][] vectors)
    {
        var length = windows[batch[^1]].Length;
        var ids = new long[batch.Length * length];
        var mask = new long[batch.Length * length];
        for (var row = 0; row < batch.Length; row++)
        {
            var window = windows[batch[row]];
            for (var i = 0; i < window.Length; i++)
            {
                ids[(row * length) + i] = window[i];
                mask[(row * length) + i] = 1;
            }
        }

        long[] shape = [batch.Length, length];
        using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var results = session.Run(runOptions, ["input_ids", "attention_mask"], [idsValue, maskValue], outputs);
        for (var row = 0; row < batch.Length; row++)
        {
            var vector = new float[Width];
            for (var tap = 0; tap < outputs.Length; tap++)
            {
                results[tap].GetTensorDataAsSpan<float>().Slice(row * LayerWidth, LayerWidth).CopyTo(vector.AsSpan(tap * LayerWidth));
            }

            vectors[batch[row]] = vector;
        }
    }
}
