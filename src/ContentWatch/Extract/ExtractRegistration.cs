using ContentWatch.Extract.Apart;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Extract;

/// <summary>Registers the stage.</summary>
public static class ExtractRegistration
{
    /// <summary>The extractor, in processes of its own: for the worker's roles acquire and refer.</summary>
    public static IServiceCollection AddExtract(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<ExtractOptions>().Bind(configuration.GetSection("Extract")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(ReaderProgram.Worker);
        services.AddSingleton<ApartExtractor>();
        return services;
    }
}
