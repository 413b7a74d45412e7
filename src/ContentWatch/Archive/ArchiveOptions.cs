using System.ComponentModel.DataAnnotations;

namespace ContentWatch.Archive;

/// <summary>How the archive is searched. Section <c>Archive</c>.</summary>
public sealed class ArchiveOptions
{
    /// <summary>Hits of a page where nobody asks for another number, 1 to 200. Default: 20.</summary>
    [Range(1, ArchiveQuery.MaxPageSize)]
    public int PageSize { get; set; } = 20;
}
