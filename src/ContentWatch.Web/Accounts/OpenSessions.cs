using System.Security.Claims;
using ContentWatch.Accounts;
using Microsoft.AspNetCore.Identity;

namespace ContentWatch.Web.Accounts;

/// <summary>Tells an open page whether its person may still sit at it: a circuit outlives the cookie that opened it. Safe for use by many at once.</summary>
public sealed class OpenSessions(IServiceScopeFactory scopes)
{
    /// <summary>False once the account was closed, its roles were changed or its sessions were ended.</summary>
    public async Task<bool> HoldsAsync(ClaimsPrincipal person)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SignInManager<Person>>().ValidateSecurityStampAsync(person) is not null;
    }
}
