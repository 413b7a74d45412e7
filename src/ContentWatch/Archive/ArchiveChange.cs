namespace ContentWatch.Archive;

/// <summary>An item that the archive has yet to see: a row of the outbox, written in the transaction that changed the item.</summary>
public sealed class ArchiveChange
{
    /// <summary>Position in the outbox; given by the database.</summary>
    public long Position { get; init; }

    /// <summary>Which item.</summary>
    public required Guid ItemId { get; init; }

    /// <summary>The version it had then; the archive keeps the highest it saw.</summary>
    public required long Version { get; init; }

    /// <summary>When the change was made.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
