namespace ContentWatch.Accounts;

/// <summary>What an API key may be good for.</summary>
public static class ApiScopes
{
    /// <summary>Sends reports.</summary>
    public const string ReportsWrite = "reports.write";

    /// <summary>Reads what became of its own reports.</summary>
    public const string ReportsRead = "reports.read";

    /// <summary>Searches and reads the archive.</summary>
    public const string ArchiveRead = "archive.read";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [ReportsWrite, ReportsRead, ArchiveRead];
}
