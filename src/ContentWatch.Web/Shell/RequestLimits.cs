using System.Globalization;
using System.Threading.RateLimiting;
using ContentWatch.Web.Accounts;
using Microsoft.Extensions.Options;

namespace ContentWatch.Web.Shell;

/// <summary>What counts against which limit: metadata of an endpoint or page.</summary>
/// <param name="limit">One of the names in <see cref="RequestLimits"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LimitedAttribute(string limit) : Attribute
{
    /// <summary>The limit's name.</summary>
    public string Limit { get; } = limit;
}

/// <summary>
/// How much one client may ask in a minute, told in every answer that counts: <c>RateLimit-Policy</c> and <c>RateLimit</c> as in
/// draft-ietf-httpapi-ratelimit-headers-10 (quota, window, remaining), and <c>Retry-After</c> with 429. Thread-safe.
/// </summary>
public sealed class RequestLimits : IDisposable
{
    /// <summary>Sign-ins and one-time links, by address.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Requests below /api, by key.</summary>
    public const string ApiKey = "key";

    /// <summary>Requests below /api, by address.</summary>
    public const string ApiAddress = "address";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly object Refused = new();
    private readonly Dictionary<string, (int Quota, PartitionedRateLimiter<HttpContext> Limiter)> limits;

    /// <summary>Makes them.</summary>
    public RequestLimits(IOptions<LimitOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var quotas = options.Value;
        limits = new()
        {
            [SignIn] = Limit(quotas.SignInsPerMinute, ClientAddress.Of),
            [ApiKey] = Limit(quotas.ApiPerKeyPerMinute, context => context.User.Identity?.IsAuthenticated == true ? PersonClaims.Id(context.User).ToString() : ClientAddress.Of(context)),
            [ApiAddress] = Limit(quotas.ApiPerAddressPerMinute, ClientAddress.Of),
        };
    }

    /// <summary>The limit that refused this request; null when none did.</summary>
    public static string? RefusedBy(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items[Refused] as string;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, limiter) in limits.Values)
        {
            limiter.Dispose();
        }
    }

    /// <summary>Counts what is below /api by address, before anything is looked up.</summary>
    internal Task ByAddressAsync(HttpContext context, RequestDelegate next) => Problems.IsApi(context) ? CountAsync(ApiAddress, context, next) : next(context);

    /// <summary>Counts what an endpoint names; opening a form does not count.</summary>
    internal Task ByEndpointAsync(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<LimitedAttribute>() is { Limit: var limit } && (limit != SignIn || HttpMethods.IsPost(context.Request.Method))
            ? CountAsync(limit, context, next)
            : next(context);

    private async Task CountAsync(string name, HttpContext context, RequestDelegate next)
    {
        var (quota, limiter) = limits[name];
        using var lease = limiter.AttemptAcquire(context);
        var headers = context.Response.Headers;
        headers.Append("RateLimit-Policy", string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={quota};w={Window.TotalSeconds:0}"));
        headers.Append("RateLimit", string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0}"));
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Window;
        headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Items[Refused] = name;
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
    }

    private static (int Quota, PartitionedRateLimiter<HttpContext> Limiter) Limit(int quota, Func<HttpContext, string> client) => (quota, PartitionedRateLimiter.Create<HttpContext, string>(
        context => RateLimitPartition.GetFixedWindowLimiter(client(context), _ => new() { PermitLimit = quota, Window = Window, QueueLimit = 0 })));
}
