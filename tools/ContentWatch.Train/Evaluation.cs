using System.Globalization;
using System.Text;
using ContentWatch.Score;

namespace ContentWatch.Train;

/// <summary>Writes down what was measured, in words that claim no more than that.</summary>
internal static class Evaluation
{
    /// <summary>The text of EVALUATION.md.</summary>
    public static string Text(
        IReadOnlyList<MeasuredQuality> quality,
        IReadOnlyDictionary<string, IReadOnlyDictionary<Label, Calibration>> languages,
        IReadOnlyList<(string Set, Label Label, int Rows, double Share)> falseAlarms,
        (double OwnHead, double Shipped, int Rows) anchor)
    {
        var text = new StringBuilder("""
            # Evaluation of e5-heads 1.0.0

            Made by `dotnet run -c Release --project tools/ContentWatch.Train -- DATASETS models`; the same rows give the same numbers. Test rows were read once, after
            every choice was made on dev rows. Where a set's test rows are not public its dev rows stand here, and the line says so.

            ## AUROC

            | set | language | question | rows | AUROC |
            |---|---|---|---|---|

            """);
        foreach (var row in quality)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Set} | {row.Language} | {row.Question} | {row.Rows} | {row.Auroc:0.000} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"""

            HateXplain's own question, toxic (hateful or offensive) against normal, {anchor.Rows} official test rows: **{anchor.OwnHead:0.000}** by a head fitted to that set on the
            same vectors. It does not ship, since "offensive" is none of our labels. The hateful head that ships gives {anchor.Shipped:0.000} on the same question.

            ## False alarms at the English threshold

            | set (all presumed neutral) | label | rows | over the threshold |
            |---|---|---|---|

            """);
        foreach (var (set, label, rows, share) in falseAlarms)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {set} | {label} | {rows} | {share:P1} |\n");
        }

        text.Append("\n## Languages and thresholds\n\n| language | label | threshold |\n|---|---|---|\n");
        foreach (var (language, labels) in languages)
        {
            foreach (var (label, calibration) in labels)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {language} | {label} | {calibration.Threshold:0.00} |\n");
            }
        }

        return text.Append("""

            ## What it cannot do

            Nothing in the training data is jihadist material, and nothing is Dutch: no claim is made about either, and Dutch gets no number. "Incitement or threat" was learned from
            English tweets and posts in which incitement and hate mostly go together; the head tells the two apart badly. Arabic rests on one small set; French has too few rows for a number and gets none.
            A head on a frozen encoder has little sense of negation, quotation and counter-speech. A score is a lead, never a verdict.

            """).ToString();
    }
}
