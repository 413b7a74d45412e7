using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContentWatch.Databases;

/// <summary>Registers the database that the settings name: PostgreSQL if they give a connection, else the SQLite file of the data folder.</summary>
internal static class DatabaseRegistration
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection("Database")).ValidateDataAnnotations().ValidateOnStart();
        if (string.IsNullOrWhiteSpace(configuration["Database:Postgres"]))
        {
            services.AddPooledDbContextFactory<SqliteContentWatchDb>((provider, options) => options
                .UseSqlite($"Data Source={provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.SqlitePath}")
                .AddInterceptors(new SqlitePragmas()));
            services.AddAnyDatabase<SqliteContentWatchDb>();
        }
        else
        {
            services.AddPooledDbContextFactory<PostgresContentWatchDb>((provider, options) => options
                .UseNpgsql(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.Postgres)
                .ConfigureWarnings(DatabaseErrors.InPlaceOfEntityFramework)
                .AddInterceptors(new PostgresRowLocks(), new DatabaseErrors(provider.GetRequiredService<ILogger<DatabaseErrors>>())));
            services.AddAnyDatabase<PostgresContentWatchDb>();
        }

        return services.AddLogging().AddSingleton<Database>();
    }

    private static void AddAnyDatabase<TDb>(this IServiceCollection services)
        where TDb : ContentWatchDb =>
        services.AddSingleton<IDbContextFactory<ContentWatchDb>>(provider => new AnyDatabase<TDb>(provider.GetRequiredService<IDbContextFactory<TDb>>()));
}
