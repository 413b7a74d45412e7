namespace ContentWatch.Audit;

/// <summary>
/// One entry of the audit log: canonical bytes (RFC 8785) and their leaf hash (RFC 6962 §2.1), inserted in the transaction of
/// the act it records. The other columns repeat what the bytes say so that pages can search; the verifier compares them.
/// Without an index until the sequencer gives it one.
/// </summary>
public sealed class AuditLeaf
{
    /// <summary>Its id; also in the bytes.</summary>
    public required Guid Id { get; init; }

    /// <summary>The canonical bytes: the entry itself, format v1.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>SHA-256(0x00 ‖ bytes); 32 bytes.</summary>
    public required byte[] LeafHash { get; init; }

    /// <summary>When, as the bytes say.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What kind of actor, as the bytes say.</summary>
    public required ActorKind ActorKind { get; init; }

    /// <summary>Who, as the bytes say.</summary>
    public required string ActorId { get; init; }

    /// <summary>What was done, as the bytes say: <c>case.decided</c>.</summary>
    public required string Act { get; init; }

    /// <summary>To what, as the bytes say: <c>case/0198…</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Its place in the log, contiguous from 0; null until it is sequenced.</summary>
    public long? Index { get; set; }
}

/// <summary>A complete node of the Merkle tree (RFC 6962): level 0 are the leaves' hashes, and a node of level n covers 2^n leaves.</summary>
public sealed class AuditNode
{
    /// <summary>The level.</summary>
    public required int Level { get; init; }

    /// <summary>The place within the level.</summary>
    public required long Index { get; init; }

    /// <summary>Its hash; 32 bytes.</summary>
    public required byte[] Hash { get; init; }
}

/// <summary>A signed head of the log: a C2SP checkpoint. Also written to a second path, where we cannot change it.</summary>
public sealed class AuditCheckpoint
{
    /// <summary>How many entries it covers.</summary>
    public required long Size { get; init; }

    /// <summary>The root of the tree at that size; 32 bytes.</summary>
    public required byte[] Root { get; init; }

    /// <summary>The signed note, as text.</summary>
    public required string Note { get; init; }

    /// <summary>When it was signed; a claim, not a proof.</summary>
    public required DateTimeOffset SignedAt { get; init; }
}
