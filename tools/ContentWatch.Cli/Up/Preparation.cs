using ContentWatch.Audit;
using ContentWatch.Cli.Commands;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContentWatch.Cli.Up;

/// <summary>What has to be there before the hosts start, made once: database, keys.</summary>
internal static class Preparation
{
    /// <summary>Migrates, makes the keys where they are missing, and gives the product's parts for what <c>cw up</c> does itself.</summary>
    public static async Task<ServiceProvider> PrepareAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        var product = DataSettings.Product(folder);
        await using var db = await product.GetRequiredService<IDbContextFactory<ContentWatchDb>>().CreateDbContextAsync(cancellationToken);
        foreach (var migration in await DatabaseMigration.MigrateAsync(db, cancellationToken))
        {
            Console.WriteLine($"Database: applied {migration}");
        }

        var origin = product.GetRequiredService<IOptions<AuditOptions>>().Value.Origin;
        if (CheckpointKey.Make(CheckpointKey.PathIn(folder.FullPath), origin))
        {
            Console.WriteLine($"Made the key that signs the audit log: {CheckpointKey.PathIn(folder.FullPath)}. Keep a copy elsewhere.");
        }

        return product;
    }

    /// <summary>Makes the roles of the processes in PostgreSQL; what is new is said.</summary>
    public static async Task MakeRolesAsync(ServiceProvider product, DataFolder folder, CancellationToken cancellationToken)
    {
        await using var db = await product.GetRequiredService<IDbContextFactory<PostgresContentWatchDb>>().CreateDbContextAsync(cancellationToken);
        foreach (var role in await DatabaseRoles.MakeAsync(db, folder.FullPath, cancellationToken))
        {
            Console.WriteLine($"Database: made the role {role}");
        }
    }
}
