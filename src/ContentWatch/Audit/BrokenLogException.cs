namespace ContentWatch.Audit;

/// <summary>The verifier found the first thing that is not as it was written; it ends the walk and becomes a verdict.</summary>
internal sealed class BrokenLogException(long? index, string finding) : Exception(finding)
{
    public long? Index { get; } = index;

    public IReadOnlyList<Checkpoint> Astray { get; init; } = [];
}
