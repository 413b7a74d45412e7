using Microsoft.Extensions.Options;

namespace ContentWatch.Acquire;

/// <summary>Fetches a page or a feed over HTTP: each redirect is a hop of its own that robots.txt and the guard are asked about.</summary>
public sealed class WebPageCollector(Fetcher fetcher, RobotsBook robots, IOptions<AcquireOptions> options, TimeProvider time) : ICollector
{
    private readonly int maxRedirects = options.Value.MaxRedirects;

    /// <inheritdoc/>
    public string Name => "web-page";

    /// <inheritdoc/>
    public async Task<Collected> CollectAsync(CaptureUri uri, Validators? known, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var hops = new List<Hop>();
        var seen = new HashSet<string>();
        while (true)
        {
            if (!seen.Add(uri.Fetch))
            {
                return new Collected.Closed("The redirects lead round in a circle.");
            }

            var answer = await robots.AskAsync(uri, cancellationToken);
            if (answer is RobotsAnswer.Unreachable unreachable)
            {
                return unreachable.IsForGood ? new Collected.Closed(unreachable.Reason) : new Collected.Failed(unreachable.Reason, unreachable.RetryAfter);
            }

            var decision = ((RobotsAnswer.Decided)answer).Decision;

            if (!decision.IsAllowed)
            {
                return new Collected.Closed($"robots.txt refuses it ({decision.Rule}).") { CrawlDelay = decision.CrawlDelay };
            }

            var asked = known?.Url == uri.Fetch ? known : null;
            switch (await fetcher.FetchAsync(uri, asked, cancellationToken))
            {
                case FetchResult.Failed failed:
                    return failed.IsForGood
                        ? new Collected.Closed(failed.Reason) { CrawlDelay = decision.CrawlDelay }
                        : new Collected.Failed(failed.Reason, null) { CrawlDelay = decision.CrawlDelay };
                case FetchResult.Answered { Hop: var hop }:
                    hops.Add(hop with { Robots = decision });
                    if (hop.Redirect is null)
                    {
                        return Judge(hops, decision, asked is not null) with { CrawlDelay = decision.CrawlDelay, WireBytes = hops.Sum(each => (long)each.Request.Length + each.Response.Length) };
                    }

                    if (hops.Count > maxRedirects)
                    {
                        return new Collected.Closed($"It redirects more than {maxRedirects} times.");
                    }

                    if (uri.Resolve(hop.Redirect) is not { } next)
                    {
                        return new Collected.Closed("It redirects to what is not an http or https address.");
                    }

                    uri = next;
                    break;
            }
        }
    }

    private Collected Judge(List<Hop> hops, RobotsDecision robotsDecision, bool wasConditional)
    {
        var last = hops[^1];
        return last.Status switch
        {
            304 when wasConditional => new Collected.Unchanged(hops, robotsDecision),
            >= 200 and < 300 when last.Body.Length == 0 => new Collected.Closed("The page is empty."),
            >= 200 and < 300 => new Collected.Kept(hops, robotsDecision),
            408 or 425 or 429 or >= 500 => new Collected.Failed($"The server answers {last.Status}.", last.RetryAfter(time.GetUtcNow())),
            _ => new Collected.Closed($"The server answers {last.Status}."),
        };
    }
}
