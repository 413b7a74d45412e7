namespace ContentWatch.Accounts;

/// <summary>A link that signs in once: the first administrator's, the demo's, and the one an administrator hands to a new colleague. Kept only as a hash.</summary>
public sealed class OneTimeLink
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>SHA-256 of the token; 32 bytes; unique.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The person it signs in.</summary>
    public required Guid PersonId { get; init; }

    /// <summary>True when the person has to choose a password first; the demo's links do not ask.</summary>
    public required bool ChoosesPassword { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used; null before.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}
