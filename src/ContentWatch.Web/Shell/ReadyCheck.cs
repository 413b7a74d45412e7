using ContentWatch.Databases;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ContentWatch.Web.Shell;

/// <summary>
/// Whether the site can serve: its database answers and is of this build's version. Strangers may ask, and as often as they like: the
/// database is asked once a second at most, and the answer is one word. What is wrong is in the log and on the status page.
/// </summary>
internal sealed partial class ReadyCheck(Database database, TimeProvider time, ILogger<ReadyCheck> logger) : IHealthCheck, IDisposable
{
    public const string Live = "/health/live";
    public const string Ready = "/health/ready";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim gate = new(1, 1);
    private (DateTimeOffset At, HealthCheckResult Result) last;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks(Live, new() { Predicate = _ => false }).WithMetadata(Asked()).AllowAnonymous();
        routes.MapHealthChecks(Ready).WithMetadata(Asked()).AllowAnonymous();

        static HttpMethodMetadata Asked() => new([HttpMethods.Get, HttpMethods.Head]);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (last.At == default || time.GetUtcNow() - last.At >= Fresh)
            {
                var result = await AskAsync(cancellationToken);
                last = (time.GetUtcNow(), result);
            }

            return last.Result;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<HealthCheckResult> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = database.Read();
            await DatabaseMigration.RefuseOtherVersionAsync(db, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception wrong) when (wrong is System.Data.Common.DbException or DatabaseVersionException or IOException)
        {
            Log.NotReady(logger, wrong);
            return HealthCheckResult.Unhealthy();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The site is not ready: its database does not answer, or is of another version.")]
        public static partial void NotReady(ILogger logger, Exception exception);
    }
}
