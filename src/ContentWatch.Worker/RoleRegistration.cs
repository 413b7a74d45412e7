using ContentWatch.Acquire;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Extract;
using ContentWatch.Refer;
using ContentWatch.Score;
using Microsoft.Extensions.Options;

namespace ContentWatch.Worker;

/// <summary>What each role consists of: its parts and the steps that are repeated.</summary>
internal static class RoleRegistration
{
    /// <summary>Fetches and reads.</summary>
    public static void AddAcquireRole(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAcquireOutbound();
        services.AddExtract(configuration);
        services.AddSingleton<Pipeline>();
        services.AddStep("acquire", provider =>
        {
            var (pipeline, worker) = (provider.GetRequiredService<Pipeline>(), provider.GetRequiredService<WorkerProcess>());
            return cancellationToken => pipeline.OnceAsync(worker.Name, cancellationToken);
        }, provider => provider.GetRequiredService<IOptions<AcquireOptions>>().Value.Parallel);
    }

    /// <summary>Scores, opens cases, sequences the audit log.</summary>
    public static void AddAssessRole(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScore(configuration);
        services.AddAuditSequencer();
        services.AddSingleton<Assessment>();
        services.AddStep("assess", provider => provider.GetRequiredService<Assessment>().OnceAsync);
        services.AddStep("feed", provider =>
        {
            var feed = provider.GetRequiredService<ArchiveFeed>();
            return async cancellationToken => await feed.OnceAsync(cancellationToken) > 0;
        });
        services.AddStep("sequence", provider =>
        {
            var (sequencer, worker) = (provider.GetRequiredService<AuditSequencer>(), provider.GetRequiredService<WorkerProcess>());
            return async cancellationToken => await sequencer.SequenceAsync(worker.Name, cancellationToken) > 0;
        });
    }

    /// <summary>Sends referrals and looks whether content is still there.</summary>
    public static void AddReferRole(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAcquireOutbound();
        services.AddExtract(configuration);
        services.AddReferOutbound();
        services.AddStep("prepare", provider => provider.GetRequiredService<ReferralDesk>().PrepareAsync);
        services.AddStep("look", provider => provider.GetRequiredService<AvailabilityCheck>().OnceAsync);
        services.AddStep("send", provider =>
        {
            var (outbox, worker) = (provider.GetRequiredService<ReferralOutbox>(), provider.GetRequiredService<WorkerProcess>());
            return cancellationToken => outbox.OnceAsync(worker.Name, cancellationToken);
        });
    }

    /// <summary>A loop of its own around one step, or several side by side.</summary>
    public static void AddStep(
        this IServiceCollection services, string name, Func<IServiceProvider, Func<CancellationToken, Task<bool>>> step, Func<IServiceProvider, int>? parallel = null) =>
        services.AddSingleton<IHostedService>(provider => new WorkLoop(
            provider.GetRequiredService<WorkerProcess>(),
            name,
            step(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<WorkLoop>>(),
            parallel?.Invoke(provider) ?? 1));
}
