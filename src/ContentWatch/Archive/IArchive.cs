namespace ContentWatch.Archive;

/// <summary>Which version of an item an archive has.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Version">The version.</param>
public readonly record struct ItemVersion(Guid ItemId, long Version);

/// <summary>
/// The searchable store of items. The database is the truth; this is fed from it and may be built again at any time.
/// <list type="number">
/// <item>A write is kept when it returns: a process that is killed afterwards has lost nothing of it.</item>
/// <item>Of each item the highest version stays: a lower or equal one changes nothing, in whatever order they come.</item>
/// <item>A write is seen by searches of the same process when it returns, of other processes within two seconds.</item>
/// <item>An item is found by all words of a query and not by some; words are of any script; what the engine's own language
/// would do with a text is out of reach.</item>
/// <item>Pages that follow cursors show each item once, and leave none out, whatever is written meanwhile, as long as the
/// item's own place in the order does not change. In order of relevance a write changes the weights of words: there an item may
/// come twice or be left out when something was written between two pages.</item>
/// <item>Snippets are ranges of the text that was written, never markup.</item>
/// </list>
/// Thread-safe. Broken disks and networks are exceptions (<see cref="ArchiveUnavailableException"/> where the archive
/// can tell what to do); everything else is an answer.
/// </summary>
public interface IArchive
{
    /// <summary>Writes items, each where its version is higher than the one that is there.</summary>
    /// <exception cref="ArchiveUnavailableException">Another process writes, or the archive was made by another version.</exception>
    Task WriteAsync(IReadOnlyCollection<ArchivedItem> items, CancellationToken cancellationToken);

    /// <summary>Takes items out; those that are not there are no matter.</summary>
    /// <exception cref="ArchiveUnavailableException">Another process writes, or the archive was made by another version.</exception>
    Task RemoveAsync(IReadOnlyCollection<Guid> itemIds, CancellationToken cancellationToken);

    /// <summary>Finds items. An archive to which nothing was written answers with an empty page.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The page size is not 1 to <see cref="ArchiveQuery.MaxPageSize"/>.</exception>
    /// <exception cref="ArchiveUnavailableException">The archive was made by another version.</exception>
    Task<ArchiveAnswer> SearchAsync(ArchiveQuery query, CancellationToken cancellationToken);

    /// <summary>How many items there are.</summary>
    Task<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>Every item with its version, in no particular order: to compare with the database.</summary>
    IAsyncEnumerable<ItemVersion> IdsAndVersionsAsync(CancellationToken cancellationToken);
}
