using ContentWatch.Score;

namespace ContentWatch.Train;

/// <summary>What is measured of numbers against answers.</summary>
internal static class Measure
{
    /// <summary>Area under the ROC curve, ties counted half; NaN without both answers.</summary>
    public static double Auroc(IReadOnlyList<(double Number, bool Answer)> rows)
    {
        double positives = rows.Count(row => row.Answer), negatives = rows.Count - positives;
        double below = 0, won = 0;
        foreach (var same in rows.GroupBy(row => row.Number).OrderBy(group => group.Key))
        {
            double up = same.Count(row => row.Answer), down = same.Count() - up;
            won += (up * below) + (up * down / 2);
            below += down;
        }

        return won / (positives * negatives);
    }

    /// <summary>
    /// Platt's slope and offset with his smoothed targets, by Newton's method on standardised numbers with halved steps where a whole one
    /// would overshoot; and the threshold with the greatest F1. All on the rows given.
    /// </summary>
    public static Calibration Calibrate(IReadOnlyList<(double Number, bool Answer)> rows)
    {
        double positives = rows.Count(row => row.Answer), negatives = rows.Count - positives;
        var (high, low) = ((positives + 1) / (positives + 2), 1 / (negatives + 2));
        var mean = rows.Average(row => row.Number);
        var spread = Math.Sqrt(rows.Average(row => (row.Number - mean) * (row.Number - mean)));
        var points = rows.Select(row => ((row.Number - mean) / spread, row.Answer ? high : low)).ToList();
        double a = 1, b = 0;
        for (var step = 0; step < 50; step++)
        {
            var (da, db) = NewtonStep(points, a, b);
            var loss = Loss(points, a, b);
            var share = 1.0;
            while (share > 1e-6 && Loss(points, a - (share * da), b - (share * db)) > loss)
            {
                share /= 2;
            }

            (a, b) = (a - (share * da), b - (share * db));
        }

        var draft = new Calibration(0.5, a / spread, b - (a * mean / spread));
        return draft with { Threshold = BestThreshold([.. rows.Select(row => (draft.Probability(row.Number), row.Answer))]) };
    }

    private static (double A, double B) NewtonStep(List<(double Number, double Target)> points, double a, double b)
    {
        double ga = 0, gb = 0, haa = 1e-6, hab = 0, hbb = 1e-6;
        foreach (var (number, target) in points)
        {
            var p = 1 / (1 + Math.Exp(-((a * number) + b)));
            var (error, weight) = (p - target, p * (1 - p));
            (ga, gb) = (ga + (error * number), gb + error);
            (haa, hab, hbb) = (haa + (weight * number * number), hab + (weight * number), hbb + weight);
        }

        var determinant = (haa * hbb) - (hab * hab);
        return (((ga * hbb) - (gb * hab)) / determinant, ((gb * haa) - (ga * hab)) / determinant);
    }

    private static double Loss(List<(double Number, double Target)> points, double a, double b) => points.Sum(point =>
    {
        var x = (a * point.Number) + b;

        // −t·ln p − (1−t)·ln(1−p), written so that nothing overflows.
        return Math.Max(x, 0) - (x * point.Target) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
    });

    private static double BestThreshold(List<(double Probability, bool Answer)> rows)
    {
        double positives = rows.Count(row => row.Answer), hits = 0, taken = 0;
        var (best, threshold) = (0.0, 0.5);
        foreach (var (probability, answer) in rows.OrderByDescending(row => row.Probability))
        {
            taken++;
            hits += answer ? 1 : 0;
            var f1 = 2 * hits / (taken + positives);
            (best, threshold) = f1 > best ? (f1, probability) : (best, threshold);
        }

        return Math.Clamp(Math.Round(threshold, 4), 0.01, 0.99);
    }
}
