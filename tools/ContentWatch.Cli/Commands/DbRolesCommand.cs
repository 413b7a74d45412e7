using ContentWatch.Cli.Up;
using ContentWatch.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary><c>cw db roles</c>: makes a PostgreSQL role for each process, with the rights of that process and no more, and says how each connects.</summary>
internal sealed class DbRolesCommand : AsyncCommand<DataSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, DataSettings settings, CancellationToken cancellationToken)
    {
        var folder = settings.OpenFolder();
        await using var product = DataSettings.Product(folder);
        if (product.GetRequiredService<IOptions<DatabaseOptions>>().Value.Postgres is not { Length: > 0 } owner)
        {
            throw new RefusedException("Roles are PostgreSQL's: set Database__Postgres to how the owner of its tables connects. A SQLite file has one user.");
        }

        await Preparation.MakeRolesAsync(product, folder, cancellationToken);
        Console.WriteLine("Each process connects with its own role; its password stands in the file that is named, for that process's user alone:");
        foreach (var process in DatabaseRoles.Processes)
        {
            Console.WriteLine($"  {process.ToString().ToLowerInvariant(),-8} Database__Postgres='{DatabaseRoles.ConnectionOf(owner, folder.FullPath, process)}'");
        }

        return 0;
    }
}
