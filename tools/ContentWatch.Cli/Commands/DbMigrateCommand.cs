using System.ComponentModel;
using ContentWatch.Cli.Up;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary>What <c>cw db migrate</c> takes.</summary>
internal sealed class DbMigrateSettings : DataSettings
{
    /// <summary>Where people reach the web.</summary>
    [CommandOption("--address <URL>")]
    [Description("Where people reach the web: also print the first administrator's one-time link while nobody has a password.")]
    public string? Address { get; init; }
}

/// <summary><c>cw db migrate</c>: makes the data folder and its database, or brings them to this build's version.</summary>
internal sealed class DbMigrateCommand : AsyncCommand<DbMigrateSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, DbMigrateSettings settings, CancellationToken cancellationToken)
    {
        var web = settings.Address is null ? null : WebOf(settings.Address);
        var folder = File.Exists(Path.Combine(settings.Data ?? "data", "folder.json"))
            ? settings.OpenFolder()
            : DataFolder.OpenOrMake(settings.Data ?? "data", demo: false);
        await using var product = await Preparation.PrepareAsync(folder, cancellationToken);
        Console.WriteLine("The database is of this build's version.");
        if (web is not null)
        {
            await Welcome.PrintFirstLinkAsync(web, product, cancellationToken);
        }

        return 0;
    }

    private static Uri WebOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var web) && (web.Scheme == Uri.UriSchemeHttp || web.Scheme == Uri.UriSchemeHttps)
        ? web
        : throw new RefusedException($"'{address}' is not an http or https address.");
}
