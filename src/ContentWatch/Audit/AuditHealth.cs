using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Audit;

/// <summary>How the log stands.</summary>
/// <param name="Size">Entries sequenced.</param>
/// <param name="Waiting">Entries that wait for their place.</param>
/// <param name="OldestWaiting">How long the oldest has waited; null when none waits.</param>
/// <param name="IsAlarming">True when it has waited too long: the assess worker does not sequence.</param>
/// <param name="LastCheckpoint">The newest signed head; null before the first.</param>
/// <param name="IsMirrored">True when the second place has it.</param>
public sealed record AuditStanding(
    long Size, int Waiting, TimeSpan? OldestWaiting, bool IsAlarming, AuditCheckpoint? LastCheckpoint, bool IsMirrored);

/// <summary>Tells pages and operators how the log stands. Thread-safe.</summary>
public sealed class AuditHealth(Database database, CheckpointMirror mirror, IOptions<AuditOptions> options, TimeProvider time)
{
    /// <summary>Looks.</summary>
    public async Task<AuditStanding> LookAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var waiting = db.AuditLeaves.Where(leaf => leaf.Index == null);
        var count = await waiting.CountAsync(cancellationToken);
        var oldest = count == 0 ? (TimeSpan?)null : time.GetUtcNow() - await waiting.MinAsync(leaf => leaf.At, cancellationToken);
        var last = await db.AuditCheckpoints.OrderByDescending(c => c.Size).FirstOrDefaultAsync(cancellationToken);
        return new(
            (await db.AuditLeaves.MaxAsync(leaf => leaf.Index, cancellationToken) ?? -1) + 1,
            count,
            oldest,
            oldest > options.Value.AlarmAfter,
            last,
            last is null || mirror.Latest == last.Note);
    }
}
