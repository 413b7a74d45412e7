namespace ContentWatch.Extract;

/// <summary>One piece of content found in a capture: a page's main text, one post of a thread, one entry of a feed.</summary>
/// <param name="Selector">Where in the capture it stands: an XPath for HTML, <c>entry[3]</c> for feeds, <c>text</c> for plain text. Unique within the capture.</param>
/// <param name="Title">Its title; null when it has none; at most 500 characters.</param>
/// <param name="Author">Who published it, as the page says; null when it does not; at most 200 characters.</param>
/// <param name="PublishedAt">When, as the page says; null when it does not.</param>
/// <param name="Text">What a reader would read; NFC, no NUL, lines kept; never markup.</param>
/// <param name="Language">BCP 47 tag as detected from the text; <c>und</c> when unknown.</param>
public sealed record ExtractedItem(
    string Selector,
    string? Title,
    string? Author,
    DateTimeOffset? PublishedAt,
    string Text,
    string Language);
