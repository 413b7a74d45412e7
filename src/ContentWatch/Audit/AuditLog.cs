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
    private readonly int maxBacklog = (options?.Value ?? new AuditOptions()).MaxBacklog;

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
        var waiting = await db.AuditLeaves.Where(leaf => leaf.Index == null).OrderBy(leaf => leaf.Id).Take(maxBacklog).CountAsync(cancellationToken);
        if (waiting >= maxBacklog)
        {
            throw new AuditBacklogException(waiting);
        }

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
}
