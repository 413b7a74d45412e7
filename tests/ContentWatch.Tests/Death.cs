using System.Data.Common;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ContentWatch.Tests;

/// <summary>A process dies here.</summary>
public sealed class KilledException : Exception;

/// <summary>
/// Kills a process at a commit: just before, so that nothing of it stands, or just after, so that it stands and nobody in the process hears of it.
/// </summary>
internal sealed class Death : DbTransactionInterceptor
{
    private readonly Func<int, TransactionEventData, bool> isHere;
    private readonly bool after;
    private int commits;

    /// <summary>At its nth commit, counted from 1.</summary>
    public Death(int commit, bool after)
    {
        isHere = (number, _) => number == commit;
        this.after = after;
    }

    /// <summary>Before the commit that records this act.</summary>
    public Death(string act) => isHere = (_, data) => data.Context!.ChangeTracker.Entries<AuditLeaf>().Any(leaf => leaf.Entity.Act == act);

    /// <summary>Whether it has come.</summary>
    public bool HasCome { get; private set; }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        HasCome |= isHere(++commits, eventData);
        return HasCome && !after ? throw new KilledException() : new(result);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        HasCome ? throw new KilledException() : Task.CompletedTask;
}
