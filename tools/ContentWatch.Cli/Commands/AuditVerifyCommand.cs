using System.ComponentModel;
using ContentWatch.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary>What <c>cw audit verify</c> takes.</summary>
internal sealed class AuditVerifySettings : DataSettings
{
    /// <summary>A checkpoint kept elsewhere.</summary>
    [CommandOption("--checkpoint <FILE>")]
    [Description("A checkpoint that was kept elsewhere. Default: those in the second place.")]
    public string? Checkpoint { get; init; }

    /// <summary>The key to verify with.</summary>
    [CommandOption("--key <VERIFIER>")]
    [Description("The verifier key, name+hash+key. Default: the public key beside the signing key.")]
    public string? Key { get; init; }
}

/// <summary>
/// <c>cw audit verify</c>: proves the log or names the first bad entry. Exit code 0 when sound, 3 when not, 4 when it is sound in itself but there
/// is no checkpoint to compare it with, so that a cut tail would not show.
/// </summary>
internal sealed class AuditVerifyCommand : AsyncCommand<AuditVerifySettings>
{
    private const int NotSound = 3;
    private const int NotCompared = 4;

    // The newest say most: an older history of the same log agrees with every older one.
    internal const int MostCheckpoints = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, AuditVerifySettings settings, CancellationToken cancellationToken)
    {
        var folder = settings.OpenFolder();
        await using var product = DataSettings.Product(folder);
        var mirror = product.GetRequiredService<CheckpointMirror>();
        var outside = Outside(settings, mirror);
        var origin = product.GetRequiredService<IOptions<AuditOptions>>().Value.Origin;
        var verifier = settings.Key is { } key ? NoteVerifier.Parse(key) : CheckpointKey.LoadVerifier(CheckpointKey.PathIn(folder.FullPath));
        var entries = 0L;
        var verifying = product.GetRequiredService<AuditVerifier>()
            .VerifyAsync(verifier, origin, outside, new Progress<long>(count => Interlocked.Exchange(ref entries, count)), cancellationToken);
        var verdict = await PatientlyAsync(verifying, () => Interlocked.Read(ref entries), cancellationToken);
        switch (verdict)
        {
            case AuditVerdict.Sound sound:
                Console.WriteLine($"Sound: {sound.Size:N0} entries, root {Convert.ToBase64String(sound.Root)}, {sound.Waiting:N0} waiting for their place.");
                PrintRollbacks(sound);
                Console.WriteLine(sound.ComparedSize is { } size
                    ? $"Compared with the checkpoint of size {size:N0} from {settings.Checkpoint ?? mirror.Folder}."
                    : "Compared with no outside checkpoint: entries cut off the end would not show. Keep checkpoints elsewhere and name one with --checkpoint.");
                if (sound.ComparedSize is null && sound.Size > 0)
                {
                    return NotCompared;
                }

                Console.WriteLine($"Of the first {sound.ComparedSize ?? 0:N0} entries nothing was changed, removed or put in between.");
                return 0;
            default:
                var broken = (AuditVerdict.Broken)verdict;
                Console.WriteLine($"NOT SOUND{(broken.Index is { } index ? $", first at entry {index:N0}" : "")}: {broken.Finding}");
                return NotSound;
        }
    }

    /// <summary>Says which restores took the log back: they are recorded and no alarm, and whoever verifies has to know of them.</summary>
    internal static void PrintRollbacks(AuditVerdict.Sound sound)
    {
        foreach (var rollback in sound.Rollbacks)
        {
            Console.WriteLine($"TAKEN BACK by a restore, recorded as entry {rollback.Index:N0}: {rollback.Size:N0} entries were kept, those up to {rollback.GivenUp.Max(head => head.Size):N0} were given up. Reason: {rollback.Reason}");
        }
    }

    /// <summary>Says how far it is once it takes longer than somebody waits without wondering.</summary>
    private static async Task<AuditVerdict> PatientlyAsync(Task<AuditVerdict> verifying, Func<long> entries, CancellationToken cancellationToken)
    {
        if (!await EndsSoonAsync())
        {
            await AnsiConsole.Status().StartAsync("Verifying", async status =>
            {
                while (!await EndsSoonAsync())
                {
                    status.Status($"Verifying: {entries():N0} entries");
                }
            });
        }

        return await verifying;

        async Task<bool> EndsSoonAsync() => await Task.WhenAny(verifying, Task.Delay(Patience, TimeProvider.System, cancellationToken)) == verifying;
    }

    private static IReadOnlyCollection<string> Outside(AuditVerifySettings settings, CheckpointMirror mirror)
    {
        if (settings.Checkpoint is { } file && !File.Exists(file))
        {
            throw new RefusedException($"There is no checkpoint file at '{file}'.");
        }

        return settings.Checkpoint is { } named ? [File.ReadAllText(named)] : mirror.Notes(MostCheckpoints);
    }
}
