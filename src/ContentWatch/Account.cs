namespace ContentWatch;

/// <summary>Who published content, at a provider. Unique by provider and handle.</summary>
public sealed class Account
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where the account is.</summary>
    public required Guid ProviderId { get; init; }

    /// <summary>The name as the page gives it; at most 200 characters.</summary>
    public required string Handle { get; init; }

    /// <summary>When we first met it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
