using System.ComponentModel;
using ContentWatch.Cli.Up;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary>What every command takes: the data folder.</summary>
internal class DataSettings : CommandSettings
{
    /// <summary>The folder as given; null for the default.</summary>
    [CommandOption("--data <FOLDER>")]
    [Description("The data folder. Default: data (data-demo for the demo), below the working directory.")]
    public string? Data { get; init; }

    /// <summary>The folder, which has to be there.</summary>
    public DataFolder OpenFolder() => DataFolder.Open(Data ?? "data");

    /// <summary>The product's parts on that folder, for a command that acts once.</summary>
    public static ServiceProvider Product(DataFolder folder, Action<IServiceCollection, IConfiguration>? more = null) => Product(
        [
            new("Database:Folder", folder.FullPath),
            .. folder.DemoSites.Select((site, i) => KeyValuePair.Create($"Acquire:AllowHosts:{i}", (string?)site)),
        ],
        more);

    /// <summary>The same without a folder, for what is done with backups.</summary>
    public static ServiceProvider Product(Action<IServiceCollection, IConfiguration> more) => Product([], more);

    /// <summary>Refuses a database that is missing or of another version.</summary>
    /// <exception cref="DatabaseVersionException">It is.</exception>
    public static async Task RefuseOtherVersionAsync(IServiceProvider product, CancellationToken cancellationToken)
    {
        await using var db = await product.GetRequiredService<IDbContextFactory<ContentWatchDb>>().CreateDbContextAsync(cancellationToken);
        await DatabaseMigration.RefuseOtherVersionAsync(db, cancellationToken);
    }

    private static ServiceProvider Product(IEnumerable<KeyValuePair<string, string?>> settings, Action<IServiceCollection, IConfiguration>? more)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddContentWatch(configuration);
        more?.Invoke(services, configuration);
        return services.BuildServiceProvider();
    }
}
