using System.Globalization;
using System.Net.Http.Headers;

namespace ContentWatch.Acquire;

/// <summary>By what a server knows whether a page is still as we have it (RFC 9110 §8.8). Sent back to no address but the one that gave them: they can name a visitor.</summary>
/// <param name="Url">The address that gave them, in the form that is sent.</param>
/// <param name="ETag">The entity tag; null when there is none.</param>
/// <param name="LastModified">An HTTP date; null when there is none.</param>
public sealed record Validators(string Url, string? ETag, string? LastModified)
{
    /// <summary>Longest entity tag that is sent back, in characters; a longer one is no tag but a load.</summary>
    public const int MaxTag = 256;

    /// <summary>Those of an answer; null when it has none that hold. A tag that is none by the grammar is never sent back, a date only in our own writing.</summary>
    public static Validators? Of(Hop hop)
    {
        ArgumentNullException.ThrowIfNull(hop);
        var tag = hop.Header("etag") is { Length: <= MaxTag } written && written.All(c => c is >= ' ' and <= '~') && EntityTagHeaderValue.TryParse(written, out var read) && read.Tag != "*"
            ? read.ToString()
            : null;
        var modified = DateTimeOffset.TryParseExact(hop.Header("last-modified"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToString("r", CultureInfo.InvariantCulture)
            : null;
        return tag is null && modified is null ? null : new(hop.Uri.Fetch, tag, modified);
    }
}
