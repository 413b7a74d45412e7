namespace ContentWatch.Extract;

/// <summary>What a reader would read in a capture, and where it leads.</summary>
/// <param name="Items">One or more items, in the order of the page; empty only when the page has no text.</param>
/// <param name="Links">Absolute http and https addresses that the page links to, without fragments, each once, in order; at most the limit of the options.</param>
/// <param name="Charset">The character set that was used, by its IANA name.</param>
public sealed record ExtractedText(IReadOnlyList<ExtractedItem> Items, IReadOnlyList<string> Links, string Charset);
