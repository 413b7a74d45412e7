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

    /// <summary>Longest time for one page. 100 ms to 5 min; default 10 s. The process that reads it is killed then.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many processes read at the same time, for each worker that reads. 1 to 32; default 1.</summary>
    [Range(1, 32)]
    public int Readers { get; set; } = 1;

    /// <summary>Most memory of one of them, in MiB, the models of the languages included. 1,024 to 16,384; default 2,048.</summary>
    [Range(1_024, 16_384)]
    public int MaxMemory { get; set; } = 2_048;

    /// <summary>Most processor time of one of them after its start; from half of it on it is replaced between two pages. 1 s to 1 h; default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxCpu { get; set; } = TimeSpan.FromMinutes(10);
}
