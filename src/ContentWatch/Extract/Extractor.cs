using Microsoft.Extensions.Options;

namespace ContentWatch.Extract;

/// <summary>
/// Turns the body of a capture into items: one switch on what the bytes are. Pure: no database, no network. Hostile input ends in
/// <see cref="ExtractionResult.Unreadable"/>. Thread-safe. The product runs it in a process of its own, by <see cref="Apart.ApartExtractor"/>.
/// </summary>
/// <remarks>Limits are checked in one linear pass before anything is built; time and memory are bounded by the process around it.</remarks>
public sealed class Extractor(IOptions<ExtractOptions> options, Language language)
{
    /// <summary>The stack of the thread it runs on, in bytes: deep enough for every library at <see cref="ExtractOptions.MaxDepth"/>.</summary>
    public const int StackBytes = 16 * 1024 * 1024;

    private readonly ExtractOptions limits = options.Value;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body, unpacked.</param>
    /// <param name="contentType">The Content-Type as sent; null when none was.</param>
    /// <param name="finalUrl">The address that answered; links are resolved against it.</param>
    public ExtractionResult Extract(ReadOnlyMemory<byte> body, string? contentType, string finalUrl)
    {
        try
        {
            var type = MediaTypes.Of(body.Span, contentType);
            if (type == MediaType.Unknown)
            {
                return new ExtractionResult.Unreadable($"It is not text that can be read ({Named(contentType)}).");
            }

            // No character set takes more than four bytes for a character.
            if (body.Length / 4 > limits.MaxCharacters)
            {
                return new ExtractionResult.Unreadable($"It has more than {limits.MaxCharacters:N0} characters.");
            }

            var (text, charset) = Charset.Decode(body.Span, contentType);
            var (items, links) = Read(type, text, finalUrl);
            return items.Count == 0
                ? new ExtractionResult.Unreadable("There is no text in it.")
                : new ExtractionResult.Extracted(new(items, links, charset));
        }
        catch (UnreadableException e)
        {
            return new ExtractionResult.Unreadable(e.Message);
        }
    }

    private (List<ExtractedItem> Items, List<string> Links) Read(MediaType type, string text, string finalUrl)
    {
        switch (type)
        {
            case MediaType.Html:
                return HtmlText.Read(text, finalUrl, limits, language);
            case MediaType.Xml:
                return FeedText.ReadXml(text, finalUrl, limits, language);
            case MediaType.JsonFeed:
                return FeedText.ReadJson(text, finalUrl, limits, language);
            default:
                return Plain(text);
        }
    }

    private (List<ExtractedItem> Items, List<string> Links) Plain(string text)
    {
        if (text.Length > limits.MaxCharacters)
        {
            throw new UnreadableException($"The text has more than {limits.MaxCharacters:N0} characters.");
        }

        var tidy = NodeText.Tidy(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'));
        return (tidy.Length == 0 ? [] : [new("text", null, null, null, tidy, language.Of(tidy, null))], []);
    }

    private static string Named(string? contentType) => contentType switch
    {
        null => "no Content-Type",
        { Length: > 60 } => contentType[..60],
        _ => contentType,
    };
}
