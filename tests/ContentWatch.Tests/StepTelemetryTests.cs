using System.Diagnostics;
using System.Diagnostics.Metrics;
using ContentWatch.Worker;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Tests;

/// <summary>What a worker's step tells of itself: how long it took, that it failed, and nothing of what it read.</summary>
public sealed class StepTelemetryTests : IDisposable
{
    private readonly FakeTimeProvider time = new(Some.Time);
    private readonly string step = $"step{Some.Number()}";
    private readonly List<(double Seconds, Dictionary<string, object?> Tags)> measured = [];
    private readonly List<Activity> traced = [];
    private readonly MeterListener meters = new();
    private readonly ActivityListener activities;

    public StepTelemetryTests()
    {
        meters.InstrumentPublished = (instrument, listener) =>
        {
            // By name: the instrument may be published while the class that holds it is still being made.
            if (instrument.Meter.Name == Instruments.Name && instrument.Name == "contentwatch.step.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary();
            if (step.Equals(all["contentwatch.step"]))
            {
                measured.Add((value, all));
            }
        });
        meters.Start();
        activities = new()
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.OperationName == $"step {step}")
                {
                    traced.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(activities);
    }

    public void Dispose()
    {
        meters.Dispose();
        activities.Dispose();
    }

    [Fact]
    public void A_round_that_worked_is_measured_and_traced()
    {
        using (var round = new StepTelemetry(step, time))
        {
            time.Advance(TimeSpan.FromSeconds(3));
            round.Ended(worked: true);
        }

        Assert.Equal(3, Assert.Single(measured).Seconds);
        Assert.True(Assert.Single(traced).Recorded);
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void A_round_that_found_nothing_to_do_is_neither_measured_nor_recorded()
    {
        using (var round = new StepTelemetry(step, time))
        {
            round.Ended(worked: false);
        }

        Assert.Empty(measured);
        Assert.False(Assert.Single(traced).Recorded);
    }

    [Fact]
    public void A_round_that_failed_names_the_kind_of_error_and_quotes_nothing()
    {
        using (var round = new StepTelemetry(step, time))
        {
            round.Failed(new InvalidOperationException("violet umbrellas"));
        }

        Assert.Equal("System.InvalidOperationException", Assert.Single(measured).Tags["error.type"]);
        var activity = Assert.Single(traced);
        Assert.Equal((ActivityStatusCode.Error, (string?)null), (activity.Status, activity.StatusDescription));
        Assert.DoesNotContain(activity.TagObjects, tag => $"{tag.Value}".Contains("umbrellas", StringComparison.Ordinal));
        Assert.Empty(activity.Events);
    }
}
