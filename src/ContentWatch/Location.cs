namespace ContentWatch;

/// <summary>What we see when we look at a location. Never what a provider says: that is an outcome.</summary>
public enum Availability
{
    /// <summary>Nobody has looked since it was captured.</summary>
    NotLooked,

    /// <summary>The content is still there.</summary>
    StillThere,

    /// <summary>The server answers 404 or 410.</summary>
    Gone,

    /// <summary>A page says that the content was removed.</summary>
    Tombstone,

    /// <summary>The server asks to sign in.</summary>
    LoginWall,

    /// <summary>The address leads elsewhere now.</summary>
    Moved,

    /// <summary>We looked and could not tell.</summary>
    CouldNotLook,
}

/// <summary>
/// A URL at a provider, where content is or was. Identified by <see cref="Key"/>, fetched by <see cref="FetchUrl"/>,
/// shown and proven by <see cref="Url"/>; how a reporter wrote it stands on the report alone. Carries availability; outcomes belong to referrals.
/// </summary>
public sealed class Location
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who hosts it.</summary>
    public required Guid ProviderId { get; init; }

    /// <summary>The address in the form that is sent: ASCII, escaped, without a fragment, in which marks and sentences could hide; evidence, never changed.</summary>
    public required string Url { get; init; }

    /// <summary>The address that is sent.</summary>
    public required string FetchUrl { get; init; }

    /// <summary>The form by which two addresses are the same place; unique.</summary>
    public required string Key { get; init; }

    /// <summary>Host and, when it is not the scheme's own, port.</summary>
    public required string Host { get; init; }

    /// <summary>When we first met it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What we saw last.</summary>
    public Availability Availability { get; set; }

    /// <summary>When we looked last; null when nobody has.</summary>
    public DateTimeOffset? LookedAt { get; set; }

    /// <summary>When the worker looks next; null when it is not watched.</summary>
    public DateTimeOffset? NextLookAt { get; set; }

    /// <summary>How often in a row we looked since it is watched.</summary>
    public int Looks { get; set; }
}
