using ContentWatch.Score;

namespace ContentWatch.Archive;

/// <summary>A range of characters (UTF-16 units) in a text of ours.</summary>
/// <param name="Start">The first.</param>
/// <param name="Length">How many.</param>
public readonly record struct TextRange(int Start, int Length);

/// <summary>A piece of an item's text with what was found in it. Text of strangers: never markup, to be shown as text alone.</summary>
/// <param name="Text">The piece, unchanged.</param>
/// <param name="Start">Where it begins in the item's text.</param>
/// <param name="Found">What was found, as ranges in <paramref name="Text"/>, in order, none over another.</param>
public sealed record ArchiveSnippet(string Text, int Start, IReadOnlyList<TextRange> Found);

/// <summary>An item that was found.</summary>
/// <param name="Id">The item.</param>
/// <param name="Hash">Its content hash.</param>
/// <param name="Title">Its title; null when none. Text of strangers.</param>
/// <param name="Snippets">Pieces of its text; empty unless asked for.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Providers">Where it appeared.</param>
/// <param name="Scores">The newest probability per label; labels without a number are absent.</param>
/// <param name="Labels">The labels that reached their threshold.</param>
/// <param name="Verdict">What people decided; null when nothing yet.</param>
/// <param name="PublishedAt">When it was published; null when the pages do not say.</param>
/// <param name="FirstSeenAt">When we first saw it.</param>
/// <param name="LastSeenAt">When we last saw it.</param>
public sealed record ArchiveHit(
    Guid Id,
    ContentHash Hash,
    string? Title,
    IReadOnlyList<ArchiveSnippet> Snippets,
    string Language,
    IReadOnlyList<string> Providers,
    IReadOnlyDictionary<Label, double> Scores,
    IReadOnlyList<Label> Labels,
    string? Verdict,
    DateTimeOffset? PublishedAt,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt);

/// <summary>How many items have a value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">How many items.</param>
public sealed record FacetCount(string Value, int Count);

/// <summary>What an archive answers.</summary>
public abstract record ArchiveAnswer
{
    private protected ArchiveAnswer()
    {
    }
}

/// <summary>The cursor is not one of this query: of another query, another version, or of nobody.</summary>
public sealed record CursorRefused : ArchiveAnswer;

/// <summary>A page of hits.</summary>
/// <param name="Hits">In the order asked for.</param>
/// <param name="Total">How many items fit in all.</param>
/// <param name="Facets">Per facet the values by count, then by name; each counts without its own filters. Empty unless asked for.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
public sealed record ArchivePage(
    IReadOnlyList<ArchiveHit> Hits,
    long Total,
    IReadOnlyDictionary<ArchiveFacet, IReadOnlyList<FacetCount>> Facets,
    string? Next) : ArchiveAnswer;
