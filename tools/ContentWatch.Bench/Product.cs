using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContentWatch.Bench;

/// <summary>The product's parts on a data folder.</summary>
internal static class Product
{
    /// <summary>Opens them; the database is made or brought to this build's version.</summary>
    public static async Task<ServiceProvider> OpenAsync(string folder, Action<IServiceCollection>? more, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Database:Folder", folder)])
            .Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddContentWatch(configuration);
        more?.Invoke(services);
        var product = services.BuildServiceProvider();
        await using var db = await product.GetRequiredService<IDbContextFactory<ContentWatchDb>>().CreateDbContextAsync(cancellationToken);
        await DatabaseMigration.MigrateAsync(db, cancellationToken);
        return product;
    }
}
