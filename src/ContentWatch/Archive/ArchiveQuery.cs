using System.Security.Cryptography;
using System.Text;

namespace ContentWatch.Archive;

/// <summary>The order of hits. Items that are equal in it follow by id.</summary>
public enum ArchiveSort
{
    /// <summary>Those that fit the words best first.</summary>
    Relevance,

    /// <summary>Published last first; where the pages give no time, by when we first saw it.</summary>
    Newest,

    /// <summary>Published first first.</summary>
    Oldest,

    /// <summary>The highest score for incitement or threat first; items without a number last.</summary>
    Incitement,

    /// <summary>The highest score for hatefulness first; items without a number last.</summary>
    Hateful,
}

/// <summary>What hits are counted by.</summary>
public enum ArchiveFacet
{
    /// <summary>Language.</summary>
    Language,

    /// <summary>Provider; an item at two providers counts at both.</summary>
    Provider,

    /// <summary>Label that reached its threshold.</summary>
    Label,

    /// <summary>Verdict; <c>none</c> when nothing was decided.</summary>
    Verdict,
}

/// <summary>A value that somebody chose in a facet. Values of one facet widen, facets narrow.</summary>
/// <param name="Facet">The facet.</param>
/// <param name="Value">The value, as the facet shows it.</param>
public sealed record ArchiveFilter(ArchiveFacet Facet, string Value);

/// <summary>A question to an archive.</summary>
/// <param name="Tree">What to find.</param>
public sealed record ArchiveQuery(QueryNode Tree)
{
    /// <summary>The most hits of a page.</summary>
    public const int MaxPageSize = 200;

    /// <summary>The order. Default: relevance.</summary>
    public ArchiveSort Sort { get; init; }

    /// <summary>Hits of a page, 1 to <see cref="MaxPageSize"/>. Default: 20.</summary>
    public int PageSize { get; init; } = 20;

    /// <summary>Where the page begins: <see cref="ArchivePage.Next"/> of the page before; null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>Values chosen in facets. Default: none.</summary>
    public IReadOnlyList<ArchiveFilter> Filters { get; init; } = [];

    /// <summary>Whether to count facets. Default: no.</summary>
    public bool WithFacets { get; init; }

    /// <summary>Whether to cut snippets from the text. Default: no.</summary>
    public bool WithSnippets { get; init; }

    /// <summary>What a cursor is tied to: 32 hexadecimal digits that only the same tree, filters and order share.</summary>
    internal string Fingerprint()
    {
        var filters = Filters
            .Select(f => FormattableString.Invariant($"{(int)f.Facet}:{f.Value.Length}:{f.Value}"))
            .Order(StringComparer.Ordinal);
        var whole = $"{(int)Sort}/{string.Join(',', filters)}/{Tree.Canonical()}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)).AsSpan(0, 16));
    }
}
