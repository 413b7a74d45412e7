using System.Text;

namespace ContentWatch.Extract.Apart;

/// <summary>
/// Reads a reader's answer as what it is: bytes from a process that hostile content may have taken over. Every field is held to what
/// <see cref="ExtractedItem"/> and <see cref="ExtractedText"/> promise; an answer with one that is not is refused as a whole.
/// </summary>
internal static class AnswerCheck
{
    private const int LongestReason = 200;
    private const int LongestTitle = 500;
    private const int LongestAuthor = 200;
    private const int LongestStep = 48;
    private const int LongestName = 40;

    /// <summary>Most bytes of an answer that could be true within these limits.</summary>
    public static long MostBytes(ExtractOptions limits) =>
        64 * 1024
        + (4L * MostCharacters(limits))
        + ((long)limits.MaxLinks * (CaptureUri.MaxLength + sizeof(uint)))
        + ((long)limits.MaxItems * ((4 * (LongestTitle + LongestAuthor)) + LongestSelector(limits) + 64));

    /// <summary>The answer.</summary>
    /// <exception cref="InvalidDataException">It is refused; the message says why, without content.</exception>
    public static ExtractionResult Read(ReadOnlyMemory<byte> frame, ExtractOptions limits)
    {
        var fields = new FrameFields(frame);
        fields.Version();
        ExtractionResult result = fields.Byte() switch
        {
            ReaderWire.Extracted => new ExtractionResult.Extracted(Text(fields, limits)),
            ReaderWire.Unreadable => new ExtractionResult.Unreadable(Reason(fields)),
            ReaderWire.Failed => new ExtractionResult.Failed(Reason(fields)),
            _ => throw new InvalidDataException("its kind is unknown"),
        };
        fields.End();
        return result;
    }

    private static ExtractedText Text(FrameFields fields, ExtractOptions limits)
    {
        var charset = fields.Text(LongestName);
        FrameFields.Demand(charset.Length > 0 && charset.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'), "its character set is none");
        var items = new List<ExtractedItem>();
        for (var left = fields.Count(Math.Max(limits.MaxItems, 1)); left > 0; left--)
        {
            items.Add(Item(fields, limits));
        }

        FrameFields.Demand(items.Count > 0, "it has no item");
        FrameFields.Demand(items.DistinctBy(item => item.Selector).Count() == items.Count, "two items stand at one place");
        FrameFields.Demand(items.Sum(item => (long)item.Text.Length) <= MostCharacters(limits), "its texts are longer than the page can be");
        var links = new List<string>();
        for (var left = fields.Count(limits.MaxLinks); left > 0; left--)
        {
            var isAddress = CaptureUri.TryParse(fields.Text(CaptureUri.MaxLength), out var link, out _);
            FrameFields.Demand(isAddress, "a link is no address that can be fetched");
            links.Add(link!.Fetch);
        }

        FrameFields.Demand(links.Distinct().Count() == links.Count, "a link stands there twice");
        return new(items, links, charset);
    }

    private static ExtractedItem Item(FrameFields fields, ExtractOptions limits)
    {
        var selector = fields.Text(LongestSelector(limits));
        FrameFields.Demand(selector.Length > 0 && !selector.Any(char.IsControl), "a place is none");
        var (title, author) = (Line(fields, LongestTitle), Line(fields, LongestAuthor));
        var published = fields.Flag() ? Time(fields.Ticks()) : (DateTimeOffset?)null;
        var text = fields.Text(MostCharacters(limits));
        FrameFields.Demand(text.Length > 0, "an item has no text");
        FrameFields.Demand(text.IsNormalized(NormalizationForm.FormC), "a text is not in NFC");
        var language = fields.Text(LongestName);
        FrameFields.Demand(Language.IsTag(language), "a language is none that we know");
        return new(selector, title, author, published, text, language);
    }

    private static string? Line(FrameFields fields, int most)
    {
        var line = fields.OptionalText(most);
        FrameFields.Demand(line is null || (line.Length > 0 && !line.Contains('\n', StringComparison.Ordinal)), "a title or a name is no line");
        return line;
    }

    private static DateTimeOffset Time(long ticks)
    {
        var isTime = ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks;
        FrameFields.Demand(isTime && HtmlText.IsPlausible(new DateTime(ticks, DateTimeKind.Utc)), "a time is none that a page can have");
        return new(ticks, TimeSpan.Zero);
    }

    private static string Reason(FrameFields fields)
    {
        var reason = fields.Text(LongestReason);
        FrameFields.Demand(reason.Length > 0 && !reason.Any(char.IsControl), "its reason is no sentence");
        return reason;
    }

    /// <summary>The texts of a page may be longer than the page: composing can lengthen them, and a feed's entry may have its title as text.</summary>
    private static int MostCharacters(ExtractOptions limits) => 3 * limits.MaxCharacters;

    private static int LongestSelector(ExtractOptions limits) => LongestStep * (limits.MaxDepth + 2);
}
