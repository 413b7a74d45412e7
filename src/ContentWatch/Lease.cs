namespace ContentWatch;

/// <summary>A named right that one process at a time holds, until it runs out: the audit sequencer, the archive's writer.</summary>
public sealed class Lease
{
    /// <summary>What is leased, such as <c>audit-sequencer</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Which process holds it.</summary>
    public required string Owner { get; set; }

    /// <summary>Until when.</summary>
    public required DateTimeOffset Until { get; set; }
}
