using System.Globalization;
using System.Text.Json.Nodes;
using ContentWatch.Audit;

namespace ContentWatch.Acquire;

/// <summary>
/// What a capture is and how it was made, as canonical JSON (RFC 8785), format v1: kept beside the bytes, so that the folder of
/// captures explains itself without the database. Never changes; a new version adds a number.
/// </summary>
public static class CaptureManifest
{
    /// <summary>One hop with the names of its kept bytes.</summary>
    /// <param name="Hop">Request and answer.</param>
    /// <param name="Request">The bytes sent.</param>
    /// <param name="Response">The bytes received.</param>
    public sealed record KeptHop(Hop Hop, ContentHash Request, ContentHash Response);

    /// <summary>The manifest's bytes.</summary>
    /// <param name="captureId">The capture.</param>
    /// <param name="original">The address of the location.</param>
    /// <param name="hops">Redirects first.</param>
    /// <param name="body">The unpacked body of the last hop.</param>
    /// <param name="robots">What robots.txt said of the last.</param>
    /// <param name="userAgent">What we said we are.</param>
    public static byte[] Bytes(
        Guid captureId, string original, IReadOnlyList<KeptHop> hops, ContentHash body, RobotsDecision robots, string userAgent)
    {
        ArgumentNullException.ThrowIfNull(hops);
        ArgumentNullException.ThrowIfNull(robots);
        return CanonicalJson.Bytes(new JsonObject
        {
            ["v"] = 1,
            ["capture"] = captureId.ToString(),
            ["url"] = original,
            ["userAgent"] = userAgent,
            ["robots"] = new JsonObject { ["allowed"] = robots.IsAllowed, ["rule"] = robots.Rule },
            ["body"] = new JsonObject { ["sha256"] = body.ToString(), ["bytes"] = hops[^1].Hop.Body.Length },
            ["hops"] = new JsonArray([.. hops.Select(Describe)]),
        });
    }

    private static JsonObject Describe(KeptHop kept) => new()
    {
        ["url"] = kept.Hop.Uri.Fetch,
        ["address"] = kept.Hop.Address,
        ["startedAt"] = Time(kept.Hop.StartedAt),
        ["endedAt"] = Time(kept.Hop.EndedAt),
        ["status"] = kept.Hop.Status,
        ["contentType"] = kept.Hop.Header("content-type"),
        ["request"] = new JsonObject { ["sha256"] = kept.Request.ToString(), ["bytes"] = kept.Hop.Request.Length },
        ["response"] = new JsonObject { ["sha256"] = kept.Response.ToString(), ["bytes"] = kept.Hop.Response.Length },
    };

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
