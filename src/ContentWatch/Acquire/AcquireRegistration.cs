using ContentWatch.Acquire.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContentWatch.Acquire;

/// <summary>Registers the stage.</summary>
public static class AcquireRegistration
{
    /// <summary>Desks and store, for every process.</summary>
    internal static IServiceCollection AddAcquire(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AcquireOptions>().Bind(configuration.GetSection("Acquire")).ValidateDataAnnotations()
            .Validate(options => options.LeadDeadline < options.LeaseFor, "Acquire:LeadDeadline must be shorter than Acquire:LeaseFor.").ValidateOnStart();
        services.AddSingleton<OutboundRule>();
        services.AddSingleton<LeadDesk>();
        services.AddSingleton<SourceDesk>();
        services.AddSingleton<SourceReader>();
        services.AddSingleton<SourceLinks>();
        services.AddSingleton<ReportIntake>();
        services.AddSingleton<CaptureStore>();
        return services;
    }

    /// <summary>What dials the Internet: for the worker's roles acquire and refer alone.</summary>
    public static IServiceCollection AddAcquireOutbound(this IServiceCollection services)
    {
        services.AddOptions<AcquireOptions>().Validate(
            options => !string.IsNullOrWhiteSpace(options.Contact),
            "Acquire:Contact is not set: sites are told how to reach the unit, so nothing is fetched without it.");
#pragma warning disable RS0030 // The one place that hands chance out; it is thread-safe.
        services.TryAddSingleton(Random.Shared);
#pragma warning restore RS0030
        services.TryAddSingleton<OutboundGuard>();
        services.TryAddSingleton<Fetcher>();
        services.TryAddSingleton<RobotsBook>();
        services.TryAddSingleton<ICollector, WebPageCollector>();
        services.TryAddSingleton<LeadQueue>();
        services.TryAddSingleton<AcquireRun>();
        return services;
    }
}
