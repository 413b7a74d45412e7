using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentWatch.Score;

/// <summary>What a model is, for which labels and languages it may speak, and the hashes of its files. Format v1, <c>manifest.json</c>.</summary>
public sealed record ModelManifest
{
    /// <summary>The kind of model that <see cref="OnnxTextScorer"/> runs.</summary>
    public const string OnnxText = "onnx-text";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
        WriteIndented = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Version of the format: 1.</summary>
    public required int Schema { get; init; }

    /// <summary>The model's name: its folder in <c>models/</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>What runs it: <see cref="OnnxText"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Every file of the model; the roles <c>encoder</c>, <c>weights</c>, <c>tokenizer</c> and <c>heads</c> must be there.</summary>
    public required IReadOnlyList<ModelFile> Files { get; init; }

    /// <summary>What the encoder wants before every text.</summary>
    public required string Prefix { get; init; }

    /// <summary>How tokens become one vector, in words.</summary>
    public required string Pooling { get; init; }

    /// <summary>Which layers of the encoder the heads read.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>How a long text is read; the greatest number of its windows is the text's.</summary>
    public required TextWindows Windows { get; init; }

    /// <summary>Fewest letters or digits of a text that gets a number.</summary>
    public required int LeastLetters { get; init; }

    /// <summary>The labels, in the order of the heads' columns.</summary>
    public required IReadOnlyList<Label> Labels { get; init; }

    /// <summary>Calibration and threshold by language (BCP 47) and label; a pair that is not there gets no number.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<Label, Calibration>> Languages { get; init; }

    /// <summary>How the thresholds were chosen.</summary>
    public required string OperatingPoint { get; init; }

    /// <summary>The sets whose train rows the heads learned from.</summary>
    public required IReadOnlyList<TrainedOn> TrainingSets { get; init; }

    /// <summary>What was measured on public test rows.</summary>
    public required IReadOnlyList<MeasuredQuality> Quality { get; init; }

    /// <summary>Reads a manifest and checks every file.</summary>
    /// <param name="path">The file <c>manifest.json</c>.</param>
    /// <exception cref="ModelRefusedException">Anything is missing, unknown or different.</exception>
    public static ModelManifest Load(string path)
    {
        var manifest = Read(path);
        manifest.Check(path);
        foreach (var file in manifest.Files)
        {
            file.Check(path);
        }

        return manifest;
    }

    /// <summary>Reads a manifest without looking at its files.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelRefusedException">The file is missing, is no manifest, or is of another schema.</exception>
    public static ModelManifest Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelRefusedException($"{path}: there is no such file.");
        }

        try
        {
            var bytes = File.ReadAllBytes(path);
            RefuseOtherSchema(path, JsonSerializer.Deserialize<JsonElement>(bytes));
            return JsonSerializer.Deserialize<ModelManifest>(bytes, Json)!;
        }
        catch (JsonException wrong)
        {
            throw new ModelRefusedException($"{path}: {wrong.Path ?? "$"}: {wrong.Message}", wrong);
        }
    }

    /// <summary>The manifest as its file says it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The full path of the file with this role.</summary>
    /// <param name="manifestPath">Where the manifest lies.</param>
    /// <param name="role">The role.</param>
    public string FileOf(string manifestPath, string role) => Files.First(file => file.Role == role).FullPath(manifestPath);

    private static void RefuseOtherSchema(string path, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("schema", out var schema) || schema.ToString() != "1")
        {
            throw new ModelRefusedException($"{path}: schema: this version reads schema 1 only.");
        }
    }

    private void Check(string path)
    {
        Require(Kind == OnnxText, path, "kind", $"'{Kind}' is not known; known is '{OnnxText}'");
        Require(Labels.Count > 0 && Labels.Distinct().Count() == Labels.Count, path, "labels", "each label once, at least one");
        Require(Languages.Count > 0, path, "languages", "at least one language");
        Require(Languages.Values.SelectMany(of => of.Keys).All(Labels.Contains), path, "languages", "a label that is not among the labels");
        Require(Languages.Values.SelectMany(of => of.Values).All(of => of.Threshold is > 0 and < 1), path, "languages", "a threshold outside 0 to 1");
        Require(Layers.Count > 0 && Layers.All(layer => layer is >= 1 and <= 12), path, "layers", "layers are 1 to 12");
        Require(Windows.Tokens is >= 16 and <= 512, path, "windows.tokens", "16 to 512");
        Require(Windows.Overlap >= 0 && Windows.Overlap <= Windows.Tokens / 2, path, "windows.overlap", "0 to half a window");
        Require(Windows.Most is >= 2 and <= 1_000, path, "windows.most", "2 to 1,000");
        foreach (var role in (string[])["encoder", "weights", "tokenizer", "heads"])
        {
            Require(Files.Any(file => file.Role == role), path, "files", $"no file with the role '{role}'");
        }
    }

    private static void Require(bool holds, string path, string field, string otherwise)
    {
        if (!holds)
        {
            throw new ModelRefusedException($"{path}: {field}: {otherwise}.");
        }
    }
}

/// <summary>One file of a model.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Path">Where it lies, from the manifest's folder.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
public sealed record ModelFile(string Role, string Path, string Sha256)
{
    /// <summary>SHA-256 of a file, as manifests write it.</summary>
    public static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    internal string FullPath(string manifestPath) =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(manifestPath))!, Path));

    internal void Check(string manifestPath)
    {
        var full = FullPath(manifestPath);
        if (!File.Exists(full))
        {
            throw new ModelRefusedException($"{manifestPath}: files: '{Path}' is missing.");
        }

        if (HashOf(full) is var hash && hash != Sha256)
        {
            throw new ModelRefusedException($"{manifestPath}: files: '{Path}' has the SHA-256 {hash}, and sha256 says {Sha256}.");
        }
    }
}

/// <summary>From a head's number to a probability, for one label and language: 1 / (1 + exp(−(A·x + B))).</summary>
/// <param name="Threshold">The probability at which a score opens a case.</param>
/// <param name="A">Slope.</param>
/// <param name="B">Offset.</param>
public sealed record Calibration(double Threshold, double A, double B)
{
    /// <summary>The calibrated probability.</summary>
    public double Probability(double number) => 1 / (1 + Math.Exp(-((A * number) + B)));
}

/// <summary>A dataset that the heads learned from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Licence">Its terms.</param>
/// <param name="Rows">Train rows used.</param>
public sealed record TrainedOn(string Name, string Licence, int Rows);

/// <summary>One number measured on public test rows.</summary>
/// <param name="Set">The dataset.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Question">What was told from what.</param>
/// <param name="Rows">Test rows.</param>
/// <param name="Auroc">Area under the ROC curve.</param>
public sealed record MeasuredQuality(string Set, string Language, string Question, int Rows, double Auroc);
