using ContentWatch.Archive;
using ContentWatch.Archive.Lucene;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary><c>cw archive rebuild</c>: builds a new archive beside the old from the database, compares the two, and swaps.</summary>
internal sealed class ArchiveRebuildCommand : AsyncCommand<DataSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, DataSettings settings, CancellationToken cancellationToken)
    {
        await using var product = DataSettings.Product(settings.OpenFolder(), (services, _) => services.AddArchiveWriter());
        var rebuild = product.GetRequiredService<ArchiveRebuild>();
        var result = await AnsiConsole.Status().StartAsync("Rebuilding", status => rebuild.RunAsync(
            new Progress<RebuildProgress>(at => status.Status($"Rebuilding: {at.Written:N0} of {at.InDatabase:N0} items")), cancellationToken));
        Console.WriteLine($"The archive was rebuilt as {result.Generation}: {result.Items:N0} items, the same as the database. The old one is kept until the next rebuild.");
        return 0;
    }
}
