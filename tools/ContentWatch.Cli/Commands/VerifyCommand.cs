using System.ComponentModel;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Backups;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary>What <c>cw verify</c> takes.</summary>
internal sealed class VerifySettings : DataSettings
{
    /// <summary>A backup.</summary>
    [CommandArgument(0, "[FOLDER]")]
    [Description("A folder of backups (its newest is checked) or one backup. Default: the unit itself.")]
    public string? Folder { get; init; }

    /// <summary>A checkpoint kept elsewhere.</summary>
    [CommandOption("--checkpoint <FILE>")]
    [Description("A checkpoint that was kept elsewhere, to compare the log with. Default: for the unit those in the second place, for a backup none.")]
    public string? Checkpoint { get; init; }
}

/// <summary>
/// <c>cw verify</c>: checks the unit, or a backup without restoring it. Exit code 0 when all is whole, 3 when something is not, 4 when the unit's log is sound in itself but
/// there is no checkpoint to compare it with, 2 when it cannot be told.
/// </summary>
internal sealed class VerifyCommand : AsyncCommand<VerifySettings>
{
    private const int NotSound = 3;
    private const int NotCompared = 4;

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, VerifySettings settings, CancellationToken cancellationToken)
    {
        var outside = settings.Checkpoint is { } file ? (IReadOnlyCollection<string>)[ReadCheckpoint(file)] : null;
        return settings.Folder is { } backup
            ? await VerifyBackupAsync(BackupFolder.Open(backup), outside ?? [], cancellationToken)
            : await VerifyUnitAsync(settings, outside, cancellationToken);
    }

    /// <summary>The note in a file.</summary>
    internal static string ReadCheckpoint(string file) => File.Exists(file) ? File.ReadAllText(file) : throw new RefusedException($"There is no checkpoint file at '{file}'.");

    /// <summary>Says what was found; gives the exit code, where nothing is wrong 0.</summary>
    internal static int Print(CheckResult result)
    {
        if (result.IsSound)
        {
            Console.WriteLine(Sentence(result));
            return 0;
        }

        foreach (var finding in result.Findings)
        {
            Console.WriteLine($"NOT SOUND, {finding.Kind}{(finding.Count > 1 ? $" ({finding.Count:N0})" : "")}: {finding.First}");
        }

        return NotSound;
    }

    private static async Task<int> VerifyUnitAsync(VerifySettings settings, IReadOnlyCollection<string>? outside, CancellationToken cancellationToken)
    {
        var folder = settings.OpenFolder();
        await using var product = DataSettings.Product(folder, (services, _) => services.AddBackups());
        await DataSettings.RefuseOtherVersionAsync(product, cancellationToken);
        var result = await new Work(product.GetRequiredService<LongWorkBook>(), LongWorkKind.Verify).RunAsync(
            "Verifying",
            progress => product.GetRequiredService<UnitCheck>().CheckAsync(
                CheckpointKey.LoadVerifier(CheckpointKey.PathIn(folder.FullPath)),
                product.GetRequiredService<IOptions<AuditOptions>>().Value.Origin,
                outside ?? product.GetRequiredService<CheckpointMirror>().Notes(AuditVerifyCommand.MostCheckpoints),
                product.GetRequiredService<IArchive>(),
                [],
                progress,
                cancellationToken),
            found => (found.IsSound, found.IsSound ? Sentence(found) : string.Join(' ', found.Findings.Select(finding => finding.First))),
            cancellationToken);
        var code = Print(result);
        if (result.Log is AuditVerdict.Sound sound)
        {
            AuditVerifyCommand.PrintRollbacks(sound);
            if (code == 0 && sound.ComparedSize is null && sound.Size > 0)
            {
                Console.WriteLine("Compared with no outside checkpoint: entries cut off the end would not show. Keep checkpoints elsewhere and name one with --checkpoint.");
                return NotCompared;
            }
        }

        return code;
    }

    private static async Task<int> VerifyBackupAsync(OpenBackup backup, IReadOnlyCollection<string> outside, CancellationToken cancellationToken)
    {
        // It needs no unit: whoever keeps the backups elsewhere can check them there. The copy of the database is gone afterwards.
        await using var product = DataSettings.Product((services, _) => services.AddBackups());
        var place = Directory.CreateTempSubdirectory("contentwatch-verify-");
        try
        {
            Console.WriteLine($"Backup {backup.Path}, of {backup.Manifest.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, from {backup.Manifest.Database}, made by build {backup.Manifest.Build}.");
            var result = await Work.ShowAsync(
                "Verifying",
                progress => product.GetRequiredService<BackupCheck>().CheckAsync(
                    backup, Path.Combine(place.FullName, "check.db"), product.GetRequiredService<IOptions<AuditOptions>>().Value.Origin, outside, progress, cancellationToken),
                cancellationToken);
            if (backup.Manifest.Captures.Lost is [var first, ..])
            {
                Console.WriteLine($"When it was made, {backup.Manifest.Captures.Lost.Count:N0} captured files were missing or damaged in the unit already, first {first}.");
            }

            return Print(result);
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private static string Sentence(CheckResult result)
    {
        var log = (AuditVerdict.Sound)result.Log;
        var compared = log.ComparedSize is { } size ? $", compared with the checkpoint of size {size:N0}" : "";
        return $"Sound: {log.Size:N0} entries of the log ({log.Waiting:N0} waiting{compared}), {result.Captures:N0} captures in {result.Files:N0} files{(result.Items is { } items ? $", {items:N0} items in the archive" : "")}.";
    }
}
