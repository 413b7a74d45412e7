using System.Diagnostics;

namespace ContentWatch.Worker;

/// <summary>Measures and traces one round of a step. A round that found nothing to do leaves no trace: there are thousands of them an hour.</summary>
internal sealed class StepTelemetry(string step, TimeProvider time) : IDisposable
{
    private readonly Activity? activity = Instruments.Source.StartActivity($"step {step}");
    private readonly long started = time.GetTimestamp();

    /// <summary>The round ended.</summary>
    public void Ended(bool worked)
    {
        if (worked)
        {
            Instruments.StepDuration.Record(time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("contentwatch.step", step));
        }
        else if (activity is not null)
        {
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        activity?.Stop();
    }

    /// <summary>The round failed; the message is left out, for it may quote what was read.</summary>
    public void Failed(Exception exception)
    {
        var error = exception.GetType().FullName;
        Instruments.StepDuration.Record(
            time.GetElapsedTime(started).TotalSeconds, new("contentwatch.step", step), new KeyValuePair<string, object?>("error.type", error));
        activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", error);
        activity?.Stop();
    }

    /// <inheritdoc/>
    public void Dispose() => activity?.Dispose();
}
