using System.Diagnostics;

namespace ContentWatch.Web.Shell;

/// <summary>What goes wrong is told twice: programs get problem details (RFC 9457), people one calm page with the number to quote.</summary>
internal static class Problems
{
    public static IServiceCollection AddProblems(this IServiceCollection services) => services.AddProblemDetails(options =>
        options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions["traceId"] = Trace(context.HttpContext));

    /// <summary>The number by which operators find what happened.</summary>
    public static string Trace(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    public static void UseProblems(this WebApplication app)
    {
        app.UseWhen(IsApi, api =>
        {
            api.UseExceptionHandler();
            api.UseStatusCodePages();
        });
        app.UseWhen(context => !IsApi(context), pages =>
        {
            pages.UseExceptionHandler(Urls.Error);
            pages.UseStatusCodePagesWithReExecute("/problem/{0}");
        });
    }

    /// <summary>A refusal that names the field and what it wants.</summary>
    public static IResult Field(string field, string message) => Results.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
}
