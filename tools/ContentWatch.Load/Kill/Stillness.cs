using ContentWatch.Acquire;
using ContentWatch.Refer;
using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Load.Kill;

/// <summary>Waits until the unit has done all that was begun; an operator's part, to try parked leads again, is done meanwhile.</summary>
internal static class Stillness
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits.</summary>
    /// <returns>How many parked leads were tried again.</returns>
    /// <exception cref="TimeoutException">Something still moves after five minutes; the message says what.</exception>
    public static async Task<int> WaitAsync(LoadUnit unit, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var retried = 0;
        while (await MovingAsync(unit, cancellationToken) is { } moving)
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"After {Patience.TotalMinutes:0} minutes without a kill there are still: {moving}.");
            }

            retried += await RetryParkedAsync(unit, cancellationToken);
            await Task.Delay(Between, TimeProvider.System, cancellationToken);
        }

        return retried;
    }

    /// <summary>What is under way, in words; null when nothing is.</summary>
    public static async Task<string?> MovingAsync(LoadUnit unit, CancellationToken cancellationToken)
    {
        await using var db = unit.Product.GetRequiredService<Database>().Read();
        var now = TimeProvider.System.GetUtcNow();
        var leads = db.Leads.Where(l => l.State == LeadState.Waiting || l.State == LeadState.Leased || l.State == LeadState.Parked);
        (string What, int Count)[] all =
        [
            ("leads", await leads.CountAsync(cancellationToken)),
            ("captures", await db.Captures.CountAsync(c => c.State == CaptureState.Waiting || c.State == CaptureState.Leased, cancellationToken)),
            ("appearances", await db.Appearances.CountAsync(a => a.AssessedAt == null && a.Attempts < Assessment.MaxAttempts, cancellationToken)),
            ("cases", await db.Cases.CountAsync(c => c.State != CaseState.Decided || c.UndoUntil > now, cancellationToken)),
            ("referrals", await db.Referrals.CountAsync(r => r.State == ReferralState.Waiting || r.State == ReferralState.Sending, cancellationToken)),
            ("verdicts without referral", await db.Verdicts.CountAsync(
                v => v.Kind == VerdictKind.Refer && v.TakenBackAt == null && !db.Referrals.Any(r => r.VerdictId == v.Id), cancellationToken)),
            ("changes for the archive", await db.ArchiveChanges.CountAsync(cancellationToken)),
            ("entries without a place", await db.AuditLeaves.CountAsync(l => l.Index == null, cancellationToken)),
        ];
        var moving = all.Where(one => one.Count > 0).Select(one => $"{one.Count} {one.What}").ToList();
        if (moving.Count > 0 && await leads.OrderBy(l => l.NextTryAt).FirstOrDefaultAsync(cancellationToken) is { } lead)
        {
            var pace = await db.HostPaces.SingleOrDefaultAsync(p => p.Host == lead.Host, cancellationToken);
            moving.Add($"the first lead {lead.State} until {lead.LeaseUntil ?? lead.NextTryAt:O} ({lead.LastError}), its host's pace {pace?.NextAt:O} held until {pace?.HeldUntil:O}");
        }

        return moving.Count == 0 ? null : string.Join(", ", moving);
    }

    private static async Task<int> RetryParkedAsync(LoadUnit unit, CancellationToken cancellationToken)
    {
        var desk = unit.Product.GetRequiredService<LeadDesk>();
        var parked = await desk.ListAsync(LeadState.Parked, 100, cancellationToken);
        foreach (var lead in parked)
        {
            await desk.RetryAsync(Actor.Operator, lead.Id, cancellationToken);
        }

        return parked.Count;
    }
}
