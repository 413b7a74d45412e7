using System.IO.Compression;
using System.Text.Json;

namespace ContentWatch.Train;

/// <summary>
/// One dataset that the shipped model may learn from. Left out, and why: germeval_hcd (GPL), sm_extremism (evaluation only),
/// arenas_extremist_narratives (terms unclear), isis_weak and yu2022_reddit_counter (weak labels), vicomtech_stormfront and
/// iwg_refugees (share-alike, which would bind the weights).
/// </summary>
/// <param name="Name">The file's name without ending.</param>
/// <param name="Licence">Its terms.</param>
internal sealed record TrainingSet(string Name, string Licence)
{
    /// <summary>All sets, in the order in which they are read.</summary>
    public static readonly IReadOnlyList<TrainingSet> All =
    [
        new("hatexplain", "MIT (repository); CC BY 4.0 (card)"),
        new("implicit_hate", "MIT (repository); CC BY 4.0 (corpus copy)"),
        new("isca_antisemitism", "CC BY 4.0"),
        new("germeval2018", "CC BY 4.0"),
        new("gahd", "CC BY 4.0"),
        new("mlma", "MIT"),
        new("davidson", "MIT"),
        new("gab_hate_corpus", "CC BY 4.0 (not re-checked)"),
        new("crisislex_attacks", "MIT"),
        new("muc4_terror_news", "Text released by NIST; repository MIT"),
    ];

    // Sets whose rows without a label in either head still count when the toxic column is measured.
    private const string Toxic = "hatexplain";

    private const int MostTrainRows = 3_500;
    private const int MostDevRows = 900;

    /// <summary>
    /// The rows worth a vector: those with a label, and all of HateXplain's. Of another big set 3,500 train and 900 dev rows are
    /// taken, by the order of their hashes, the rare inciting train rows first; every test row stays.
    /// </summary>
    /// <param name="folder">Where the datasets are.</param>
    public IReadOnlyList<JsonElement> Read(string folder)
    {
        using var unpacked = new GZipStream(File.OpenRead(Path.Combine(folder, Name + ".jsonl.gz")), CompressionMode.Decompress);
        using var lines = new StreamReader(unpacked);
        var rows = new List<JsonElement>();
        while (lines.ReadLine() is { } line)
        {
            var row = JsonSerializer.Deserialize<JsonElement>(line);
            if (Name == Toxic || Answer(row, "y_extremist") is not null || Answer(row, "y_hateful") is not null)
            {
                rows.Add(row);
            }
        }

        return Name == Toxic ? rows : [.. Sample(rows, "train", MostTrainRows), .. Sample(rows, "dev", MostDevRows), .. Sample(rows, "test", rows.Count)];
    }

    /// <summary>The row with its vector.</summary>
    public Row ToRow(JsonElement row, float[] vector) => new(
        Name,
        row.GetProperty("lang").GetString()!,
        row.GetProperty("split").GetString()!,
        row.GetProperty("label").GetString()!,
        Answer(row, "y_extremist"),
        Answer(row, "y_hateful"),
        vector);

    private static IEnumerable<JsonElement> Sample(List<JsonElement> rows, string split, int most) => rows
        .Where(row => row.GetProperty("split").GetString() == split)
        .OrderByDescending(row => split == "train" && Answer(row, "y_extremist") == true)
        .ThenBy(row => row.GetProperty("key_hash").GetString(), StringComparer.Ordinal)
        .Take(most);

    private static bool? Answer(JsonElement row, string name) =>
        row.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() == 1 : null;
}
