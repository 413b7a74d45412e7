namespace ContentWatch.Archive;

/// <summary>Tells the archive that an item changed, in the transaction that changed it.</summary>
public static class ArchiveOutbox
{
    /// <summary>Raises the item's version and adds the row that the feed takes.</summary>
    public static void Changed(ContentWatchDb db, Item item, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(time);
        item.Version++;
        db.ArchiveChanges.Add(new ArchiveChange { ItemId = item.Id, Version = item.Version, ChangedAt = time.GetUtcNow() });
    }
}
