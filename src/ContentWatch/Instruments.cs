using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ContentWatch;

/// <summary>
/// What the product measures while it works, named as OpenTelemetry's conventions do. Costs next to nothing while nobody listens; carries
/// counts, times and names of steps, never content. What stands in the database is measured by <see cref="StatusMetrics"/>. Thread-safe.
/// </summary>
public static class Instruments
{
    /// <summary>The name of meter and source.</summary>
    public const string Name = "ContentWatch";

    private static readonly Meter Meter = new(Name);

    /// <summary>Traces: one activity for each piece of work.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>How long a worker's step took that found work or failed, in seconds; by <c>contentwatch.step</c>, failures also by <c>error.type</c>.</summary>
    public static Histogram<double> StepDuration { get; } = Meter.CreateHistogram<double>("contentwatch.step.duration", "s", "How long a worker's step took that found work or failed.");

    /// <summary>How long all scorers took for one text, in seconds.</summary>
    public static Histogram<double> ScoreDuration { get; } = Meter.CreateHistogram<double>("contentwatch.score.duration", "s", "How long all scorers took for one text.");

    /// <summary>How often an act on PostgreSQL got into another's way and was begun again, or given up the twelfth time.</summary>
    public static Counter<long> Collisions { get; } = Meter.CreateCounter<long>("contentwatch.database.collisions", "{collision}", "How often an act got into another's way in the database.");
}
