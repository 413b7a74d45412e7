using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Extract;

/// <summary>Registers the stage.</summary>
public static class ExtractRegistration
{
    /// <summary>The extractor: for the worker's roles acquire and refer.</summary>
    public static IServiceCollection AddExtract(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<ExtractOptions>().Bind(configuration.GetSection("Extract")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Language>();
        services.AddSingleton<Extractor>();
        return services;
    }
}
