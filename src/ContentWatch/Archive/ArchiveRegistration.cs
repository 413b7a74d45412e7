using ContentWatch.Archive.Lucene;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContentWatch.Archive;

/// <summary>Registers the stage.</summary>
public static class ArchiveRegistration
{
    /// <summary>The archive and the desk that searches it, for every process. A process writes only if it has the writer too.</summary>
    internal static IServiceCollection AddArchive(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ArchiveOptions>().Bind(configuration.GetSection("Archive")).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<IArchive, LuceneArchive>();
        services.TryAddSingleton<SearchDesk>();
        services.TryAddSingleton<ArchiveFeed>();
        return services;
    }

    /// <summary>What builds the archive anew: for the command line alone. The feed is called by the worker's role assess alone.</summary>
    public static IServiceCollection AddArchiveWriter(this IServiceCollection services)
    {
        services.TryAddSingleton<ArchiveRebuild>();
        return services;
    }
}
