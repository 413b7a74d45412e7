using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentWatch.Audit;

/// <summary>A head of a history of the log that was given up.</summary>
/// <param name="History">The history.</param>
/// <param name="Size">The entries that it covered.</param>
/// <param name="Root">The root at that size; 32 bytes.</param>
public sealed record GivenUpHead(int History, long Size, byte[] Root);

/// <summary>
/// An entry that says that the log was taken back on purpose: a backup was restored that outside checkpoints reach beyond. With it a new history begins,
/// whose number stands in every signed head from then on. It explains checkpoints of the histories that it gave up and no others: whoever takes the
/// new history back once more, without an entry, is found by the heads that were signed for that one.
/// </summary>
/// <param name="History">The history that begins with it, 2 or more.</param>
/// <param name="Size">Entries that were kept.</param>
/// <param name="First">The smallest size at which a given-up history may differ.</param>
/// <param name="GivenUp">The largest known head of each given-up history.</param>
/// <param name="Reason">Why, as the operator said.</param>
public sealed record RecordedRollback(int History, long Size, long First, IReadOnlyList<GivenUpHead> GivenUp, string Reason)
{
    /// <summary>The act that can carry it.</summary>
    public const string Act = "backup.restored";

    private const string Field = "rollBack";

    /// <summary>The entry; null while it was not read from one.</summary>
    public long? Index { get; init; }

    /// <summary>What giving up <paramref name="astray"/> is.</summary>
    /// <param name="size">Entries that are kept.</param>
    /// <param name="history">The history that they are of.</param>
    /// <param name="astray">The outside checkpoints that do not belong to them; at least one.</param>
    /// <param name="reason">Why.</param>
    public static RecordedRollback Of(long size, int history, IReadOnlyList<Checkpoint> astray, string reason)
    {
        var heads = astray.GroupBy(head => head.History).OrderBy(of => of.Key).Select(of => of.MaxBy(head => head.Size)!).Select(head => new GivenUpHead(head.History, head.Size, head.Root));
        return new(Math.Max(history, astray.Max(head => head.History)) + 1, size, Math.Min(size + 1, astray.Min(head => head.Size)), [.. heads], reason);
    }

    /// <summary>Puts it into the details of its entry.</summary>
    public void Into(JsonObject details)
    {
        ArgumentNullException.ThrowIfNull(details);
        details[Field] = new JsonObject
        {
            ["history"] = History,
            ["size"] = Size,
            ["first"] = First,
            ["givenUp"] = new JsonArray([.. GivenUp.Select(head => new JsonObject { ["history"] = head.History, ["size"] = head.Size, ["root"] = Convert.ToBase64String(head.Root) })]),
            ["reason"] = Reason,
        };
    }

    /// <summary>Reads it from an entry; null when the entry carries none.</summary>
    /// <exception cref="FormatException">It carries something that is none.</exception>
    public static RecordedRollback? Find(AuditLeaf leaf)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        if (leaf.Act != Act || AuditEntry.FromBytes(leaf.Bytes).Details[Field] is not { } written)
        {
            return null;
        }

        try
        {
            var read = JsonSerializer.Deserialize<RecordedRollback>(written, JsonSerializerOptions.Web);
            return read is { History: > 1, GivenUp: not null, Reason: not null } ? read with { Index = leaf.Index } : throw new FormatException("The entry of a restore does not say what was given up.");
        }
        catch (JsonException e)
        {
            throw new FormatException("The entry of a restore does not say what was given up.", e);
        }
    }

    /// <summary>True when <paramref name="stray"/> is of a history that was given up here, at a size that is no longer in the log.</summary>
    public bool Explains(Checkpoint stray)
    {
        ArgumentNullException.ThrowIfNull(stray);
        return stray.History < History && stray.Size >= First
            && GivenUp.Any(head => head.History == stray.History && (head.Size > stray.Size || (head.Size == stray.Size && head.Root.AsSpan().SequenceEqual(stray.Root))));
    }
}
