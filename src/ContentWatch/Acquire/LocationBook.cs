using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Acquire;

/// <summary>Finds places by their key and makes the ones that are new, with their provider: a few queries, however many places are asked for.</summary>
public static class LocationBook
{
    /// <summary>The location of <paramref name="uri"/>; a new one joins the caller's unit of work.</summary>
    public static async Task<Location> FindOrAddAsync(ContentWatchDb db, CaptureUri uri, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return (await FindOrAddAllAsync(db, [uri], time, cancellationToken))[uri.Key];
    }

    /// <summary>The locations of <paramref name="uris"/> by their keys; new ones join the caller's unit of work, in which this is asked once.</summary>
    public static async Task<IReadOnlyDictionary<string, Location>> FindOrAddAllAsync(
        ContentWatchDb db, IReadOnlyCollection<CaptureUri> uris, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(time);
        var keys = uris.Select(uri => uri.Key).Distinct().ToList();
        var places = await db.Locations.Where(l => keys.Contains(l.Key)).ToDictionaryAsync(l => l.Key, cancellationToken);
        var added = uris.DistinctBy(uri => uri.Key).Where(uri => !places.ContainsKey(uri.Key)).ToList();
        var providers = await ProvidersAsync(db, [.. added.Select(uri => uri.Host).Distinct()], time, cancellationToken);
        foreach (var uri in added)
        {
            var location = new Location
            {
                Id = Identity.New(time),
                ProviderId = providers[uri.Host],
                Url = uri.Fetch,
                FetchUrl = uri.Fetch,
                Key = uri.Key,
                Host = uri.Host,
                CreatedAt = time.GetUtcNow(),
            };
            db.Locations.Add(location);
            places.Add(location.Key, location);
        }

        return places;
    }

    /// <summary>
    /// Whose the hosts are: the provider of the host itself, else of the longest suffix at a dot that an administrator named or gave a channel. A host that
    /// nobody knows makes a provider that carries its name and has that host alone: a stranger's report must not decide about the neighbours.
    /// </summary>
    private static async Task<Dictionary<string, Guid>> ProvidersAsync(
        ContentWatchDb db, List<string> hosts, TimeProvider time, CancellationToken cancellationToken)
    {
        var suffixes = hosts.SelectMany(Suffixes).Distinct().ToList();
        var known = await (
            from host in db.ProviderHosts
            where suffixes.Contains(host.Host)
            join provider in db.Providers on host.ProviderId equals provider.Id
            select new { host.Host, host.ProviderId, IsSetUp = provider.Name != host.Host || provider.Channel != null })
            .ToDictionaryAsync(host => host.Host, cancellationToken);
        var providers = new Dictionary<string, Guid>();
        foreach (var host in hosts)
        {
            if (Suffixes(host).Select(known.GetValueOrDefault).FirstOrDefault(found => found is not null && (found.Host == host || found.IsSetUp)) is { } whose)
            {
                providers.Add(host, whose.ProviderId);
                continue;
            }

            var provider = new Provider { Id = Identity.New(time), Name = host, CreatedAt = time.GetUtcNow() };
            db.Providers.Add(provider);
            db.ProviderHosts.Add(new ProviderHost { Host = host, ProviderId = provider.Id });
            providers.Add(host, provider.Id);
        }

        return providers;
    }

    /// <summary>The longest first.</summary>
    private static IEnumerable<string> Suffixes(string host)
    {
        yield return host;
        for (var dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            yield return host[(dot + 1)..];
        }
    }
}
