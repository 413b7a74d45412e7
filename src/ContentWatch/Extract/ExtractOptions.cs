using System.ComponentModel.DataAnnotations;

namespace ContentWatch.Extract;

/// <summary>Limits of reading a capture. Section <c>Extract</c>. They hold before any parser that could recurse sees the page.</summary>
public sealed class ExtractOptions
{
    /// <summary>Most characters of a page. 1,000 to 50,000,000; default 5,000,000.</summary>
    [Range(1_000, 50_000_000)]
    public int MaxCharacters { get; set; } = 5_000_000;

    /// <summary>Deepest nesting of elements. 16 to 1,000; default 256.</summary>
    [Range(16, 1_000)]
    public int MaxDepth { get; set; } = 256;

    /// <summary>Most elements of a page. 100 to 200,000; default 30,000.</summary>
    [Range(100, 200_000)]
    public int MaxElements { get; set; } = 30_000;

    /// <summary>Most links that are taken from a page. 0 to 50,000; default 6,000.</summary>
    [Range(0, 50_000)]
    public int MaxLinks { get; set; } = 6_000;

    /// <summary>Most items of a page. 1 to 10,000; default 500.</summary>
    [Range(1, 10_000)]
    public int MaxItems { get; set; } = 500;

    /// <summary>Longest time for one page. 100 ms to 5 min; default 10 s. A reading that runs over it is left behind, and the process ends itself.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
