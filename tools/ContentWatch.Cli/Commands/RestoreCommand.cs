using System.ComponentModel;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Backups;
using ContentWatch.Cli.Up;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary>What <c>cw restore</c> takes.</summary>
internal sealed class RestoreSettings : DataSettings
{
    private const int LongestReason = 500;

    /// <summary>The backup.</summary>
    [CommandArgument(0, "<FOLDER>")]
    [Description("A folder of backups (its newest is restored) or one backup.")]
    public required string Folder { get; init; }

    /// <summary>Put aside what is there.</summary>
    [CommandOption("--replace")]
    [Description("Put aside the unit that is in the data folder (and the tables of the PostgreSQL database). Nothing is deleted.")]
    public bool Replace { get; init; }

    /// <summary>Why the log may be taken back.</summary>
    [CommandOption("--roll-back <REASON>")]
    [Description("Take the audit log back behind checkpoints that were kept elsewhere, and record that with this reason.")]
    public string? RollBack { get; init; }

    /// <summary>The signing key.</summary>
    [CommandOption("--key <FILE>")]
    [Description("Your copy of the key that signs the audit log (keys/audit.key), where the backup does not bring it.")]
    public string? Key { get; init; }

    /// <summary>A checkpoint kept elsewhere.</summary>
    [CommandOption("--checkpoint <FILE>")]
    [Description("A checkpoint that was kept elsewhere, to compare the log with besides those in the second place.")]
    public string? Checkpoint { get; init; }

    /// <summary>Refuses a reason that says nothing or does not fit into an entry.</summary>
    public void RefuseBadReason()
    {
        if (RollBack is { } reason && (reason.Trim().Length == 0 || reason.Length > LongestReason))
        {
            throw new RefusedException($"--roll-back takes the reason, 1 to {LongestReason} characters.");
        }
    }
}

/// <summary>
/// <c>cw restore</c>: checks the backup, puts it in place, builds the archive and gives the log's first new entry its place. SQLite or PostgreSQL as the settings say, whichever the
/// backup came from. Exit code 0 when restored, 3 when the backup is not sound, 4 when it would take the log back and that was not asked for, 2 when it cannot be done as asked; with 2, 3 and 4 nothing was touched.
/// </summary>
internal sealed class RestoreCommand : AsyncCommand<RestoreSettings>
{
    private const int WouldRollBack = 4;

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, RestoreSettings settings, CancellationToken cancellationToken)
    {
        settings.RefuseBadReason();
        var backup = BackupFolder.Open(settings.Folder);
        var data = settings.Data ?? "data";
        RestoreOutcome outcome;
        await using (var outside = DataSettings.Product((services, _) => services.AddBackups()))
        {
            var postgres = outside.GetRequiredService<IOptions<DatabaseOptions>>().Value.Postgres;
            var order = new RestoreOrder(backup, data)
            {
                Postgres = string.IsNullOrWhiteSpace(postgres) ? null : postgres,
                Replaces = settings.Replace,
                RollBack = settings.RollBack,
                Key = settings.Key,
                Outside = settings.Checkpoint is { } file ? [VerifyCommand.ReadCheckpoint(file)] : [],
            };
            outcome = await Work.ShowAsync("Restoring", progress => outside.GetRequiredService<UnitRestore>().RestoreAsync(order, progress, cancellationToken), cancellationToken);
        }

        switch (outcome)
        {
            case RestoreOutcome.NotSound notSound:
                Console.WriteLine("Nothing was restored: the backup is not sound.");
                return VerifyCommand.Print(notSound.Check);
            case RestoreOutcome.WouldRollBack refused:
                Console.WriteLine(refused.Covered > refused.Size
                    ? $"Nothing was restored: outside checkpoints cover {refused.Covered:N0} entries of the log and the backup has {refused.Size:N0}: entries that would be given up: {refused.Covered - refused.Size:N0}."
                    : $"Nothing was restored. {refused.Finding}");
                Console.WriteLine("If that has to be, say why with --roll-back \"REASON\": it becomes an entry of the log, and the checkpoints stay.");
                return WouldRollBack;
            default:
                await FinishAsync(backup, (RestoreOutcome.Restored)outcome, DataFolder.Open(data), cancellationToken);
                return 0;
        }
    }

    private static async Task FinishAsync(OpenBackup backup, RestoreOutcome.Restored restored, DataFolder folder, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Restored {backup.Path} to {folder.FullPath}.");
        if (restored.Aside is { } aside)
        {
            Console.WriteLine($"What was there is in {aside}.");
        }

        await using var product = DataSettings.Product(folder, (services, _) => services.AddArchiveWriter().AddAuditSequencer());
        var book = product.GetRequiredService<LongWorkBook>();
        await book.BeginAsync(LongWorkKind.Restore, cancellationToken);
        var sequencer = product.GetRequiredService<AuditSequencer>();
        while (await sequencer.SequenceAsync("cw", cancellationToken) > 0)
        {
            // A round has a limit; what waited in the backup may be more.
        }

        var rebuilt = await ArchiveRebuildCommand.RebuildAsync(product, cancellationToken);
        await book.EndAsync(LongWorkKind.Restore, isWell: true, $"Backup {backup.Name} was restored.", cancellationToken);
        Console.WriteLine($"The archive was built: {rebuilt.Items:N0} items.");
        Console.WriteLine(restored.RollBack is { } rollBack
            ? $"The log was taken back; entries that outside checkpoints cover and that were given up: {rollBack.GivenUp.Max(head => head.Size) - rollBack.Size:N0}. That is an entry now, and history {rollBack.History} begins with it."
            : "No outside checkpoint reaches beyond the log that was restored.");
        Console.WriteLine("As it was when the backup was made: who may sign in, with which password, and which API keys hold: look under People and API keys for what was changed since. One-time links have ended, and everybody signs in again.");
        Console.WriteLine("Referrals that were sent since are sent again, under the reference and the idempotency key that they had, if they existed then; a case that was decided since waits to be decided again.");
        if (!Directory.Exists(Path.Combine(folder.FullPath, "secrets")))
        {
            Console.WriteLine("No secrets of channels are here: keep them again with 'cw secret set'.");
        }
    }
}
