namespace ContentWatch.Extract;

/// <summary>The kinds that are read.</summary>
internal enum MediaType
{
    Unknown,
    Html,
    Plain,
    Xml,
    JsonFeed,
}

/// <summary>Decides by the bytes first and the header second (WHATWG MIME Sniffing in spirit): what lies about itself is not read.</summary>
internal static class MediaTypes
{
    private const int Looked = 1445;

    private static readonly string[] HtmlStarts =
    [
        "<!doctype html", "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table", "<a", "<style", "<title", "<b", "<body", "<br", "<p", "<!--",
    ];

    private static readonly byte[][] Binaries =
    [
        [0x25, 0x50, 0x44, 0x46], [0x50, 0x4B, 0x03, 0x04], [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], [0x47, 0x49, 0x46, 0x38], [0x1F, 0x8B], [0x52, 0x49, 0x46, 0x46],
        [0x49, 0x44, 0x33], [0x25, 0x21, 0x50, 0x53, 0x2D],
    ];

    /// <summary>The kind of a body.</summary>
    public static MediaType Of(ReadOnlySpan<byte> body, string? contentType)
    {
        var named = contentType?.Split(';')[0].Trim().ToLowerInvariant();
        var start = body[..Math.Min(body.Length, Looked)];
        foreach (var binary in Binaries)
        {
            if (start.StartsWith(binary))
            {
                return MediaType.Unknown;
            }
        }

        return named switch
        {
            "text/html" or "application/xhtml+xml" => MediaType.Html,
            "application/rss+xml" or "application/atom+xml" or "text/xml" or "application/xml" => StartsAsHtml(start) ? MediaType.Html : MediaType.Xml,
            "application/feed+json" or "application/json" => MediaType.JsonFeed,
            "text/plain" => LooksBinary(start) ? MediaType.Unknown : MediaType.Plain,
            null or "" or "application/octet-stream" or "unknown/unknown" or "application/unknown" or "*/*" => Sniffed(start),
            _ => MediaType.Unknown,
        };
    }

    private static MediaType Sniffed(ReadOnlySpan<byte> start) =>
        StartsAsHtml(start) ? MediaType.Html
        : LooksBinary(start) ? MediaType.Unknown
        : Opening(start).StartsWith("<?xml", StringComparison.Ordinal) ? MediaType.Xml
        : MediaType.Plain;

    private static string Opening(ReadOnlySpan<byte> start) =>
        System.Text.Encoding.Latin1.GetString(start).TrimStart('\u00EF', '\u00BB', '\u00BF', '\t', '\n', '\f', '\r', ' ');

    private static bool StartsAsHtml(ReadOnlySpan<byte> start)
    {
        var text = Opening(start);
        return HtmlStarts.Any(tag => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase)
            && (tag == "<!--" || text.Length == tag.Length || text[tag.Length] is ' ' or '>' or '\t' or '\n' or '\r'));
    }

    /// <summary>A control that no text has (MIME Sniffing §3, binary data byte); UTF-16 with its mark is text.</summary>
    private static bool LooksBinary(ReadOnlySpan<byte> start)
    {
        if (start is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
        {
            return false;
        }

        foreach (var b in start)
        {
            if (b is <= 0x08 or 0x0B or (>= 0x0E and <= 0x1A) or (>= 0x1C and <= 0x1F))
            {
                return true;
            }
        }

        return false;
    }
}
