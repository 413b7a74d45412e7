namespace ContentWatch.Accounts;

/// <summary>The roles of the unit. A person may have more than one; nothing is allowed without one.</summary>
public static class Roles
{
    /// <summary>Works the queue: claims, reads, decides.</summary>
    public const string Reviewer = "Reviewer";

    /// <summary>A reviewer who also takes escalated cases and retries referrals.</summary>
    public const string SeniorReviewer = "Senior reviewer";

    /// <summary>Searches the archive.</summary>
    public const string Researcher = "Researcher";

    /// <summary>Reads the audit log and everything it points at, but no content.</summary>
    public const string Auditor = "Auditor";

    /// <summary>Accounts, API keys, providers, sources, parked leads. Sees no content.</summary>
    public const string Administrator = "Administrator";

    /// <summary>All of them, in the order of the pages.</summary>
    public static IReadOnlyList<string> All { get; } = [Reviewer, SeniorReviewer, Researcher, Auditor, Administrator];
}
