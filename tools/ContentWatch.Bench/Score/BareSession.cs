using Microsoft.ML.OnnxRuntime;

namespace ContentWatch.Bench.Score;

/// <summary>The baseline: the encoder's own file in a bare session, on windows that were cut and laid out before.</summary>
internal sealed class BareSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions options = new();

    /// <summary>Loads it.</summary>
    public BareSession(string path, int threads)
    {
        using var settings = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetDirectoryName(Path.GetFullPath(path))!);
        session = new(File.ReadAllBytes(path), settings);
    }

    /// <summary>The windows of one text as one batch.</summary>
    public static (long[] Ids, long[] Mask, long[] Shape) Batch(IReadOnlyList<int[]> windows)
    {
        var length = windows.Max(w => w.Length);
        var (ids, mask) = (new long[windows.Count * length], new long[windows.Count * length]);
        foreach (var (row, window) in windows.Index())
        {
            for (var i = 0; i < window.Length; i++)
            {
                (ids[(row * length) + i], mask[(row * length) + i]) = (window[i], 1);
            }
        }

        return (ids, mask, [windows.Count, length]);
    }

    /// <summary>Runs one batch.</summary>
    public float Run((long[] Ids, long[] Mask, long[] Shape) batch)
    {
        using var ids = OrtValue.CreateTensorValueFromMemory(batch.Ids, batch.Shape);
        using var mask = OrtValue.CreateTensorValueFromMemory(batch.Mask, batch.Shape);
        using var results = session.Run(options, ["input_ids", "attention_mask"], [ids, mask], [session.OutputNames[0]]);
        return results[0].GetTensorDataAsSpan<float>()[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        options.Dispose();
    }
}
