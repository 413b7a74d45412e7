using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Review;

/// <summary>Registers the stage.</summary>
public static class ReviewRegistration
{
    /// <summary>Adds the desk, the queue and what reads cases.</summary>
    public static IServiceCollection AddReview(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<ReviewOptions>().Bind(configuration.GetSection("Review")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<CaseReader>();
        services.AddSingleton<CaseTimeline>();
        services.AddSingleton<ReviewQueue>();
        return services;
    }
}
