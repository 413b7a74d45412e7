namespace ContentWatch.Web.Shell;

/// <summary>Every address of the site, in one place. All begin at the root: the site has no base path and no base element.</summary>
public static class Urls
{
    /// <summary>Sends people to the first page that they may open.</summary>
    public const string Home = "/";

    /// <summary>The queue.</summary>
    public const string Queue = "/queue";

    /// <summary>The archive's search.</summary>
    public const string Search = "/search";

    /// <summary>Referrals.</summary>
    public const string Referrals = "/referrals";

    /// <summary>Providers and their channels.</summary>
    public const string Providers = "/providers";

    /// <summary>The audit log.</summary>
    public const string Audit = "/audit";

    /// <summary>Leads, parked ones first, and the workers.</summary>
    public const string Leads = "/leads";

    /// <summary>Sources and what they cost.</summary>
    public const string Sources = "/sources";

    /// <summary>How the work goes, for operators.</summary>
    public const string Status = "/status";

    /// <summary>People and roles.</summary>
    public const string People = "/people";

    /// <summary>Partners' keys.</summary>
    public const string ApiKeys = "/api-keys";

    /// <summary>One's own choices.</summary>
    public const string Settings = "/settings";

    /// <summary>Sign-in.</summary>
    public const string SignIn = "/sign-in";

    /// <summary>Where the sign-out form goes.</summary>
    public const string SignOut = "/sign-out";

    /// <summary>Where the choice of language and theme goes.</summary>
    public const string Look = "/look";

    /// <summary>A page that the role may not open.</summary>
    public const string Forbidden = "/forbidden";

    /// <summary>A page that is not there.</summary>
    public const string NotFound = "/not-found";

    /// <summary>Something broke.</summary>
    public const string Error = "/error";

    /// <summary>The queue, with the case that was just given back and can be taken up again.</summary>
    public static string QueueAfterRelease(Guid caseId) => $"{Queue}?released={caseId}";

    /// <summary>The page of one case.</summary>
    public static string Case(Guid caseId) => $"/cases/{caseId}";

    /// <summary>The page of one item.</summary>
    public static string Item(Guid itemId) => $"/items/{itemId}";

    /// <summary>Where the page of a case keeps its claim.</summary>
    public static string RenewCase(Guid caseId) => $"/cases/{caseId}/renew";

    /// <summary>The page of one referral.</summary>
    public static string Referral(string reference) => $"/referrals/{reference}";

    /// <summary>The providers with the form of one of them.</summary>
    public static string Provider(Guid providerId) => $"{Providers}?id={providerId}";

    /// <summary>The page of one source.</summary>
    public static string Source(Guid sourceId) => $"{Sources}/{sourceId}";

    /// <summary>The audit log about one thing, such as <c>case/0198…</c>.</summary>
    public static string AuditOf(string subject) => $"{Audit}?subject={Uri.EscapeDataString(subject)}";

    /// <summary>A report, as the API gives it.</summary>
    public static string Report(Guid reportId) => $"/api/v1/reports/{reportId}";

    /// <summary>True for a path on this site: never a way to send somebody elsewhere.</summary>
    public static bool IsLocal(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl);
}
