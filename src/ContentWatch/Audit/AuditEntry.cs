using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentWatch.Audit;

/// <summary>
/// The record of one act, format v1: <c>{"act","actor":{"id","kind"},"at","details","id","subject","v":1}</c> as canonical JSON (RFC 8785).
/// The bytes are the entry; this is how they are written and read. Never changes; a new version adds a number.
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When, in UTC, to the microsecond; a claim of the machine's clock.</param>
/// <param name="Actor">Who.</param>
/// <param name="Act">What was done.</param>
/// <param name="Subject">To what.</param>
/// <param name="Details">What else belongs to the record.</param>
public sealed record AuditEntry(Guid Id, DateTimeOffset At, Actor Actor, string Act, string Subject, JsonObject Details)
{
    /// <summary>Longest entry in bytes: what a bundle of the tile format can carry (C2SP tlog-tiles).</summary>
    public const int MaxBytes = 65_535;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private static readonly string[] Fields = ["act", "actor", "at", "details", "id", "subject", "v"];

    /// <summary>The canonical bytes.</summary>
    /// <exception cref="ArgumentException">They would be longer than <see cref="MaxBytes"/>.</exception>
    public byte[] ToBytes()
    {
        var bytes = CanonicalJson.Bytes(new JsonObject
        {
            ["v"] = 1,
            ["id"] = Id.ToString(),
            ["at"] = At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
            ["actor"] = new JsonObject { ["kind"] = Actor.Kind.ToString(), ["id"] = Actor.Id },
            ["act"] = Act,
            ["subject"] = Subject,
            ["details"] = Details.DeepClone(),
        });
        return bytes.Length <= MaxBytes ? bytes : throw new ArgumentException($"An entry has at most {MaxBytes:N0} bytes; this one has {bytes.Length:N0}.");
    }

    /// <summary>Reads the bytes, strictly: another version, a field more or less, or another spelling than the canonical one is an error.</summary>
    /// <exception cref="FormatException">The message names the field.</exception>
    public static AuditEntry FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Read(bytes);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException("The bytes are no JSON that we write: a name twice, half a surrogate pair, or no JSON at all.", e);
        }
    }

    /// <summary>The leaf hash of bytes: SHA-256(0x00 ‖ bytes), RFC 6962 §2.1.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> bytes) => SHA256.HashData([0, .. bytes]);

    private static AuditEntry Read(ReadOnlySpan<byte> bytes)
    {
        var entry = CanonicalJson.Parse(bytes) as JsonObject ?? throw new FormatException("The entry is no JSON object.");
        var names = entry.Select(field => field.Key).Order(StringComparer.Ordinal);
        if (!names.SequenceEqual(Fields))
        {
            throw new FormatException($"The fields are not {string.Join(", ", Fields)}.");
        }

        if (entry["v"] is not JsonValue version || !version.TryGetValue(out int v) || v != 1)
        {
            throw new FormatException("The version is not 1.");
        }

        var actor = entry["actor"] as JsonObject ?? throw new FormatException("The actor is no object.");
        var read = new AuditEntry(
            Guid.TryParseExact(Text(entry, "id"), "D", out var id) ? id : throw new FormatException("The id is no UUID."),
            DateTimeOffset.TryParseExact(Text(entry, "at"), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? at
                : throw new FormatException("The time is not as v1 writes it."),
            new Actor(Enum.TryParse<ActorKind>(Text(actor, "kind"), out var kind) && Enum.IsDefined(kind) ? kind : throw new FormatException("The kind of actor is unknown."), Text(actor, "id")),
            Text(entry, "act"),
            Text(entry, "subject"),
            entry["details"] as JsonObject ?? throw new FormatException("The details are no object."));
        return read.ToBytes().AsSpan().SequenceEqual(bytes) ? read : throw new FormatException("The bytes are not in canonical form.");
    }

    private static string Text(JsonObject from, string field) =>
        from[field] is JsonValue value && value.TryGetValue(out string? text) ? text : throw new FormatException($"'{field}' is no text.");
}
