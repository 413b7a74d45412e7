using ContentWatch.Accounts;
using ContentWatch.Acquire;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Databases;
using ContentWatch.Refer;
using ContentWatch.Review;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContentWatch;

/// <summary>Registers the product: one line per stage, in the order of the flow.</summary>
public static class ContentWatchRegistration
{
    /// <summary>Adds everything that both hosts share. What dials out is added by the worker's roles alone.</summary>
    public static IServiceCollection AddContentWatch(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddDatabase(configuration);
        services.AddAudit(configuration);
        services.AddAccounts();
        services.AddAcquire(configuration);
        services.AddArchive(configuration);
        services.AddReview(configuration);
        services.AddRefer(configuration);
        services.AddStatus(configuration);
        return services;
    }

    private static void AddStatus(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StatusOptions>().Bind(configuration.GetSection("Status")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StatusReader>();
        services.AddSingleton<LongWorkBook>();
    }
}
