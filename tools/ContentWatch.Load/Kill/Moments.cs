using System.Collections.Concurrent;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Load.Kill;

/// <summary>Where a process is killed.</summary>
internal enum Moment
{
    /// <summary>Any process, at any time.</summary>
    AnyTime,

    /// <summary>The one that dials, after the platform took a letter and before it answered: sent, and not recorded.</summary>
    BetweenSendAndRecord,

    /// <summary>The sequencer, while it holds its transaction.</summary>
    WhileSequencing,

    /// <summary>The one that feeds the archive, when the file of a commit appears in the index.</summary>
    WhileTheIndexCommits,

    /// <summary>The reviewer's, when a verdict is being given.</summary>
    WhileDeciding,

    /// <summary><c>cw db migrate</c> on a new database (<see cref="KilledMigration"/>).</summary>
    WhileMigrating,
}

/// <summary>Waits for a moment and kills in it.</summary>
internal sealed class Moments(LoadUnit unit, Random random)
{
    /// <summary>Entries that wait at once, so that sequencing them takes a while: what one round takes.</summary>
    private const int Burst = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);
    private readonly ConcurrentDictionary<string, string> keys = new();
    private int received;
    private TaskCompletionSource? nextLetter;
    private TaskCompletionSource? nextVerdict;

    /// <summary>The Idempotency-Keys under which each reference came to the platform; more than one joined by a space.</summary>
    public IReadOnlyDictionary<string, string> Letters => keys;

    /// <summary>Letters that came to the platform, again ones too.</summary>
    public int Received => received;

    /// <summary>The platform took a letter; it answers when this ends.</summary>
    public async Task ReceivedAsync(string reference, string key)
    {
        Interlocked.Increment(ref received);
        var isNew = keys.TryAdd(reference, key);
        if (!isNew && keys[reference] != key)
        {
            keys[reference] += " " + key;
        }

        if (isNew && Interlocked.Exchange(ref nextLetter, null) is { } waited)
        {
            await unit.KillAsync(unit.Refer);
            waited.SetResult();
        }
    }

    /// <summary>The reviewer is about to give a verdict.</summary>
    public void Deciding() => Interlocked.Exchange(ref nextVerdict, null)?.SetResult();

    /// <summary>Waits for the moment and kills.</summary>
    /// <returns>Whether the process was in the midst of it, as far as one can tell from outside.</returns>
    /// <exception cref="TimeoutException">The moment did not come within two minutes.</exception>
    public Task<bool> KillAsync(Moment moment, CancellationToken cancellationToken) => moment switch
    {
        Moment.AnyTime => AnyTimeAsync(cancellationToken),
        Moment.BetweenSendAndRecord => BetweenSendAndRecordAsync(cancellationToken),
        Moment.WhileSequencing => WhileSequencingAsync(cancellationToken),
        Moment.WhileTheIndexCommits => WhileTheIndexCommitsAsync(cancellationToken),
        Moment.WhileDeciding => WhileDecidingAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(moment)),
    };

    private async Task<bool> AnyTimeAsync(CancellationToken cancellationToken)
    {
        string[] names = [.. unit.Names];
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(5_000)), TimeProvider.System, cancellationToken);
        return await unit.KillAsync(names[random.Next(names.Length)]);
    }

    private async Task<bool> BetweenSendAndRecordAsync(CancellationToken cancellationToken)
    {
        var comes = nextLetter = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await comes.Task.WaitAsync(Patience, TimeProvider.System, cancellationToken);
        return true;
    }

    private async Task<bool> WhileDecidingAsync(CancellationToken cancellationToken)
    {
        var comes = nextVerdict = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await comes.Task.WaitAsync(Patience, TimeProvider.System, cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20)), TimeProvider.System, cancellationToken);
        return await unit.KillAsync("reviewer");
    }

    private async Task<bool> WhileTheIndexCommitsAsync(CancellationToken cancellationToken)
    {
        var appears = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(unit.Folder.FullPath, "segments_*") { IncludeSubdirectories = true };
        watcher.Created += (_, _) => appears.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await appears.Task.WaitAsync(Patience, TimeProvider.System, cancellationToken);
        return await unit.KillAsync(unit.Assess);
    }

    private async Task<bool> WhileSequencingAsync(CancellationToken cancellationToken)
    {
        var burst = await RecordAsync(cancellationToken);
        await using var witness = await SequencingWitness.OpenAsync(unit, cancellationToken);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!await witness.SeesAsync(cancellationToken))
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException("Nobody sequenced for two minutes.");
            }

            await Task.Delay(Glance, TimeProvider.System, cancellationToken);
        }

        await unit.KillAsync(unit.Assess);

        // Undone as a whole: it was in the midst.
        await using var db = unit.Product.GetRequiredService<Database>().Read();
        return await db.AuditLeaves.AnyAsync(leaf => leaf.Index == null && leaf.Subject == burst, cancellationToken);
    }

    private async Task<string> RecordAsync(CancellationToken cancellationToken)
    {
        var audit = unit.Product.GetRequiredService<AuditLog>();
        var subject = $"burst/{Identity.New(TimeProvider.System)}";
        await unit.Product.GetRequiredService<Database>().WriteAsync(
            async (db, cancel) =>
            {
                for (var i = 0; i < Burst; i++)
                {
                    await audit.AppendAsync(db, Actor.Operator, "load.marked", subject, null, cancel);
                }
            },
            cancellationToken);
        return subject;
    }
}
