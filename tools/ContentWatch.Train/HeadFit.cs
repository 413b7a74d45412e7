using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace ContentWatch.Train;

/// <summary>A linear head: number = weights · vector + bias.</summary>
/// <param name="Weights">One weight for each column of the vector.</param>
/// <param name="Bias">The offset.</param>
internal sealed record Head(float[] Weights, float Bias)
{
    /// <summary>The head's number for a vector.</summary>
    public double Number(float[] vector)
    {
        double sum = Bias;
        for (var i = 0; i < vector.Length; i++)
        {
            sum += Weights[i] * (double)vector[i];
        }

        return sum;
    }
}

/// <summary>
/// Fits a head by logistic regression (L-BFGS, Microsoft.ML). While it is fitted every dataset has an offset of its own, since the sets draw the
/// line at different places; what ships is the mean of the offsets, weighted by rows.
/// </summary>
internal static class HeadFit
{
    private const int Seed = 2026;

    /// <summary>The head for rows that have an answer.</summary>
    /// <param name="rows">Train rows.</param>
    /// <param name="answer">The answer of a row; null leaves it out.</param>
    /// <param name="l2">How strongly weights are held small.</param>
    public static Head Of(IReadOnlyList<Row> rows, Func<Row, bool?> answer, float l2)
    {
        var answered = rows.Where(row => answer(row) is not null).ToList();
        var sets = answered.Select(row => row.Set).Distinct().Order(StringComparer.Ordinal).ToList();
        var width = answered[0].Vector.Length;
        var ml = new MLContext(Seed);
        var schema = SchemaDefinition.Create(typeof(Example));
        schema[nameof(Example.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width + sets.Count);
        var data = ml.Data.LoadFromEnumerable(answered.Select(row => new Example { Label = answer(row)!.Value, Features = WithSet(row, sets) }), schema);
        var model = ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            L1Regularization = 0,
            L2Regularization = l2,
            NumberOfThreads = 1,
            OptimizationTolerance = 1e-7f,
            MaximumNumberOfIterations = 400,
        }).Fit(data);
        var linear = ((CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>)model.Model).SubModel;
        var offset = answered.Average(row => (double)linear.Weights[width + sets.IndexOf(row.Set)]);
        return new([.. linear.Weights.Take(width)], (float)(linear.Bias + offset));
    }

    private static float[] WithSet(Row row, List<string> sets)
    {
        var features = new float[row.Vector.Length + sets.Count];
        row.Vector.CopyTo(features, 0);
        features[row.Vector.Length + sets.IndexOf(row.Set)] = 1;
        return features;
    }

    private sealed class Example
    {
        public bool Label { get; init; }

        public float[] Features { get; init; } = [];
    }
}
