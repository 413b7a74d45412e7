namespace ContentWatch.Databases;

/// <summary>A process that has a role of its own in PostgreSQL.</summary>
public enum DatabaseProcess
{
    /// <summary>Pages and API.</summary>
    Web,

    /// <summary>The worker that fetches and reads hostile bytes.</summary>
    Acquire,

    /// <summary>The worker that scores, opens cases, feeds the archive and sequences the log.</summary>
    Assess,

    /// <summary>The worker that dials platforms and looks whether content is still there.</summary>
    Refer,
}
