using ContentWatch.Accounts;
using ContentWatch.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace ContentWatch.Web.Accounts;

/// <summary>What the forms of the bar post: sign-out, and the choice of language and theme.</summary>
internal static class AccountsApi
{
    private static readonly TimeSpan LookLifetime = TimeSpan.FromDays(365);

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Urls.SignOut, SignOutAsync).AddEndpointFilter(RequireTokenAsync).RequireAuthorization(Policies.SignedIn);
        routes.MapPost(Urls.Look, ChooseLookAsync).DisableAntiforgery().AddEndpointFilter(RequireTokenAsync).AllowAnonymous();
        routes.MapGet(Urls.Home, HomeAsync).RequireAuthorization(Policies.SignedIn);
    }

    private static async Task<IResult> HomeAsync(HttpContext context, Microsoft.AspNetCore.Authorization.IAuthorizationService authorization)
    {
        foreach (var page in BarPage.All)
        {
            if ((await authorization.AuthorizeAsync(context.User, null, page.Policy)).Succeeded)
            {
                return Results.LocalRedirect(page.Url);
            }
        }

        return Results.LocalRedirect(Urls.Settings);
    }

    // Asked here and not by the binding, which would throw and fill the log with what a stranger may send.
    private static async ValueTask<object?> RequireTokenAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        await invocation.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(invocation.HttpContext)
            ? await next(invocation)
            : Results.StatusCode(StatusCodes.Status400BadRequest);

    private static async Task<IResult> SignOutAsync(HttpContext context, SignInDesk desk, SignInManager<Person> session, CancellationToken cancellationToken)
    {
        await desk.SignOutAsync(PersonClaims.Id(context.User), cancellationToken);
        await session.SignOutAsync();
        return Results.LocalRedirect(Urls.SignIn);
    }

    private static async Task<IResult> ChooseLookAsync(
        HttpContext context, [FromForm] string? language, [FromForm] string? theme, [FromForm] string? back, PersonDesk desk, SignInManager<Person> session)
    {
        var nextLanguage = language ?? Look.Language(context);
        var nextTheme = theme == "system" ? null : theme ?? Look.Theme(context);
        if (context.User.Identity?.IsAuthenticated == true)
        {
            var id = PersonClaims.Id(context.User);
            if (await desk.ChooseLookAsync(id, nextLanguage, nextTheme, context.RequestAborted) == PersonResult.Done
                && await session.UserManager.FindByIdAsync(id.ToString()) is { } person)
            {
                await session.RefreshSignInAsync(person);
            }
        }

        Remember(context, Look.LanguageCookie, nextLanguage);
        Remember(context, Look.ThemeCookie, nextTheme);
        return Results.LocalRedirect(Urls.IsLocal(back) ? back! : Urls.Home);
    }

    private static void Remember(HttpContext context, string name, string? choice)
    {
        if (choice is "en" or "nl" or "light" or "dark")
        {
            context.Response.Cookies.Append(name, choice, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = context.Request.IsHttps,
                MaxAge = LookLifetime,
                IsEssential = true,
            });
        }
        else
        {
            context.Response.Cookies.Delete(name);
        }
    }
}
