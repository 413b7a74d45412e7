using System.Globalization;
using System.Text.Json.Nodes;
using ContentWatch.Audit;

namespace ContentWatch.Acquire;

/// <summary>
/// What a capture is and how it was made, as canonical JSON (RFC 8785), format v3: kept beside the bytes, so that the folder of
/// captures explains itself without the database. Never changes; a new version adds a number, and <see cref="CaptureRecord"/> reads them all.
/// Since v2 each hop says why it was allowed: what robots.txt said and where that was read, what the guard looked up and dialled. Since v3 a capture whose server said that
/// the page is as it was (304) names the earlier capture that has it; its body is that one's.
/// </summary>
public static class CaptureManifest
{
    /// <summary>The format that is written.</summary>
    public const int Version = 3;

    /// <summary>One hop with the names of its kept bytes.</summary>
    /// <param name="Hop">Request and answer.</param>
    /// <param name="Request">The bytes sent.</param>
    /// <param name="Response">The bytes received.</param>
    public sealed record KeptHop(Hop Hop, ContentHash Request, ContentHash Response);

    /// <summary>The capture that has the page of one that is as it was.</summary>
    /// <param name="CaptureId">Which.</param>
    /// <param name="Manifest">Its manifest.</param>
    /// <param name="Body">Its unpacked body.</param>
    /// <param name="BodyBytes">The length of that.</param>
    public sealed record EarlierCapture(Guid CaptureId, ContentHash Manifest, ContentHash Body, long BodyBytes);

    /// <summary>The manifest's bytes.</summary>
    /// <param name="captureId">The capture.</param>
    /// <param name="original">The address of the location.</param>
    /// <param name="hops">Redirects first; each with what robots.txt said of it.</param>
    /// <param name="body">The unpacked body of the last hop, or of the earlier capture.</param>
    /// <param name="userAgent">What we said we are.</param>
    /// <param name="earlier">The capture that has the page, where the server said that it is as it was; null otherwise.</param>
    /// <exception cref="ArgumentException">A hop was fetched without asking robots.txt.</exception>
    public static byte[] Bytes(Guid captureId, string original, IReadOnlyList<KeptHop> hops, ContentHash body, string userAgent, EarlierCapture? earlier = null)
    {
        ArgumentNullException.ThrowIfNull(hops);
        return CanonicalJson.Bytes(new JsonObject
        {
            ["v"] = Version,
            ["capture"] = captureId.ToString(),
            ["url"] = original,
            ["userAgent"] = userAgent,
            ["body"] = new JsonObject { ["sha256"] = body.ToString(), ["bytes"] = earlier?.BodyBytes ?? hops[^1].Hop.Body.Length },
            ["unchangedSince"] = earlier is null ? null : new JsonObject { ["capture"] = earlier.CaptureId.ToString(), ["manifest"] = earlier.Manifest.ToString() },
            ["hops"] = new JsonArray([.. hops.Select(Describe)]),
        });
    }

    private static JsonObject Describe(KeptHop kept) => new()
    {
        ["seen"] = kept.Hop.Uri.Original,
        ["url"] = kept.Hop.Uri.Fetch,
        ["key"] = kept.Hop.Uri.Key,
        ["startedAt"] = Time(kept.Hop.StartedAt),
        ["endedAt"] = Time(kept.Hop.EndedAt),
        ["status"] = kept.Hop.Status,
        ["contentType"] = kept.Hop.Header("content-type"),
        ["request"] = new JsonObject { ["sha256"] = kept.Request.ToString(), ["bytes"] = kept.Hop.Request.Length },
        ["response"] = new JsonObject { ["sha256"] = kept.Response.ToString(), ["bytes"] = kept.Hop.Response.Length },
        ["robots"] = Describe(kept.Hop.Robots ?? throw new ArgumentException($"robots.txt was not asked about {kept.Hop.Uri}.", nameof(kept))),
        ["guard"] = new JsonObject
        {
            ["lookedUp"] = new JsonArray([.. kept.Hop.Guard.LookedUp.Select(address => (JsonNode)address.ToString())]),
            ["dialled"] = kept.Hop.Guard.Dialled.ToString(),
            ["rule"] = kept.Hop.Guard.Rule,
        },
    };

    private static JsonObject Describe(RobotsDecision robots) => new()
    {
        ["allowed"] = robots.IsAllowed,
        ["rule"] = robots.Rule,
        ["crawlDelay"] = robots.CrawlDelay?.TotalSeconds,
        ["file"] = robots.File is { } file
            ? new JsonObject { ["url"] = file.Url, ["status"] = file.Status, ["sha256"] = file.Hash?.ToString(), ["readAt"] = Time(file.ReadAt) }
            : null,
    };

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
