using ContentWatch.Cli.Up;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary><c>cw db migrate</c>: makes the data folder and its database, or brings them to this build's version.</summary>
internal sealed class DbMigrateCommand : AsyncCommand<DataSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, DataSettings settings, CancellationToken cancellationToken)
    {
        var folder = File.Exists(Path.Combine(settings.Data ?? "data", "folder.json"))
            ? settings.OpenFolder()
            : DataFolder.OpenOrMake(settings.Data ?? "data", demo: false);
        await using var product = DataSettings.Product(folder);
        await using var db = await product.GetRequiredService<IDbContextFactory<ContentWatchDb>>().CreateDbContextAsync(cancellationToken);
        var applied = await DatabaseMigration.MigrateAsync(db, cancellationToken);
        Console.WriteLine(applied.Count == 0 ? "The database is current." : $"Applied: {string.Join(", ", applied)}.");
        return 0;
    }
}
