using System.Collections.Frozen;
using ContentWatch.Accounts;
using Microsoft.AspNetCore.Authorization;

namespace ContentWatch.Web.Accounts;

/// <summary>What can be allowed, by name, and to whom: the one table of rights. Every endpoint and page names one of these; without a name nobody gets in.</summary>
public static class Policies
{
    /// <summary>Anybody with an open account, whatever the role.</summary>
    public const string SignedIn = "SignedIn";

    /// <summary>Works the queue: claims, reads and decides cases.</summary>
    public const string ReviewCases = "ReviewCases";

    /// <summary>Decides cases that others escalated.</summary>
    public const string DecideEscalated = "DecideEscalated";

    /// <summary>Searches the archive and reads items.</summary>
    public const string SearchArchive = "SearchArchive";

    /// <summary>Sees referrals, their deliveries and what became of them.</summary>
    public const string SeeReferrals = "SeeReferrals";

    /// <summary>Sends a referral again that could not be delivered.</summary>
    public const string RetryReferrals = "RetryReferrals";

    /// <summary>Names providers and sets up how they are reached.</summary>
    public const string ManageProviders = "ManageProviders";

    /// <summary>Reads the audit log.</summary>
    public const string SeeAudit = "SeeAudit";

    /// <summary>Sees leads and workers.</summary>
    public const string SeeLeads = "SeeLeads";

    /// <summary>Adds leads and wakes parked ones.</summary>
    public const string ManageLeads = "ManageLeads";

    /// <summary>Sees how the work goes: what waits, who works, what is wrong.</summary>
    public const string SeeStatus = "SeeStatus";

    /// <summary>Opens, changes and closes accounts.</summary>
    public const string ManagePeople = "ManagePeople";

    /// <summary>Makes and withdraws partners' keys.</summary>
    public const string ManageApiKeys = "ManageApiKeys";

    /// <summary>A key with <see cref="ApiScopes.ReportsWrite"/>.</summary>
    public const string WriteReports = "WriteReports";

    /// <summary>A key with <see cref="ApiScopes.ReportsRead"/>.</summary>
    public const string ReadReports = "ReadReports";

    /// <summary>A key with <see cref="ApiScopes.ArchiveRead"/>.</summary>
    public const string ReadArchive = "ReadArchive";

    /// <summary>Which roles may, for people.</summary>
    public static FrozenDictionary<string, string[]> RolesWhoMay { get; } = new Dictionary<string, string[]>
    {
        [ReviewCases] = [Roles.Reviewer, Roles.SeniorReviewer],
        [DecideEscalated] = [Roles.SeniorReviewer],
        [SearchArchive] = [Roles.Reviewer, Roles.SeniorReviewer, Roles.Researcher],
        [SeeReferrals] = [Roles.Reviewer, Roles.SeniorReviewer, Roles.Auditor],
        [RetryReferrals] = [Roles.SeniorReviewer],
        [ManageProviders] = [Roles.Administrator],
        [SeeAudit] = [Roles.Auditor],
        [SeeLeads] = [Roles.SeniorReviewer, Roles.Administrator],
        [ManageLeads] = [Roles.Administrator],
        [SeeStatus] = [Roles.Administrator],
        [ManagePeople] = [Roles.Administrator],
        [ManageApiKeys] = [Roles.Administrator],
    }.ToFrozenDictionary();

    /// <summary>Which scope a key needs, for programs.</summary>
    public static FrozenDictionary<string, string> ScopeThatMay { get; } = new Dictionary<string, string>
    {
        [WriteReports] = ApiScopes.ReportsWrite,
        [ReadReports] = ApiScopes.ReportsRead,
        [ReadArchive] = ApiScopes.ArchiveRead,
    }.ToFrozenDictionary();

    /// <summary>Registers them. An endpoint that names none is refused to everybody.</summary>
    internal static void AddTo(AuthorizationOptions options)
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
        options.AddPolicy(SignedIn, policy => policy.RequireAuthenticatedUser());
        foreach (var (name, roles) in RolesWhoMay)
        {
            options.AddPolicy(name, policy => policy.RequireRole(roles));
        }

        foreach (var (name, scope) in ScopeThatMay)
        {
            options.AddPolicy(name, policy => policy
                .AddAuthenticationSchemes(ApiKeyAuthentication.Scheme)
                .RequireAuthenticatedUser()
                .RequireClaim(ApiKeyAuthentication.ScopeClaim, scope));
        }
    }
}
