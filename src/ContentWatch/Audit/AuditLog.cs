using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Audit;

/// <summary>
/// Where every act and every read is recorded: a leaf in the caller's unit of work, so that what cannot be recorded does not
/// happen. Concrete on purpose: nobody may swap it. Thread-safe.
/// </summary>
public sealed class AuditLog(TimeProvider time, IOptions<AuditOptions>? options = null)
{
    // How many wait is asked of the database once a second, and again when our own entries alone could have filled what was free: asked in
    // every act, all acts would read what all others write, and a database that runs them side by side would refuse most of them.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly int maxBacklog = (options?.Value ?? new AuditOptions()).MaxBacklog;
    private int room;
    private long lookedAt;

    /// <summary>Adds the entry to the caller's transaction; it stands when that commits.</summary>
    /// <param name="db">The context of the act.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="act">What is done, noun and past participle: <c>case.decided</c>; 1 to 60 characters.</param>
    /// <param name="subject">To what: <c>case/0198…</c>; 1 to 200 characters.</param>
    /// <param name="details">What else belongs to the record: ids, codes, counts. No content, no names, no secrets. Null for none.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="AuditBacklogException">Too many entries wait; the act must not happen.</exception>
    public async Task AppendAsync(
        ContentWatchDb db, Actor actor, string act, string subject, JsonObject? details, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(actor);
        await RefuseBacklogAsync(db, cancellationToken);
        var now = time.GetUtcNow();
        var at = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        var entry = new AuditEntry(Identity.New(time), at, actor, act, subject, details ?? []);
        var bytes = entry.ToBytes();
        db.AuditLeaves.Add(new AuditLeaf
        {
            Id = entry.Id,
            Bytes = bytes,
            LeafHash = AuditEntry.LeafHash(bytes),
            At = at,
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            Act = act,
            Subject = subject,
        });
    }

    private async Task RefuseBacklogAsync(ContentWatchDb db, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref room) >= 0 && time.GetElapsedTime(Interlocked.Read(ref lookedAt)) < LookEvery)
        {
            return;
        }

        var waiting = await db.AuditLeaves.Where(leaf => leaf.Index == null).OrderBy(leaf => leaf.Id).Take(maxBacklog).CountAsync(cancellationToken);
        Interlocked.Exchange(ref room, maxBacklog - waiting - 1);
        Interlocked.Exchange(ref lookedAt, time.GetTimestamp());
        if (waiting >= maxBacklog)
        {
            throw new AuditBacklogException(waiting);
        }
    }
}
