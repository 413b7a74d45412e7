using System.Collections.Concurrent;

namespace ContentWatch.Acquire;

/// <summary>
/// Asks sites for their robots.txt through the same fetcher and remembers it for a day, a failure for five minutes or as long as the site asks (RFC 9309 §2.4).
/// One memory per process, gone with it: politeness lets one worker at a time at a host, so two processes cost one more request a day, and the
/// thirty days of a file that cannot be reached begin again with each start, which errs on the side of the site. Thread-safe.
/// </summary>
public sealed class RobotsBook(Fetcher fetcher, TimeProvider time)
{
    /// <summary>Our product token, as robots.txt files name it.</summary>
    public const string Token = "ContentWatch";

    private const int MaxRedirects = 5;
    private const int MaxSites = 10_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);
    private static readonly TimeSpan FreshFailure = TimeSpan.FromMinutes(5);

    /// <summary>After this time without a file, the last that was read holds again; where none was read, nothing is forbidden (RFC 9309 §2.3.1.4).</summary>
    private static readonly TimeSpan LongestUnreachable = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<string, Known> known = new();

    /// <summary>Whether <paramref name="uri"/> may be fetched.</summary>
    public async Task<RobotsAnswer> AskAsync(CaptureUri uri, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var site = $"{uri.Scheme}://{uri.Host}";
        if (!known.TryGetValue(site, out var answer) || answer.Until <= time.GetUtcNow())
        {
            answer = After(answer, await ReadAsync(CaptureUri.Parse(site + "/robots.txt"), cancellationToken));
            if (known.Count >= MaxSites)
            {
                known.Clear();
            }

            known[site] = answer;
        }

        if (answer.Failure is { } failure && time.GetUtcNow() - answer.UnreachableSince < LongestUnreachable)
        {
            return new RobotsAnswer.Unreachable(
                failure.Fault.IsRefused ? failure.Fault.Reason : $"robots.txt of {uri.Host} cannot be read: {failure.Fault.Reason}",
                failure.Fault.IsForGood,
                failure.RetryAfter);
        }

        return new RobotsAnswer.Decided(answer.Rules is { } rules
            ? rules.Decide(uri.PathAndQuery) with { File = answer.File }
            : new(true, "robots.txt could not be reached for 30 days"));
    }

    /// <summary>A failure keeps the file that was read before and the time since when there is none; what the guard refuses is no failure of the site.</summary>
    private Known After(Known? before, ReadFile read)
    {
        var now = time.GetUtcNow();
        if (read.Failure is not { } failure)
        {
            return new(now + Fresh, read.Rules, read.File, null, now);
        }

        var again = failure.RetryAfter is { } asked && asked > FreshFailure ? asked : FreshFailure;
        var since = failure.Fault.IsForGood || before?.Failure is null ? now : before.UnreachableSince;
        return new(now + (again < Fresh ? again : Fresh), before?.Rules, before?.File, failure, since);
    }

    private async Task<ReadFile> ReadAsync(CaptureUri file, CancellationToken cancellationToken)
    {
        RobotsFile? last = null;
        for (var hops = 0; hops <= MaxRedirects; hops++)
        {
            var result = await fetcher.FetchAsync(file, cancellationToken);
            if (result is not FetchResult.Answered { Hop: var hop })
            {
                var failed = (FetchResult.Failed)result;
                return new(null, null, new(hops == 0 ? failed : failed with { IsRefused = false }, null));
            }

            last = new(file.Fetch, hop.Status, null, hop.EndedAt);
            if (hop.Redirect is { } next)
            {
                if (file.Resolve(next) is not { } target)
                {
                    break;
                }

                file = target;
                continue;
            }

            return hop.Status switch
            {
                >= 200 and < 300 => new(RobotsRules.Parse(hop.Body.Span, Token), last with { Hash = ContentHash.Of(hop.Body.Span) }, null),

                // The RFC lets 429 pass as any other 4xx; a site that asks for less is not asked for more.
                429 or >= 500 => new(null, null, new(new($"The server answers {hop.Status}.", IsForGood: false), hop.RetryAfter(time.GetUtcNow()))),
                _ => new(RobotsRules.None, last, null),
            };
        }

        // More redirects than five, or one that leads nowhere: the file counts as unavailable, so nothing is forbidden (RFC 9309 §2.3.1.2).
        return new(RobotsRules.None, last, null);
    }

    private sealed record Failure(FetchResult.Failed Fault, TimeSpan? RetryAfter);

    private sealed record ReadFile(RobotsRules? Rules, RobotsFile? File, Failure? Failure);

    /// <param name="Until">When it is asked for again.</param>
    /// <param name="Rules">The rules last read; null when none ever were.</param>
    /// <param name="File">The file with them.</param>
    /// <param name="Failure">Why they could not be read the last time; null when they were.</param>
    /// <param name="UnreachableSince">The first failure in a row; without meaning when there is none.</param>
    private sealed record Known(DateTimeOffset Until, RobotsRules? Rules, RobotsFile? File, Failure? Failure, DateTimeOffset UnreachableSince);
}
