using System.Globalization;
using ContentWatch.Web.Accounts;
using Microsoft.AspNetCore.Localization;

namespace ContentWatch.Web.Shell;

/// <summary>Language and theme of an answer: the person's choice, before sign-in the choice kept in a cookie, else the browser's and the system's.</summary>
internal static class Look
{
    public const string LanguageCookie = "cw-language";
    public const string ThemeCookie = "cw-theme";

    public static readonly string[] Languages = ["en", "nl"];

    /// <summary>The chosen theme, <c>light</c> or <c>dark</c>; null to follow the system.</summary>
    public static string? Theme(HttpContext context) => Choice(context, PersonClaims.Theme, ThemeCookie, ["light", "dark"]);

    /// <summary>The chosen language; null to follow the browser.</summary>
    public static string? Language(HttpContext context) => Choice(context, PersonClaims.Language, LanguageCookie, Languages);

    /// <summary>Direction of the interface in its language.</summary>
    public static string Direction => CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft ? "rtl" : "ltr";

    /// <summary>Sets the culture of each request.</summary>
    public static IApplicationBuilder UseChosenLanguage(this IApplicationBuilder app) => app.UseRequestLocalization(options =>
    {
        options.SetDefaultCulture("en").AddSupportedCultures(Languages).AddSupportedUICultures(Languages);
        options.RequestCultureProviders =
        [
            new CustomRequestCultureProvider(context => Task.FromResult(Language(context) is { } chosen ? new ProviderCultureResult(chosen) : null)),
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
    });

    private static string? Choice(HttpContext context, string claim, string cookie, string[] allowed)
    {
        var chosen = context.User.Identity?.IsAuthenticated == true ? context.User.FindFirst(claim)?.Value : context.Request.Cookies[cookie];
        return allowed.Contains(chosen) ? chosen : null;
    }
}
