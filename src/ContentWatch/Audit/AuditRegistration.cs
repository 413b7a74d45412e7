using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Audit;

/// <summary>Registers the log.</summary>
public static class AuditRegistration
{
    /// <summary>What every process needs: to record, to see how the log stands, to verify.</summary>
    internal static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection("Audit")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<CheckpointMirror>();
        services.AddSingleton<AuditHealth>();
        services.AddSingleton<AuditVerifier>();
        return services;
    }

    /// <summary>The sequencer: for the worker's role assess.</summary>
    public static IServiceCollection AddAuditSequencer(this IServiceCollection services) => services.AddSingleton<AuditSequencer>();
}
