using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentWatch;

/// <summary>
/// Gives the numbers of the operating status to whoever collects metrics, under their names, read anew every quarter of a minute; and
/// <c>contentwatch.worker.up</c> by <c>contentwatch.role</c>, 1 while a worker of the role is heard of. For the web: it sees every stage, and lives when workers die.
/// </summary>
internal sealed partial class StatusMetrics(StatusReader reader, IMeterFactory meters, TimeProvider time, ILogger<StatusMetrics> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private volatile OperatingStatus? status;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // SQLite answers without ever yielding: the host must not wait for the first reading.
        await Task.Yield();
        using var pace = new PeriodicTimer(Every, time);
        do
        {
            await ReadAsync(stoppingToken);
        }
        while (await pace.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = await reader.ReadAsync(cancellationToken);
            var isFirst = status is null;
            status = read;
            if (isFirst)
            {
                Offer(read);
            }
        }
        catch (Exception wrong) when (wrong is System.Data.Common.DbException or IOException)
        {
            // Old numbers would tell that all is well: none are given until they can be read again.
            status = status is { } last ? last with { Numbers = [], Workers = [] } : null;
            Log.NotRead(logger, wrong);
        }
    }

    private void Offer(OperatingStatus first)
    {
        var meter = meters.Create(Instruments.Name);
        foreach (var number in first.Numbers)
        {
            meter.CreateObservableGauge(number.Name, () => Values(number.Name), number.Unit, StatusAdvice.Title(number));
        }

        meter.CreateObservableGauge("contentwatch.worker.up", Roles, "{worker}", "1 while a worker of the role is heard of.");
    }

    private IEnumerable<Measurement<long>> Values(string name) =>
        (status?.Numbers ?? []).Where(number => number.Name == name).Select(number => new Measurement<long>(number.Value));

    private IEnumerable<Measurement<int>> Roles() => (status?.Workers ?? []).DistinctBy(worker => worker.Role)
        .Select(worker => new Measurement<int>(worker.IsSilent ? 0 : 1, new KeyValuePair<string, object?>("contentwatch.role", worker.Role)));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The numbers of the status could not be read; none are given to the metrics until they can.")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}
