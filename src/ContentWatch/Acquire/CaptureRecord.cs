using System.Globalization;
using System.Text.Json;

namespace ContentWatch.Acquire;

/// <summary>A capture as its manifest tells it, of any version that was ever written. What a version did not know is null.</summary>
/// <param name="Version">The format: 1 to 3.</param>
/// <param name="CaptureId">The capture.</param>
/// <param name="Url">The address of the location.</param>
/// <param name="UserAgent">What we said we are.</param>
/// <param name="Body">The unpacked body of the last hop.</param>
/// <param name="BodyBytes">Its length.</param>
/// <param name="Hops">Redirects first.</param>
public sealed record CaptureRecord(int Version, Guid CaptureId, string Url, string UserAgent, ContentHash Body, long BodyBytes, IReadOnlyList<CaptureRecord.Hop> Hops)
{
    /// <summary>The capture that has the page, and its manifest, of one whose server said that it is as it was; null otherwise, and before version 3.</summary>
    public (Guid CaptureId, ContentHash Manifest)? Earlier { get; init; }

    /// <summary>One request and its answer.</summary>
    /// <param name="Seen">The address as it was written where it was seen; null in version 1.</param>
    /// <param name="Url">The address that was sent.</param>
    /// <param name="Key">The address as it is compared; null in version 1.</param>
    /// <param name="StartedAt">When the request began.</param>
    /// <param name="EndedAt">When the last byte came.</param>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="ContentType">The type that the server named; null when it named none.</param>
    /// <param name="Request">The bytes sent.</param>
    /// <param name="Response">The bytes received.</param>
    /// <param name="Robots">What robots.txt said; version 1 has it for the last hop alone and without its file.</param>
    /// <param name="Dialled">IP address and port that answered.</param>
    /// <param name="LookedUp">What the name stood for; null in version 1.</param>
    /// <param name="GuardRule">The rule of the guard that let it through; null in version 1.</param>
    public sealed record Hop(
        string? Seen,
        string Url,
        string? Key,
        DateTimeOffset StartedAt,
        DateTimeOffset EndedAt,
        int Status,
        string? ContentType,
        ContentHash Request,
        ContentHash Response,
        RobotsDecision? Robots,
        string Dialled,
        IReadOnlyList<string>? LookedUp,
        string? GuardRule);

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="FormatException">It is none, or of a version that a later build writes.</exception>
    public static CaptureRecord Read(ReadOnlyMemory<byte> manifest)
    {
        try
        {
            using var document = JsonDocument.Parse(manifest);
            var root = document.RootElement;
            var version = root.GetProperty("v").GetInt32();
            if (version is < 1 or > CaptureManifest.Version)
            {
                throw new FormatException($"The manifest is of version {version}; this build reads 1 to {CaptureManifest.Version}.");
            }

            var body = root.GetProperty("body");
            var hops = root.GetProperty("hops").EnumerateArray().Select(ReadHop).ToList();
            if (version == 1)
            {
                hops[^1] = hops[^1] with { Robots = ReadRobots(root.GetProperty("robots")) };
            }

            return new(
                version, root.GetProperty("capture").GetGuid(), Text(root, "url")!, Text(root, "userAgent")!, Hash(body)!.Value, body.GetProperty("bytes").GetInt64(), hops)
            {
                Earlier = Part(root, "unchangedSince") is { } earlier ? (earlier.GetProperty("capture").GetGuid(), ContentHash.Parse(Text(earlier, "manifest")!)) : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("This is no manifest of a capture.", e);
        }
    }

    private static Hop ReadHop(JsonElement hop)
    {
        var guard = Part(hop, "guard");
        return new(
            Text(hop, "seen"),
            Text(hop, "url")!,
            Text(hop, "key"),
            Time(hop, "startedAt"),
            Time(hop, "endedAt"),
            hop.GetProperty("status").GetInt32(),
            Text(hop, "contentType"),
            Hash(hop.GetProperty("request"))!.Value,
            Hash(hop.GetProperty("response"))!.Value,
            Part(hop, "robots") is { } robots ? ReadRobots(robots) : null,
            Text(hop, "address") ?? Text(guard!.Value, "dialled")!,
            guard?.GetProperty("lookedUp").EnumerateArray().Select(address => address.GetString()!).ToList(),
            guard is { } decided ? Text(decided, "rule") : null);
    }

    private static RobotsDecision ReadRobots(JsonElement robots) => new(robots.GetProperty("allowed").GetBoolean(), Text(robots, "rule")!)
    {
        CrawlDelay = Part(robots, "crawlDelay") is { } seconds ? TimeSpan.FromSeconds(seconds.GetDouble()) : null,
        File = Part(robots, "file") is { } file ? new(Text(file, "url")!, file.GetProperty("status").GetInt32(), Hash(file), Time(file, "readAt")) : null,
    };

    private static JsonElement? Part(JsonElement of, string name) => of.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;

    private static string? Text(JsonElement of, string name) => Part(of, name)?.GetString();

    private static ContentHash? Hash(JsonElement of) => Text(of, "sha256") is { } hex ? ContentHash.Parse(hex) : null;

    private static DateTimeOffset Time(JsonElement of, string name) =>
        DateTimeOffset.Parse(Text(of, name)!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
