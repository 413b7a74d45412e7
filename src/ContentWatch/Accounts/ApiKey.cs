namespace ContentWatch.Accounts;

/// <summary>A partner's key to the API. The key itself is shown once and kept only as a hash.</summary>
public sealed class ApiKey
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who uses it, in words; 1 to 200 characters.</summary>
    public required string Name { get; set; }

    /// <summary>The first characters of the key, by which people recognise it; unique.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the whole key; 32 bytes. The key has 256 random bits, so a plain hash is enough.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What it may do, separated by spaces: <c>reports.write reports.read archive.read</c>.</summary>
    public required string Scopes { get; init; }

    /// <summary>Who made it.</summary>
    public required Guid CreatedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was withdrawn; null while it holds.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    /// <summary>When it was last used, to the minute; null before.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}
