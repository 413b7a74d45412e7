using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Archive;

/// <summary>Gathers items with all that a searcher finds them by, from the database's rows.</summary>
internal static class ArchiveGathering
{
    /// <summary>Those of <paramref name="ids"/> that there are. What is gathered is as new as its version or newer, never older.</summary>
    public static async Task<List<ArchivedItem>> OfAsync(ContentWatchDb db, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var items = await db.Items.AsNoTracking().Where(i => ids.Contains(i.Id)).ToListAsync(cancellationToken);
        var seen = await Seen(db, ids).ToListAsync(cancellationToken);
        var scores = await db.ItemScores.AsNoTracking().Where(s => ids.Contains(s.ItemId)).ToListAsync(cancellationToken);
        var seenOf = seen.ToLookup(s => s.ItemId);
        var scoresOf = scores.ToLookup(s => s.ItemId);
        return items.ConvertAll(item => Gathered(item, [.. seenOf[item.Id]], Newest(scoresOf[item.Id])));
    }

    /// <summary>Of each label the newest score that has a number.</summary>
    public static List<ItemScore> Newest(IEnumerable<ItemScore> scores) => [.. scores
        .Where(s => s.Probability is not null)
        .GroupBy(s => s.Label)
        .Select(ofLabel => ofLabel.OrderByDescending(s => s.ScoredAt).ThenByDescending(s => s.Id).First())];

    private static IQueryable<SeenAs> Seen(ContentWatchDb db, IReadOnlyCollection<Guid> ids) =>
        from appearance in db.Appearances.AsNoTracking()
        where ids.Contains(appearance.ItemId)
        join location in db.Locations on appearance.LocationId equals location.Id
        join provider in db.Providers on location.ProviderId equals provider.Id
        join account in db.Accounts on appearance.AccountId equals (Guid?)account.Id into accounts
        from account in accounts.DefaultIfEmpty()
        select new SeenAs(
            appearance.ItemId, provider.Name, location.Host, account == null ? null : account.Handle, appearance.PublishedAt, appearance.SeenAt);

    private static ArchivedItem Gathered(Item item, List<SeenAs> seen, List<ItemScore> scores) => new(
        item.Id,
        item.Version,
        item.Hash,
        item.Title,
        item.Text,
        item.Language,
        [.. seen.Select(s => s.Provider).Distinct().Order(StringComparer.Ordinal)],
        [.. seen.Select(s => s.Host).Distinct().Order(StringComparer.Ordinal)],
        [.. seen.Select(s => s.Account).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
        scores.ToDictionary(s => s.Label, s => s.Probability!.Value),
        [.. scores.Where(s => s.Probability >= s.Threshold).Select(s => s.Label)],
        item.Verdict,
        seen.Min(s => s.PublishedAt),
        item.FirstSeenAt,
        seen.Select(s => s.SeenAt).Append(item.FirstSeenAt).Max());

    private sealed record SeenAs(Guid ItemId, string Provider, string Host, string? Account, DateTimeOffset? PublishedAt, DateTimeOffset SeenAt);
}
