using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using ContentWatch.Score;

namespace ContentWatch.Train;

/// <summary>Vectors of a dataset's rows, kept on disk as they are made: a run that was broken off goes on where it stopped.</summary>
/// <param name="encoder">The encoder.</param>
/// <param name="tokens">Its tokenizer.</param>
/// <param name="windows">The window rule; training reads a text's first window.</param>
/// <param name="folder">Where the vectors are kept; no text is.</param>
internal sealed class Embeddings(TextEncoder encoder, TextTokens tokens, TextWindows windows, string folder)
{
    private const int Chunk = 512;

    /// <summary>The set's rows with their vectors, with progress on the console.</summary>
    public IReadOnlyList<Row> Of(TrainingSet set, string datasets)
    {
        var rows = set.Read(datasets);
        Directory.CreateDirectory(folder);
        using var file = new FileStream(Path.Combine(folder, $"{set.Name}-{Fingerprint(rows)}.f32"), FileMode.OpenOrCreate);
        var vectorBytes = encoder.Width * sizeof(float);
        var done = (int)(file.Length / vectorBytes);
        file.SetLength((long)done * vectorBytes);
        file.Seek(0, SeekOrigin.End);
        for (; done < rows.Count; done += Chunk)
        {
            foreach (var vector in Encode([.. rows.Skip(done).Take(Chunk)]))
            {
                file.Write(MemoryMarshal.AsBytes<float>(vector));
            }

            file.Flush();
            Console.WriteLine($"embed {set.Name}: {Math.Min(done + Chunk, rows.Count)} of {rows.Count}");
        }

        return Join(set, rows, file);
    }

    private static string Fingerprint(IReadOnlyList<JsonElement> rows)
    {
        var ids = string.Join('\n', rows.Select(row => row.GetProperty("id").GetString()));
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(ids)))[..12];
    }

    private float[][] Encode(IReadOnlyList<JsonElement> rows) =>
        encoder.Encode([.. rows.Select(row => FirstWindow(row.GetProperty("text").GetString()!))], CancellationToken.None);

    private int[] FirstWindow(string text) => windows.Cut(tokens, text) is [var first, ..] ? first : [TextTokens.Begin, TextTokens.End];

    private List<Row> Join(TrainingSet set, IReadOnlyList<JsonElement> rows, FileStream file)
    {
        file.Seek(0, SeekOrigin.Begin);
        var joined = new List<Row>(rows.Count);
        foreach (var row in rows)
        {
            var vector = new float[encoder.Width];
            file.ReadExactly(MemoryMarshal.AsBytes(vector.AsSpan()));
            joined.Add(set.ToRow(row, vector));
        }

        return joined;
    }
}
