namespace ContentWatch.Acquire;

/// <summary>One request and its answer, exactly as they went over the wire.</summary>
/// <param name="Uri">What was asked for.</param>
/// <param name="Guard">Why it was dialled, and which address answered.</param>
/// <param name="StartedAt">When the request began.</param>
/// <param name="EndedAt">When the last byte came.</param>
/// <param name="Request">The bytes sent.</param>
/// <param name="Response">The bytes received, headers and framing included.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">Names in lower case and values, in the order received.</param>
/// <param name="Body">The body after transfer and content decoding; empty for a redirect, of whose body at most 64 KiB and five seconds are received.</param>
public sealed record Hop(
    CaptureUri Uri,
    GuardDecision Guard,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    ReadOnlyMemory<byte> Request,
    ReadOnlyMemory<byte> Response,
    int Status,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>IP address and port that answered.</summary>
    public string Address => Guard.Dialled.ToString();

    /// <summary>What robots.txt said of it before it was fetched; null where nobody asks, which is for robots.txt itself.</summary>
    public RobotsDecision? Robots { get; init; }

    /// <summary>The first value of a header; null when it was not sent.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Where a redirect leads, as sent, its bytes above ASCII as escapes (they are UTF-8 where a browser made them); null for other answers.</summary>
    public string? Redirect => IsRedirect(Status, Headers)
        ? string.Concat(Header("location")!.Select(c => char.IsAscii(c) ? c.ToString() : $"%{(int)c:X2}"))
        : null;

    /// <summary>Whether an answer with this head leads elsewhere.</summary>
    internal static bool IsRedirect(int status, IEnumerable<KeyValuePair<string, string>> headers) =>
        status is 301 or 302 or 303 or 307 or 308 && headers.Any(header => header.Key.Equals("location", StringComparison.OrdinalIgnoreCase));

    /// <summary>When the server asks to come back, in seconds or as a date (RFC 9110 §10.2.3); null when it does not.</summary>
    public TimeSpan? RetryAfter(DateTimeOffset now) =>
        System.Net.Http.Headers.RetryConditionHeaderValue.TryParse(Header("retry-after") ?? "", out var value)
            ? value.Delta ?? (value.Date > now ? value.Date - now : TimeSpan.Zero)
            : null;
}
