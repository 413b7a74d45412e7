using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Archive;

/// <summary>How far the archive is behind the database.</summary>
/// <param name="Waiting">Changes that the archive has yet to see.</param>
/// <param name="Oldest">When the first of them was made; null when none waits.</param>
public sealed record ArchiveLag(int Waiting, DateTimeOffset? Oldest);

/// <summary>
/// Carries changes from the database to the archive, at least once: written there first, taken from the outbox after. Killed in
/// between, it writes the same again, which changes nothing. One process at a time; the archive's own lock holds others off.
/// </summary>
public sealed class ArchiveFeed(Database database, IArchive archive)
{
    /// <summary>The most changes of one round.</summary>
    public const int MaxChanges = 200;

    /// <summary>Carries the next changes, oldest first.</summary>
    /// <returns>How many; 0 when nothing waited.</returns>
    /// <exception cref="ArchiveUnavailableException">The archive cannot be written; the changes wait.</exception>
    public async Task<int> OnceAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var changes = await db.ArchiveChanges
            .OrderBy(c => c.Position)
            .Take(MaxChanges)
            .Select(c => new { c.Position, c.ItemId })
            .ToListAsync(cancellationToken);
        if (changes.Count == 0)
        {
            return 0;
        }

        List<Guid> ids = [.. changes.Select(c => c.ItemId).Distinct()];
        var items = await ArchiveGathering.OfAsync(db, ids, cancellationToken);
        await archive.WriteAsync(items, cancellationToken);
        await archive.RemoveAsync([.. ids.Except(items.Select(i => i.Id))], cancellationToken);

        // Exactly those read: a lower position may be committed after a higher one.
        List<long> done = [.. changes.Select(c => c.Position)];
        await database.TakeAsync(
            (writing, cancel) => writing.ArchiveChanges.Where(c => done.Contains(c.Position)).ExecuteDeleteAsync(cancel), cancellationToken);
        return changes.Count;
    }

    /// <summary>How far the archive is behind.</summary>
    public async Task<ArchiveLag> LagAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var waiting = await db.ArchiveChanges.CountAsync(cancellationToken);
        var oldest = await db.ArchiveChanges.OrderBy(c => c.Position).Select(c => (DateTimeOffset?)c.ChangedAt).FirstOrDefaultAsync(cancellationToken);
        return new(waiting, oldest);
    }
}
