using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ContentWatch.Audit;

/// <summary>
/// Where every act and every read is recorded: a leaf in the caller's unit of work, so that what cannot be recorded does not
/// happen. Concrete on purpose: nobody may swap it. Thread-safe.
/// </summary>
public sealed class AuditLog(TimeProvider time)
{
    /// <summary>Adds the entry to the caller's transaction; it stands when that commits.</summary>
    /// <param name="db">The context of the act.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="act">What is done, noun and past participle: <c>case.decided</c>; at most 60 characters.</param>
    /// <param name="subject">To what: <c>case/0198…</c>; at most 200 characters.</param>
    /// <param name="details">What else belongs to the record: ids, codes, counts. No content, no names, no secrets. Null for none.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public Task AppendAsync(
        ContentWatchDb db, Actor actor, string act, string subject, JsonObject? details, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(actor);
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        var at = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        var id = Identity.New(time);
        var bytes = CanonicalJson.Bytes(new JsonObject
        {
            ["v"] = 1,
            ["id"] = id.ToString(),
            ["at"] = at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["actor"] = new JsonObject { ["kind"] = actor.Kind.ToString(), ["id"] = actor.Id },
            ["act"] = act,
            ["subject"] = subject,
            ["details"] = details ?? [],
        });
        db.AuditLeaves.Add(new AuditLeaf
        {
            Id = id,
            Bytes = bytes,
            LeafHash = SHA256.HashData([0, .. bytes]),
            At = at,
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            Act = act,
            Subject = subject,
        });
        return Task.CompletedTask;
    }
}
