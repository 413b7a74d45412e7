using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Acquire;

/// <summary>Finds places by their key and makes the ones that are new, with their provider.</summary>
public static class LocationBook
{
    /// <summary>The location of <paramref name="uri"/>; new ones join the caller's unit of work.</summary>
    public static async Task<Location> FindOrAddAsync(ContentWatchDb db, CaptureUri uri, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(time);
        var key = uri.Key;
        var known = db.Locations.Local.FirstOrDefault(l => l.Key == key)
            ?? await db.Locations.SingleOrDefaultAsync(l => l.Key == key, cancellationToken);
        if (known is not null)
        {
            return known;
        }

        var location = new Location
        {
            Id = Identity.New(time),
            ProviderId = await ProviderOfAsync(db, uri.Host, time, cancellationToken),
            // As given, but for NUL, which PostgreSQL keeps in no text.
            Url = uri.Original.Replace("\0", "%00", StringComparison.Ordinal),
            FetchUrl = uri.Fetch,
            Key = key,
            Host = uri.Host,
            CreatedAt = time.GetUtcNow(),
        };
        db.Locations.Add(location);
        return location;
    }

    /// <summary>Whose the host is: the longest known suffix at a dot; a host nobody knows makes a provider that carries its name.</summary>
    private static async Task<Guid> ProviderOfAsync(ContentWatchDb db, string host, TimeProvider time, CancellationToken cancellationToken)
    {
        var suffixes = Suffixes(host).ToList();
        var known = db.ProviderHosts.Local.Where(h => suffixes.Contains(h.Host))
            .Concat(await db.ProviderHosts.Where(h => suffixes.Contains(h.Host)).ToListAsync(cancellationToken))
            .MaxBy(h => h.Host.Length);
        if (known is not null)
        {
            return known.ProviderId;
        }

        var provider = new Provider { Id = Identity.New(time), Name = host, CreatedAt = time.GetUtcNow() };
        db.Providers.Add(provider);
        db.ProviderHosts.Add(new ProviderHost { Host = host, ProviderId = provider.Id });
        return provider.Id;
    }

    private static IEnumerable<string> Suffixes(string host)
    {
        yield return host;
        for (var dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            yield return host[(dot + 1)..];
        }
    }
}
