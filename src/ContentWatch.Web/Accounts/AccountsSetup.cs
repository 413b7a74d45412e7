using System.Security.Cryptography;
using System.Text;
using ContentWatch.Accounts;
using ContentWatch.Web.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Accounts;

/// <summary>Sign-in, sessions and rights of the site.</summary>
internal static class AccountsSetup
{
    /// <summary>How long a session lasts that nobody uses.</summary>
    public static readonly TimeSpan SessionLife = TimeSpan.FromHours(10);

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
        return services;
    }

    // Every request asks whether the session was ended. That is no use of it: when it is renewed is left to the sliding of the cookie.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        await SecurityStampValidator.ValidatePrincipalAsync(context);
        context.ShouldRenew = false;
    }

    // Browsers send cookies to every port of a host, and the demo's keys cannot read what those of real use wrote: each folder has its own name.
    private static string Mark(string dataFolder) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(dataFolder))))[..8];
}
