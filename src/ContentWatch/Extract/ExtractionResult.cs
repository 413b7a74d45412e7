namespace ContentWatch.Extract;

/// <summary>What came of reading a capture.</summary>
public abstract record ExtractionResult
{
    private ExtractionResult()
    {
    }

    /// <summary>There is text.</summary>
    /// <param name="Text">It, with at least one item.</param>
    public sealed record Extracted(ExtractedText Text) : ExtractionResult;

    /// <summary>There is none that could be read.</summary>
    /// <param name="Reason">Why, in a sentence without content.</param>
    public sealed record Unreadable(string Reason) : ExtractionResult;

    /// <summary>Reading broke off: a fault of ours, or the process that read it died, ran over a bound, or answered nonsense. Another try may end otherwise.</summary>
    /// <param name="Reason">Why, in a sentence without content.</param>
    public sealed record Failed(string Reason) : ExtractionResult;
}

/// <summary>The page is outside the limits or is no text; the message is the reason that is kept.</summary>
/// <param name="message">Why.</param>
internal sealed class UnreadableException(string message) : Exception(message);
