namespace ContentWatch.Acquire.Sources;

/// <summary>What is remembered of a page of a source for its next visit: how often it changes, and by what its server would know that it did not.</summary>
public sealed class Revisit
{
    /// <summary>The lead of the source and the place; one row each.</summary>
    public required Guid LeadId { get; init; }

    /// <summary>The capture that has the whole page as it was received last: what an answer 304 refers to.</summary>
    public required Guid CaptureId { get; set; }

    /// <summary>The address that gave <see cref="ETag"/> and <see cref="LastModified"/>, and the only one that gets them back; null when none of them holds.</summary>
    public string? ValidUrl { get; set; }

    /// <summary>The entity tag as sent (RFC 9110 §8.8.3); null when there was none that can be sent back.</summary>
    public string? ETag { get; set; }

    /// <summary>The date of the last change, as an HTTP date; null when there was none.</summary>
    public string? LastModified { get; set; }

    /// <summary>When it was read, or found unchanged, last; null before the first time.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>The hash of what was read: the texts of its items, or the addresses of a sitemap. Frames, advertisements and tokens play no part. Null before, and when it could not be read.</summary>
    public ContentHash? Seen { get; set; }

    /// <summary>How long it rests between two visits.</summary>
    public TimeSpan Every { get; set; }

    /// <summary>How often in a row it was unchanged.</summary>
    public int Unchanged { get; set; }
}
