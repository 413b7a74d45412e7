using System.ComponentModel;
using ContentWatch.Backups;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary>What <c>cw backup</c> takes.</summary>
internal sealed class BackupSettings : DataSettings
{
    /// <summary>The folder of backups.</summary>
    [CommandArgument(0, "<FOLDER>")]
    [Description("The folder of backups, best on another disk; made where it is missing. What it has already is not copied again.")]
    public required string Folder { get; init; }

    /// <summary>With the keys.</summary>
    [CommandOption("--with-keys")]
    [Description("Also copy the key that signs the audit log and the secrets of the channels: then the backup has to be guarded like them.")]
    public bool WithKeys { get; init; }
}

/// <summary>
/// <c>cw backup</c>: a whole copy of the unit as it is at one moment, while it runs. Exit code 0; 3 when captured files were missing or damaged in the
/// unit itself, so that the backup lacks them too; 2 when none was made.
/// </summary>
internal sealed class BackupCommand : AsyncCommand<BackupSettings>
{
    private const int NotSound = 3;

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, BackupSettings settings, CancellationToken cancellationToken)
    {
        await using var product = DataSettings.Product(settings.OpenFolder(), (services, _) => services.AddBackups());
        await DataSettings.RefuseOtherVersionAsync(product, cancellationToken);
        var made = await new Work(product.GetRequiredService<LongWorkBook>(), LongWorkKind.Backup).RunAsync(
            "Backing up",
            progress => product.GetRequiredService<UnitBackup>().MakeAsync(settings.Folder, settings.WithKeys, progress, cancellationToken),
            Told,
            cancellationToken);
        var manifest = made.Backup.Manifest;
        Console.WriteLine($"Backed up to {made.Backup.Path}: {manifest.Tables.Sum(table => table.Rows):N0} rows, {manifest.Captures.Captures:N0} captures ({made.NewFiles:N0} files that were not there yet), {manifest.Log.Size:N0} entries of the log.");
        Console.WriteLine(manifest.HasKeys
            ? "It holds the key that signs the audit log and the channels' secrets: guard it like them. Not in it: the keys of sessions (everybody signs in again), passwords of database roles, settings."
            : $"Not in it: the key that signs the audit log ({Path.Combine("keys", "audit.key")} of the data folder), without which nothing can be restored, and the channels' secrets: keep copies elsewhere, or use --with-keys. Nor the keys of sessions, passwords of database roles, settings.");
        if (manifest.Captures.Lost is not [var first, ..])
        {
            return 0;
        }

        Console.WriteLine($"NOT WHOLE: {manifest.Captures.Lost.Count:N0} captured files are missing or damaged in the unit itself, first {first}. 'cw verify' says which captures need them; an older backup may have them.");
        return NotSound;
    }

    private static (bool IsWell, string Said) Told(MadeBackup made) => made.Backup.Manifest.Captures.Lost.Count is 0
        ? (true, $"Backup {made.Backup.Name} was made.")
        : (false, $"Backup {made.Backup.Name} was made, but {made.Backup.Manifest.Captures.Lost.Count:N0} captured files are missing or damaged in the unit itself.");
}
