using System.Text;

namespace ContentWatch.Extract;

/// <summary>What a reader would read in a capture, and where it leads.</summary>
/// <param name="Items">One or more items, in the order of the page; empty only when the page has no text.</param>
/// <param name="Links">Absolute http and https addresses that the page links to, without fragments, each once, in order; at most the limit of the options.</param>
/// <param name="Charset">The character set that was used, by its IANA name.</param>
public sealed record ExtractedText(IReadOnlyList<ExtractedItem> Items, IReadOnlyList<string> Links, string Charset)
{
    /// <summary>Whether it is a feed, by where its items stand.</summary>
    public bool IsFeed => Items.Count > 0 && Items[0].Selector.StartsWith("entry[", StringComparison.Ordinal);

    /// <summary>The hash of what a reader would read, item by item: two captures with the same say the same, whatever frames them.</summary>
    public ContentHash Signature() => ContentHash.Of(Encoding.UTF8.GetBytes(string.Join('\n', Items.Select(item => ContentHash.Of(Encoding.UTF8.GetBytes(item.Text))))));
}
