using ContentWatch.Archive;
using ContentWatch.Archive.Lucene;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary><c>cw archive rebuild</c>: builds a new archive beside the old from the database, compares the two, and swaps.</summary>
internal sealed class ArchiveRebuildCommand : AsyncCommand<DataSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, DataSettings settings, CancellationToken cancellationToken)
    {
        await using var product = DataSettings.Product(settings.OpenFolder(), (services, _) => services.AddArchiveWriter());
        var result = await RebuildAsync(product, cancellationToken);
        Console.WriteLine($"The archive was rebuilt as {result.Generation}: {result.Items:N0} items, the same as the database. The old one is kept until the next rebuild.");
        return 0;
    }

    /// <summary>Rebuilds, and says how far it is.</summary>
    internal static Task<RebuildResult> RebuildAsync(IServiceProvider product, CancellationToken cancellationToken) =>
        new Work(product.GetRequiredService<LongWorkBook>(), LongWorkKind.Rebuild).RunAsync(
            "Rebuilding",
            progress => product.GetRequiredService<ArchiveRebuild>().RunAsync(new Steps(progress), cancellationToken),
            result => (true, $"{result.Generation}: {result.Items:N0} items."),
            cancellationToken);

    private sealed class Steps(IProgress<WorkProgress> progress) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => progress.Report(new(value.Written, value.InDatabase));
    }
}
