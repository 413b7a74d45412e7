namespace ContentWatch.Archive;

/// <summary>Tells the archive that an item changed, in the transaction that changed it.</summary>
public static class ArchiveOutbox
{
    /// <summary>Raises the item's version and adds the row that the feed takes.</summary>
    /// <param name="db">The context of the act.</param>
    /// <param name="item">What changed.</param>
    /// <param name="at">When.</param>
    public static void Changed(ContentWatchDb db, Item item, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(item);
        item.Version++;
        db.ArchiveChanges.Add(new ArchiveChange { ItemId = item.Id, Version = item.Version, ChangedAt = at });
    }
}
