using System.Security.Claims;
using ContentWatch.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ContentWatch.Web.Accounts;

/// <summary>What the session says of the person: id, roles, call sign, language and theme; not the name.</summary>
public sealed class PersonClaims(UserManager<Person> people, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<Person, IdentityRole<Guid>>(people, roles, options)
{
    /// <summary>The claim with the call sign.</summary>
    public const string CallSign = "call-sign";

    /// <summary>The claim with the chosen language; absent to follow the browser.</summary>
    public const string Language = "language";

    /// <summary>The claim with the chosen theme; absent to follow the system.</summary>
    public const string Theme = "theme";

    /// <summary>The id of the person who is signed in.</summary>
    /// <exception cref="InvalidOperationException">Nobody is: the page or endpoint lacks a policy.</exception>
    public static Guid Id(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>The person who is signed in, as the audit log names actors.</summary>
    /// <inheritdoc cref="Id"/>
    public static Actor Actor(ClaimsPrincipal principal) => ContentWatch.Actor.Person(Id(principal));

    /// <inheritdoc/>
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(CallSign, user.CallSign));
        if (user.Language is { } language)
        {
            identity.AddClaim(new Claim(Language, language));
        }

        if (user.Theme is { } theme)
        {
            identity.AddClaim(new Claim(Theme, theme));
        }

        return identity;
    }
}
