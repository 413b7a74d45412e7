using ContentWatch.Web.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

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

    /// <summary>How much one client may ask, and how long an answer may take.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LimitOptions>().Bind(configuration.GetSection("Limits")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RequestLimits>();
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<LimitOptions>>((timeouts, limits) =>
            timeouts.DefaultPolicy = new() { Timeout = limits.Value.RequestTime, TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable });
        return services;
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
                    endpoint.Metadata.Add(new DisableRequestTimeoutAttribute());
                }
            });
        routes.MapFallback("{**path}", NothingHereAsync).AllowAnonymous();
    }

    // The fallback takes every method and every type, so the router's own 405 and 415 never come: programs are told here what a resource takes.
    private static Task NothingHereAsync(HttpContext context)
    {
        var resources = Problems.IsApi(context) ? ResourcesAt(context).ToList() : [];
        var takesMethod = resources.Where(resource => Methods(resource).Contains(context.Request.Method)).ToList();
        context.Response.StatusCode = resources.Count > 0 && takesMethod.Count == 0 ? StatusCodes.Status405MethodNotAllowed
            : takesMethod.Any(resource => resource.Metadata.GetMetadata<IAcceptsMetadata>() is not null) ? StatusCodes.Status415UnsupportedMediaType
            : StatusCodes.Status404NotFound;
        if (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            context.Response.Headers.Allow = string.Join(", ", resources.SelectMany(Methods).Distinct().Order(StringComparer.Ordinal));
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<RouteEndpoint> ResourcesAt(HttpContext context) =>
        context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) == true
                && new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(context.Request.Path, []));

    private static IReadOnlyList<string> Methods(Endpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
}
