namespace ContentWatch.Acquire;

/// <summary>A site that is crawled: where it starts, how far it goes, and by what right.</summary>
public sealed class Source
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it; unique; 1 to 200 characters.</summary>
    public required string Name { get; set; }

    /// <summary>Where it starts.</summary>
    public required string StartUrl { get; init; }

    /// <summary>Only addresses that begin with this (in key form) belong to it; usually scheme, host and a path.</summary>
    public required string Scope { get; init; }

    /// <summary>How many links away from the start a page may be; 0 is the start alone.</summary>
    public int MaxDepth { get; set; } = 3;

    /// <summary>How many pages it may take in all; then it rests.</summary>
    public int MaxPages { get; set; } = 1_000;

    /// <summary>Pages taken so far.</summary>
    public int Pages { get; set; }

    /// <summary>The legal basis for crawling it, in words; 1 to 1,000 characters.</summary>
    public required string LegalBasis { get; set; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>A paused source yields no leads and its waiting leads are not taken.</summary>
    public bool Paused { get; set; }
}
