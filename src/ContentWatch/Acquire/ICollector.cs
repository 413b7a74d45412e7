namespace ContentWatch.Acquire;

/// <summary>What came of looking at a place.</summary>
public abstract record Collected
{
    private Collected()
    {
    }

    /// <summary>The pause that the site's robots.txt asks for before the next fetch, at most <see cref="RobotsRules.LongestCrawlDelay"/>; null when it asks for none or was not read.</summary>
    public TimeSpan? CrawlDelay { get; init; }

    /// <summary>Bytes over the wire, of all requests and answers that are known.</summary>
    public long WireBytes { get; init; }

    /// <summary>Something to keep.</summary>
    /// <param name="Hops">Every request and answer, redirects first; the last is what is kept as the capture.</param>
    /// <param name="Robots">What robots.txt said of the last.</param>
    public sealed record Kept(IReadOnlyList<Hop> Hops, RobotsDecision Robots) : Collected;

    /// <summary>The server says that the page is as it was (304, RFC 9110 §15.4.5): the answer is kept, and refers to the page that we have.</summary>
    /// <param name="Hops">Every request and answer, redirects first.</param>
    /// <param name="Robots">What robots.txt said of the last.</param>
    public sealed record Unchanged(IReadOnlyList<Hop> Hops, RobotsDecision Robots) : Collected;

    /// <summary>Nothing to keep, and there will not be: refused by robots.txt, not there, too large.</summary>
    /// <param name="Reason">Why, in a sentence without content.</param>
    public sealed record Closed(string Reason) : Collected;

    /// <summary>Nothing now; another try may succeed.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="RetryAfter">When the server asks to come back; null when it does not say.</param>
    public sealed record Failed(string Reason, TimeSpan? RetryAfter) : Collected;
}

/// <summary>
/// Fetches what a lead points at; one for each kind of source. Implementations are thread-safe, respect robots.txt and the guard,
/// and give every failure of a far side as a value: what they throw is a bug; <see cref="ContentFault"/> makes a failure of the lead of it, or it counts as the worker's death.
/// </summary>
public interface ICollector
{
    /// <summary>Its name in configuration.</summary>
    string Name { get; }

    /// <summary>Looks at the place.</summary>
    /// <param name="uri">Where.</param>
    /// <param name="known">By what the server knows the page that we have; null when we have none or want it whole.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<Collected> CollectAsync(CaptureUri uri, Validators? known, CancellationToken cancellationToken);
}
