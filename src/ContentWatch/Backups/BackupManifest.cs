using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentWatch.Backups;

/// <summary>A file of a backup, as its manifest names it.</summary>
/// <param name="Name">Its path within the backup, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Hash">Its SHA-256.</param>
public sealed record BackupFile(string Name, long Bytes, ContentHash Hash);

/// <summary>A table of a backup: one gzipped file of JSON lines, the first of which names the columns and their kinds.</summary>
/// <param name="Name">The table.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="File">Where they are.</param>
public sealed record BackupTable(string Name, long Rows, BackupFile File);

/// <summary>How the audit log stood.</summary>
/// <param name="Size">Entries that had their place.</param>
/// <param name="Root">The root of their tree; 32 bytes.</param>
/// <param name="Waiting">Entries that waited for theirs; they are in the backup too.</param>
/// <param name="Note">The signed head of that size; null when there was none yet.</param>
public sealed record BackupLog(long Size, byte[] Root, int Waiting, string? Note);

/// <summary>What of the capture store belongs to the backup.</summary>
/// <param name="Captures">Captures of the database.</param>
/// <param name="Files">Files that they name.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Lost">Files that were missing or damaged in the unit already when the backup was made.</param>
public sealed record BackupCaptures(long Captures, long Files, long Bytes, IReadOnlyList<ContentHash> Lost);

/// <summary>
/// What a backup is, as JSON: format <c>backup</c>, version 1. Written last: without it a folder is no backup. Never changes; a new version adds a number.
/// </summary>
/// <param name="At">The moment that it shows.</param>
/// <param name="Build">The build that wrote it.</param>
/// <param name="Database">The database it came from, <c>sqlite</c> or <c>postgres</c>; it may be restored to either.</param>
/// <param name="Schema">The newest migration of that build for each database: which tables the rows fit into.</param>
/// <param name="Tables">The tables, in an order in which they can be filled.</param>
/// <param name="Log">How the audit log stood.</param>
/// <param name="Captures">The captures.</param>
/// <param name="Files">Other files of the data folder.</param>
/// <param name="HasKeys">True when the signing key and the channels' secrets are among them.</param>
public sealed record BackupManifest(
    DateTimeOffset At,
    string Build,
    string Database,
    IReadOnlyDictionary<string, string> Schema,
    IReadOnlyList<BackupTable> Tables,
    BackupLog Log,
    BackupCaptures Captures,
    IReadOnlyList<BackupFile> Files,
    bool HasKeys)
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    public const int Version = 1;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The manifest's bytes.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(
        new JsonObject
        {
            ["v"] = Version,
            ["kind"] = "backup",
            ["at"] = At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
            ["build"] = Build,
            ["database"] = Database,
            ["schema"] = new JsonObject([.. Schema.OrderBy(of => of.Key, StringComparer.Ordinal).Select(of => KeyValuePair.Create(of.Key, (JsonNode?)of.Value))]),
            ["tables"] = new JsonArray([.. Tables.Select(table => new JsonObject { ["name"] = table.Name, ["rows"] = table.Rows, ["file"] = Written(table.File) })]),
            ["audit"] = new JsonObject
            {
                ["size"] = Log.Size,
                ["root"] = Convert.ToBase64String(Log.Root),
                ["waiting"] = Log.Waiting,
                ["checkpoint"] = Log.Note,
            },
            ["captures"] = new JsonObject
            {
                ["captures"] = Captures.Captures,
                ["files"] = Captures.Files,
                ["bytes"] = Captures.Bytes,
                ["lost"] = new JsonArray([.. Captures.Lost.Select(hash => (JsonNode?)hash.ToString())]),
            },
            ["files"] = new JsonArray([.. Files.Select(Written)]),
            ["keys"] = HasKeys,
        }.ToJsonString(Readable) + "\n");

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="BackupException">It is none, or of a version that a later build writes.</exception>
    public static BackupManifest Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (root.GetProperty("kind").GetString() != "backup")
            {
                throw new BackupException("The manifest is not that of a backup.");
            }

            return root.GetProperty("v").GetInt32() is var version && version is < 1 or > Version
                ? throw new BackupException($"The backup is of version {version}; this build reads version {Version}. Use the newer build.")
                : Read(root);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BackupException($"The manifest of the backup cannot be read: {e.Message}");
        }
    }

    private static BackupManifest Read(JsonElement root)
    {
        var (audit, captures) = (root.GetProperty("audit"), root.GetProperty("captures"));
        return new(
            DateTimeOffset.ParseExact(root.GetProperty("at").GetString()!, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            root.GetProperty("build").GetString()!,
            root.GetProperty("database").GetString()!,
            root.GetProperty("schema").EnumerateObject().ToDictionary(of => of.Name, of => of.Value.GetString()!),
            [.. root.GetProperty("tables").EnumerateArray().Select(table => new BackupTable(table.GetProperty("name").GetString()!, table.GetProperty("rows").GetInt64(), ReadFile(table.GetProperty("file"))))],
            new(audit.GetProperty("size").GetInt64(), audit.GetProperty("root").GetBytesFromBase64(), audit.GetProperty("waiting").GetInt32(), audit.GetProperty("checkpoint").GetString()),
            new(
                captures.GetProperty("captures").GetInt64(),
                captures.GetProperty("files").GetInt64(),
                captures.GetProperty("bytes").GetInt64(),
                [.. captures.GetProperty("lost").EnumerateArray().Select(hash => ContentHash.Parse(hash.GetString()!))]),
            [.. root.GetProperty("files").EnumerateArray().Select(ReadFile)],
            root.GetProperty("keys").GetBoolean());
    }

    private static JsonNode Written(BackupFile file) => new JsonObject { ["name"] = file.Name, ["bytes"] = file.Bytes, ["sha256"] = file.Hash.ToString() };

    private static BackupFile ReadFile(JsonElement file)
    {
        var name = file.GetProperty("name").GetString()!;
        var isInside = name.Length > 0 && name.Split('/').All(part => part.Length > 0 && part is not ("." or "..")) && !name.Contains('\\', StringComparison.Ordinal);
        return isInside
            ? new(name, file.GetProperty("bytes").GetInt64(), ContentHash.Parse(file.GetProperty("sha256").GetString()!))
            : throw new BackupException($"The manifest names '{name}', which is no file of a backup.");
    }
}

/// <summary>A backup cannot be made, read or restored as asked; nothing half was left where a whole one would be looked for.</summary>
/// <param name="message">Which place, what is wrong with it, and what to do.</param>
public sealed class BackupException(string message) : Exception(message);
