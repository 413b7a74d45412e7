using ContentWatch.Cli.Up;
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
        await using var product = await Preparation.PrepareAsync(folder, cancellationToken);
        Console.WriteLine("The database is of this build's version.");
        return 0;
    }
}
