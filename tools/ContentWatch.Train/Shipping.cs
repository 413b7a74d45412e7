using System.Globalization;
using ContentWatch.Score;

namespace ContentWatch.Train;

/// <summary>Makes what ships out of the rows: chooses the strength on dev, calibrates by language on dev, measures test rows once, writes the folder.</summary>
internal sealed class Shipping(IReadOnlyList<Row> rows, TextWindows windows, string models)
{
    private const string Name = "e5-heads";
    private const string Version = "1.0.0";
    private const int LeastDevRows = 150;
    private const int LeastDevPositives = 15;
    private static readonly float[] Strengths = [0.03f, 0.1f, 0.3f, 1f, 3f];

    private static readonly (Label Label, Func<Row, bool?> Answer)[] Heads =
        [(Label.IncitementOrThreat, row => row.Incites), (Label.Hateful, row => row.Hateful)];

    private static readonly string[] Judged = ["test", "dev"];
    private static readonly string[] Neutral = ["muc4_terror_news", "crisislex_attacks"];

    private readonly ILookup<string, Row> bySplit = rows.ToLookup(row => row.Split);

    /// <summary>Trains, measures and writes.</summary>
    public void Write()
    {
        var heads = Heads.Select(head => (head.Label, head.Answer, Fitted: Best(head.Label.ToString(), head.Answer, bySplit["train"], bySplit["dev"]))).ToList();
        var languages = Languages(heads);
        var quality = Quality(heads, languages);
        var folder = Path.Combine(models, Name);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "heads.onnx"), Graph([.. heads.Select(head => head.Fitted)]));
        var path = Path.Combine(folder, "manifest.json");
        File.WriteAllText(path, Manifest(folder, languages, quality).ToJson() + "\n");
        File.WriteAllText(Path.Combine(folder, "EVALUATION.md"), Evaluation.Text(quality, languages, FalseAlarms(heads, languages), Anchor(heads.Single(head => head.Label == Label.Hateful).Fitted)));
        Console.WriteLine($"Wrote {path}");
    }

    private static Head Best(string name, Func<Row, bool?> answer, IEnumerable<Row> train, IEnumerable<Row> dev)
    {
        var (learn, judge) = (train.ToList(), dev.Where(row => answer(row) is not null).ToList());
        var tried = Strengths.Select(l2 => (l2, Head: HeadFit.Of(learn, answer, l2))).Select(fit => (fit.l2, fit.Head, Dev: MeanAuroc(fit.Head, judge, answer))).ToList();
        foreach (var fit in tried)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: strength {fit.l2}: mean dev AUROC of the sets {fit.Dev:0.000}"));
        }

        return tried.MaxBy(fit => fit.Dev).Head;
    }

    private static double MeanAuroc(Head head, List<Row> judge, Func<Row, bool?> answer) => judge
        .GroupBy(row => row.Set)
        .Select(set => Measure.Auroc([.. set.Select(row => (head.Number(row.Vector), answer(row)!.Value))]))
        .Where(auroc => !double.IsNaN(auroc))
        .Average();

    private Dictionary<string, IReadOnlyDictionary<Label, Calibration>> Languages(List<(Label Label, Func<Row, bool?> Answer, Head Fitted)> heads)
    {
        var spoken = new Dictionary<string, IReadOnlyDictionary<Label, Calibration>>();
        foreach (var language in bySplit["dev"].Select(row => row.Language).Distinct().Order(StringComparer.Ordinal))
        {
            var labels = new Dictionary<Label, Calibration>();
            foreach (var (label, answer, head) in heads)
            {
                var dev = bySplit["dev"].Where(row => row.Language == language && answer(row) is not null)
                    .Select(row => (head.Number(row.Vector), answer(row)!.Value)).ToList();
                if (dev.Count >= LeastDevRows && dev.Count(row => row.Item2) >= LeastDevPositives)
                {
                    labels[label] = Measure.Calibrate(dev);
                }
            }

            if (labels.Count > 0)
            {
                spoken[language] = labels;
            }
        }

        return spoken;
    }

    private List<MeasuredQuality> Quality(
        List<(Label Label, Func<Row, bool?> Answer, Head Fitted)> heads, Dictionary<string, IReadOnlyDictionary<Label, Calibration>> languages) =>
        [.. from head in heads
            from split in Judged
            from set in bySplit[split].Where(row => head.Answer(row) is not null).GroupBy(row => (row.Set, row.Language))
            where languages.TryGetValue(set.Key.Language, out var spoken) && spoken.ContainsKey(head.Label)
            where split == "test" || !bySplit["test"].Any(row => row.Set == set.Key.Set && head.Answer(row) is not null)
            let auroc = Measure.Auroc([.. set.Select(row => (head.Fitted.Number(row.Vector), head.Answer(row)!.Value))])
            where !double.IsNaN(auroc)
            select new MeasuredQuality(set.Key.Set, set.Key.Language, $"{head.Label} against not, {split} rows", set.Count(), Math.Round(auroc, 4))];

    private List<(string Set, Label Label, int Rows, double Share)> FalseAlarms(
        List<(Label Label, Func<Row, bool?> Answer, Head Fitted)> heads, Dictionary<string, IReadOnlyDictionary<Label, Calibration>> languages) =>
        [.. from name in Neutral
            from head in heads
            let calibration = languages["en"][head.Label]
            let test = bySplit["test"].Where(row => row.Set == name).ToList()
            select (name, head.Label, test.Count, test.Average(row => calibration.Probability(head.Fitted.Number(row.Vector)) >= calibration.Threshold ? 1.0 : 0.0))];

    /// <summary>HateXplain's own question, toxic against normal: a head of its own for that set, and what the shipped hateful head gives.</summary>
    private (double OwnHead, double Shipped, int Rows) Anchor(Head shipped)
    {
        bool? Toxic(Row row) => row.Set == "hatexplain" ? row.Unified is "hateful" or "offensive" : null;
        var own = Best("HateXplain toxic", Toxic, bySplit["train"].Where(row => row.Set == "hatexplain"), bySplit["dev"]);
        var test = bySplit["test"].Where(row => Toxic(row) is not null).ToList();
        return (
            Measure.Auroc([.. test.Select(row => (own.Number(row.Vector), Toxic(row)!.Value))]),
            Measure.Auroc([.. test.Select(row => (shipped.Number(row.Vector), Toxic(row)!.Value))]),
            test.Count);
    }

    private byte[] Graph(List<Head> heads)
    {
        var width = rows[0].Vector.Length;
        var weights = new float[width * heads.Count];
        for (var column = 0; column < heads.Count; column++)
        {
            for (var row = 0; row < width; row++)
            {
                weights[(row * heads.Count) + column] = heads[column].Weights[row];
            }
        }

        return new OnnxGraph()
            .Input("features", width)
            .Constant("weights", [width, heads.Count], weights)
            .Constant("bias", [heads.Count], [.. heads.Select(head => head.Bias)])
            .Node("MatMul", ["features", "weights"], "products")
            .Node("Add", ["products", "bias"], "numbers")
            .Output("numbers", heads.Count)
            .ToModel(Name);
    }

    private ModelManifest Manifest(string folder, Dictionary<string, IReadOnlyDictionary<Label, Calibration>> languages, List<MeasuredQuality> quality)
    {
        ModelFile File(string role, string path) => new(role, path, ModelFile.HashOf(Path.Combine(folder, path)));
        return new()
        {
            Schema = 1,
            Name = Name,
            Version = Version,
            Kind = ModelManifest.OnnxText,
            Files =
            [
                File("encoder", "../encoder-e5-small/encoder.int8.onnx"),
                File("weights", "../encoder-e5-small/model.safetensors"),
                File("tokenizer", "../encoder-e5-small/tokenizer.model"),
                File("heads", "heads.onnx"),
            ],
            Prefix = "query: ",
            Pooling = "mean over mask, L2, layers side by side",
            Layers = [6, 9, 12],
            Windows = windows,
            LeastLetters = 12,
            Labels = [.. Heads.Select(head => head.Label)],
            Languages = languages,
            OperatingPoint = "greatest F1 on the dev rows of the language",
            TrainingSets = [.. TrainingSet.All.Select(set => new TrainedOn(set.Name, set.Licence, rows.Count(row => row.Set == set.Name && row.Split == "train" && (row.Incites ?? row.Hateful) is not null)))],
            Quality = quality,
        };
    }
}
