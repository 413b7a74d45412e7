using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Acquire.Sources;

/// <summary>For what there was room.</summary>
internal enum RoomFor
{
    /// <summary>For the page.</summary>
    Page,

    /// <summary>The source, or the host's share of it, is full.</summary>
    NoPage,

    /// <summary>It is one more of too many that differ in their query alone.</summary>
    NoMoreQueries,
}

/// <summary>What room a source has for more pages: in all, of each host, and of addresses that differ in their query alone. Good for one act.</summary>
internal sealed class SourceRoom
{
    private readonly Dictionary<string, int> ofHost;
    private readonly Dictionary<string, int> ofPath;
    private int left;

    private SourceRoom(int left, Dictionary<string, int> ofHost, Dictionary<string, int> ofPath) => (this.left, this.ofHost, this.ofPath) = (left, ofHost, ofPath);

    /// <summary>Reads what room there is for some addresses.</summary>
    public static async Task<SourceRoom> ReadAsync(ContentWatchDb db, Source source, IReadOnlyList<CaptureUri> wanted, CancellationToken cancellationToken)
    {
        var leads = db.Leads.Where(l => l.SourceId == source.Id);
        var left = source.MaxPages - await leads.CountAsync(cancellationToken);
        var hosts = wanted.Select(uri => uri.Host).ToHashSet();
        var most = (int)Math.Ceiling(source.MaxPages * (source.HostShare / 100d));
        var taken = source.HostShare == 100
            ? []
            : await leads.Where(l => hosts.Contains(l.Host)).GroupBy(l => l.Host).ToDictionaryAsync(group => group.Key, group => group.Count(), cancellationToken);
        var ofPath = new Dictionary<string, int>();
        foreach (var path in wanted.Select(PathOf).OfType<string>().Distinct())
        {
            var before = await leads.Join(db.Locations.Where(place => place.Key.StartsWith(path)), l => l.LocationId, place => place.Id, (l, _) => l.Id).CountAsync(cancellationToken);
            ofPath.Add(path, LinkTrap.MaxQueries - before);
        }

        return new(left, hosts.ToDictionary(host => host, host => most - taken.GetValueOrDefault(host)), ofPath);
    }

    /// <summary>Takes the room of one page, if there is some.</summary>
    public RoomFor Take(CaptureUri uri)
    {
        var path = PathOf(uri);
        if (path is not null && ofPath[path] <= 0)
        {
            return RoomFor.NoMoreQueries;
        }

        if (left <= 0 || ofHost[uri.Host] <= 0)
        {
            return RoomFor.NoPage;
        }

        left--;
        ofHost[uri.Host]--;
        if (path is not null)
        {
            ofPath[path]--;
        }

        return RoomFor.Page;
    }

    /// <summary>Up to the query, with its mark; null when there is no query.</summary>
    private static string? PathOf(CaptureUri uri) => uri.Key.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? uri.Key[..(mark + 1)] : null;
}
