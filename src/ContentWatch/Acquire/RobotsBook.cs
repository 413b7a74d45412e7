using System.Collections.Concurrent;

namespace ContentWatch.Acquire;

/// <summary>What a site's robots.txt says, or that it could not be read.</summary>
public abstract record RobotsAnswer
{
    private RobotsAnswer()
    {
    }

    /// <summary>There is a decision.</summary>
    /// <param name="Decision">It.</param>
    public sealed record Decided(RobotsDecision Decision) : RobotsAnswer;

    /// <summary>The file cannot be reached, which means: fetch nothing for now (RFC 9309 §2.3.1.4).</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="IsForGood">True when another try would end the same way: the guard dials nothing there.</param>
    public sealed record Unreachable(string Reason, bool IsForGood) : RobotsAnswer;
}

/// <summary>
/// Asks sites for their robots.txt through the same fetcher and remembers it for a day, a failure for five minutes. One memory per process: politeness
/// lets one worker at a time at a host, so two processes cost one more request a day. Thread-safe.
/// </summary>
public sealed class RobotsBook(Fetcher fetcher, TimeProvider time)
{
    /// <summary>Our product token, as robots.txt files name it.</summary>
    public const string Token = "ContentWatch";

    private const int MaxRedirects = 5;
    private const int MaxSites = 10_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);
    private static readonly TimeSpan FreshFailure = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, RobotsRules? Rules, FetchResult.Failed? Failure)> known = new();

    /// <summary>Whether <paramref name="uri"/> may be fetched.</summary>
    public async Task<RobotsAnswer> AskAsync(CaptureUri uri, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var site = $"{uri.Scheme}://{uri.Host}";
        if (!known.TryGetValue(site, out var answer) || answer.Until <= time.GetUtcNow())
        {
            var (rules, failure) = await ReadAsync(CaptureUri.Parse(site + "/robots.txt"), cancellationToken);
            answer = (time.GetUtcNow() + (failure is null ? Fresh : FreshFailure), rules, failure);
            if (known.Count >= MaxSites)
            {
                known.Clear();
            }

            known[site] = answer;
        }

        return answer.Rules is { } read
            ? new RobotsAnswer.Decided(read.Decide(uri.PathAndQuery))
            : new RobotsAnswer.Unreachable(
                answer.Failure!.IsRefused ? answer.Failure.Reason : $"robots.txt of {uri.Host} cannot be read: {answer.Failure.Reason}",
                answer.Failure.IsForGood);
    }

    private async Task<(RobotsRules? Rules, FetchResult.Failed? Failure)> ReadAsync(CaptureUri file, CancellationToken cancellationToken)
    {
        for (var hops = 0; hops <= MaxRedirects; hops++)
        {
            var result = await fetcher.FetchAsync(file, cancellationToken);
            if (result is not FetchResult.Answered { Hop: var hop })
            {
                var failed = (FetchResult.Failed)result;
                return (null, hops == 0 ? failed : failed with { IsRefused = false });
            }

            if (hop.Redirect is { } next)
            {
                if (file.Resolve(next) is not { } target)
                {
                    return (RobotsRules.None, null);
                }

                file = target;
                continue;
            }

            return hop.Status switch
            {
                >= 200 and < 300 => (RobotsRules.Parse(hop.Body.Span, Token), null),
                429 or >= 500 => (null, new($"The server answers {hop.Status}.", IsForGood: false)),
                _ => (RobotsRules.None, null),
            };
        }

        // More redirects than five: the file counts as unavailable, so nothing is forbidden (RFC 9309 §2.3.1.2).
        return (RobotsRules.None, null);
    }
}
