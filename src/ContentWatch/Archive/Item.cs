namespace ContentWatch.Archive;

/// <summary>
/// One piece of content as the archive keeps it, identified by its text alone: the same text at two providers is one item
/// with two appearances. The database is the truth; the searchable archive is fed from it.
/// </summary>
public sealed class Item
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Hash of the folded text (see <see cref="ItemIdentity"/>); unique.</summary>
    public required ContentHash Hash { get; init; }

    /// <summary>The title of its first appearance; null when none.</summary>
    public string? Title { get; init; }

    /// <summary>What a reader would read.</summary>
    public required string Text { get; init; }

    /// <summary>BCP 47 tag; <c>und</c> when unknown.</summary>
    public required string Language { get; init; }

    /// <summary>When we first saw it.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>What people decided about it, in one word for the archive's field; null when nothing yet.</summary>
    public string? Verdict { get; set; }

    /// <summary>Grows by one with every change that the archive must see.</summary>
    public long Version { get; set; } = 1;
}
