using ContentWatch.Web.Accounts;

namespace ContentWatch.Web.Shell;

/// <summary>A page that the bar names to those who may open it.</summary>
/// <param name="Word">Its name among the <see cref="Words"/>.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Policy">Who may open it.</param>
/// <param name="Key">The letter that, after G, goes there; null for none.</param>
public sealed record BarPage(string Word, string Url, string Policy, string? Key)
{
    /// <summary>All of them, in the order of the bar; the first that a person may open is the person's home.</summary>
    public static IReadOnlyList<BarPage> All { get; } =
    [
        new("Queue", Urls.Queue, Policies.ReviewCases, "q"),
        new("Search", Urls.Search, Policies.SearchArchive, "s"),
        new("Referrals", Urls.Referrals, Policies.SeeReferrals, "r"),
        new("Audit", Urls.Audit, Policies.SeeAudit, "a"),
        new("Leads", Urls.Leads, Policies.SeeLeads, "l"),
        new("Sources", Urls.Sources, Policies.SeeLeads, "b"),
        new("Status", Urls.Status, Policies.SeeStatus, "t"),
        new("Providers", Urls.Providers, Policies.ManageProviders, "o"),
        new("People", Urls.People, Policies.ManagePeople, "p"),
        new("ApiKeys", Urls.ApiKeys, Policies.ManageApiKeys, "k"),
    ];
}
