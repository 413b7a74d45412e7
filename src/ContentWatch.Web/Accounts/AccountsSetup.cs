using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using ContentWatch.Accounts;
using ContentWatch.Web.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Accounts;

/// <summary>Sign-in, sessions, rights and limits of the site.</summary>
internal static class AccountsSetup
{
    /// <summary>How long a session lasts that nobody uses.</summary>
    public static readonly TimeSpan SessionLife = TimeSpan.FromHours(10);

    /// <summary>Name of the limit on sign-ins and one-time links.</summary>
    public const string SignInLimit = "sign-in";

    /// <summary>Name of the limit on reports per key.</summary>
    public const string ReportsLimit = "reports";

    public static IServiceCollection AddAccountsOfTheSite(this IServiceCollection services, string dataFolder)
    {
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<ContentWatchDb>>().CreateDbContext());
        services.AddIdentityCore<Person>()
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<ContentWatchDb>()
            .AddSignInManager<OpenAccounts>()
            .AddClaimsPrincipalFactory<PersonClaims>();

        // Less than no time: the stamp is asked at every request, also in the moment of the last one.
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromTicks(-1));
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null)
            .AddIdentityCookies();
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = "cw-session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = SessionLife;
            options.SlidingExpiration = true;
            options.LoginPath = Urls.SignIn;
            options.AccessDeniedPath = Urls.Forbidden;
            options.ReturnUrlParameter = "back";
            options.Events.OnValidatePrincipal = ValidateAsync;
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "cw-form-" + Mark(dataFolder);
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddDataProtection().SetApplicationName("ContentWatch")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(dataFolder, "web-keys")));
        services.AddAuthorization(Policies.AddTo);
        services.AddCascadingAuthenticationState();
        services.AddSingleton<OpenSessions>();
        return services.AddRateLimiter(AddLimits);
    }

    private static void AddLimits(Microsoft.AspNetCore.RateLimiting.RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "60";
            return ValueTask.CompletedTask;
        };
        options.AddPolicy(SignInLimit, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(Address(context), _ => PerMinute(20))
            : RateLimitPartition.GetNoLimiter("reading"));
        options.AddPolicy(ReportsLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.User.Identity?.IsAuthenticated == true ? PersonClaims.Id(context.User).ToString() : Address(context), _ => PerMinute(120)));
    }

    // Every request asks whether the session was ended. That is no use of it: when it is renewed is left to the sliding of the cookie.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        await SecurityStampValidator.ValidatePrincipalAsync(context);
        context.ShouldRenew = false;
    }

    // Browsers send cookies to every port of a host, and the demo's keys cannot read what those of real use wrote: each folder has its own name.
    private static string Mark(string dataFolder) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(dataFolder))))[..8];

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static FixedWindowRateLimiterOptions PerMinute(int permits) => new() { PermitLimit = permits, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 };
}
