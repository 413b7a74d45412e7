namespace ContentWatch.Web.Intake;

/// <summary>Reports from partners' programs.</summary>
internal static class ReportsApi
{
    public static void MapReports(this IEndpointRouteBuilder routes)
    {
    }
}
