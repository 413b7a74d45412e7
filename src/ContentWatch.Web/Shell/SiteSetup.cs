using ContentWatch.Web.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ContentWatch.Web.Shell;

/// <summary>What a request may cost, and where the pages are.</summary>
internal static class SiteSetup
{
    /// <summary>Largest body of any request; the API's own limit is smaller.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    public static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    /// <summary>Maps the pages and the circuit. A page names its policy itself; the circuit needs an open account.</summary>
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
            .Add(endpoint =>
            {
                if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path } && (path.Contains("_blazor", StringComparison.Ordinal) || path.Contains("_framework", StringComparison.Ordinal)))
                {
                    endpoint.Metadata.Add(new AuthorizeAttribute(Policies.SignedIn));
                }
            });
        routes.MapFallback("{**path}", context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }).AllowAnonymous();
    }
}
