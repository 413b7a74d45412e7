namespace ContentWatch.Databases;

/// <summary>
/// What each process may do with each table in PostgreSQL, and no more: who takes over one of them gets what stands in its column here. Verbs as
/// SQL has them; in parentheses the columns that they reach, all where there are none. The owner of the tables, with whom <c>cw</c> works, may
/// do everything; no process is the owner.
/// </summary>
public static class DatabaseRights
{
    private const string Appends = "insert select(Id,Index)";

    /// <summary>One row for each table of the model.</summary>
    public static IReadOnlyList<TableRights> All { get; } =
    [
        // The root.
        new("Providers", Web: "select insert update", Acquire: "select insert", Assess: "select", Refer: "select"),
        new("ProviderHosts", Web: "select insert", Acquire: "select insert"),
        new("Locations", Web: "select insert", Acquire: "select insert", Assess: "select", Refer: "select update(NextLookAt,Looks,Availability,LookedAt)"),
        new("Accounts", Web: "select", Acquire: "select insert", Assess: "select"),
        new("Leases", Assess: "select insert update"),
        new("Heartbeats", Web: "select", Acquire: "select insert update delete", Assess: "select insert update delete", Refer: "select insert update delete"),
        new("LongWorks", Web: "select"),
        new("Counters", Assess: "select insert update", Refer: "select insert update"),

        // Acquire.
        new("Reports", Web: "select insert", Assess: "select"),
        new("Sources", Web: "select insert update", Acquire: "select update", Assess: "select"),
        new("Revisits", Web: "select update(ValidUrl)", Acquire: "select insert update"),
        new("Leads", Web: "select insert update", Acquire: "select insert update", Assess: "select"),
        new("Captures", Web: "select", Acquire: "select insert update", Assess: "select", Refer: "select"),
        new("HostPaces", Web: "select", Acquire: "select insert update"),

        // Archive. Who dials platforms reads no text.
        new("Items", Web: "select update(Verdict,Version)", Acquire: "select insert update(Version)", Assess: "select update(Version)", Refer: "select(Id,Hash)"),
        new("Appearances", Web: "select", Acquire: "select insert", Assess: "select update(AssessedAt,LeaseUntil,Attempts)", Refer: "select"),
        new("ItemScores", Web: "select", Assess: "select insert"),
        new("ArchiveChanges", Web: "select insert", Acquire: "insert select(Position)", Assess: "select insert delete"),

        // Review.
        new("Cases", Web: "select update", Assess: "select insert update", Refer: "select"),
        new("CaseLocations", Web: "select insert", Assess: "select insert", Refer: "select"),
        new("Verdicts", Web: "select insert update(TakenBackAt)", Assess: "select", Refer: "select"),
        new("CasePasses", Web: "select insert update"),
        new("CaseReadings", Web: "select insert"),

        // Refer.
        new("Referrals", Web: "select update(State,Attempts,NextTryAt)", Refer: "select insert update"),
        new("DeliveryAttempts", Web: "select", Refer: "select insert"),
        new("AvailabilityLooks", Web: "select", Refer: "select insert"),

        // Audit. Entries are added, and once they have their place nobody touches them: only assess writes an index, and only there is a row locked.
        new("AuditLeaves", Web: "select insert", Acquire: Appends, Assess: "select insert update(Index)", Refer: Appends),
        new("AuditNodes", Web: "select", Assess: "select insert"),
        new("AuditCheckpoints", Web: "select", Assess: "select insert"),

        // Accounts.
        new("ApiKeys", Web: "select insert update"),
        new("OneTimeLinks", Web: "select insert update"),
        new("AspNetUsers", Web: "select insert update"),
        new("AspNetRoles", Web: "select insert"),
        new("AspNetUserRoles", Web: "select insert delete"),
        new("AspNetUserClaims", Web: "select"),
        new("AspNetRoleClaims", Web: "select"),
        new("AspNetUserLogins", Web: "select"),
        new("AspNetUserTokens", Web: "select"),

        // EF Core's own: every process asks at its start whether the tables are of its version.
        new("__EFMigrationsHistory", Web: "select", Acquire: "select", Assess: "select", Refer: "select"),
    ];
}

/// <summary>What the processes may do with one table; null for nothing.</summary>
/// <param name="Table">The table.</param>
/// <param name="Web">What the web may.</param>
/// <param name="Acquire">What acquire may.</param>
/// <param name="Assess">What assess may.</param>
/// <param name="Refer">What refer may.</param>
public sealed record TableRights(string Table, string? Web = null, string? Acquire = null, string? Assess = null, string? Refer = null)
{
    /// <summary>What follows GRANT for a process, such as <c>SELECT, UPDATE ("Verdict", "Version")</c>; null when it may do nothing.</summary>
    public string? Grant(DatabaseProcess process) =>
        Of(process) is { } verbs ? string.Join(", ", verbs.Split(' ').Select(Verb)) : null;

    private string? Of(DatabaseProcess process) => process switch
    {
        DatabaseProcess.Web => Web,
        DatabaseProcess.Acquire => Acquire,
        DatabaseProcess.Assess => Assess,
        DatabaseProcess.Refer => Refer,
        _ => throw new ArgumentOutOfRangeException(nameof(process), process, "There is no such process."),
    };

    private static string Verb(string written)
    {
        var columns = written.IndexOf('(', StringComparison.Ordinal);
        return columns < 0
            ? written.ToUpperInvariant()
            : $"{written[..columns].ToUpperInvariant()} ({string.Join(", ", written[(columns + 1)..^1].Split(',').Select(column => $"\"{column}\""))})";
    }
}
