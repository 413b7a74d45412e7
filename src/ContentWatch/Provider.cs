namespace ContentWatch;

/// <summary>
/// Who is legally responsible for hosting (hosting service provider, Regulation (EU) 2021/784 art. 2(1)).
/// A provider that we know only by the host of a location has no channel yet; that is a state, not an error.
/// </summary>
public sealed class Provider
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name as people say it; until somebody names it, the host.</summary>
    public required string Name { get; set; }

    /// <summary>The name of the referral channel by which it is reached; null when it has none.</summary>
    public string? Channel { get; set; }

    /// <summary>The base address of its channel; null when it has none.</summary>
    public string? ChannelAddress { get; set; }

    /// <summary>The name under which the channel's secret is kept outside the database; null when it needs none.</summary>
    public string? SecretName { get; set; }

    /// <summary>When we first met it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>
/// A host name that belongs to a provider. A location belongs to the provider of its host, else of the longest suffix of it that an administrator set up.
/// </summary>
public sealed class ProviderHost
{
    /// <summary>The host in lower case, IDN as A-label, with a port when it is not the scheme's own.</summary>
    public required string Host { get; init; }

    /// <summary>Its provider.</summary>
    public required Guid ProviderId { get; init; }
}
