namespace ContentWatch.Web.Shell;

/// <summary>Refuses the circuit's connection to pages of other origins: a web socket is not stopped by the browser's same-origin rule.</summary>
internal static class SameOrigin
{
    /// <summary>Checks the Origin of everything below the circuit's path.</summary>
    public static IApplicationBuilder UseSameOriginForCircuits(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase) && !IsSame(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    });

    // Under Referrer-Policy: no-referrer a browser says "null" for its own posts, and tells the truth in Sec-Fetch-Site, which no page
    // can set. A web socket always names its origin.
    private static bool IsSame(HttpRequest request) =>
        request.Headers.Origin is not [{ } origin]
        || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        || (origin == "null" && request.Headers["Sec-Fetch-Site"] == "same-origin" && request.Headers.Upgrade.Count == 0);
}
