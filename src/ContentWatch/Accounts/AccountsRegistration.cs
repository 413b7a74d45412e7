using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContentWatch.Accounts;

/// <summary>Registers the desks of accounts, keys and links.</summary>
internal static class AccountsRegistration
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton<IPasswordHasher<Person>, PasswordHasher<Person>>();
        services.AddSingleton<PersonDesk>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SignInDesk>();
        services.AddSingleton<OneTimeLinkDesk>();
        services.AddSingleton<ApiKeyDesk>();
        return services;
    }
}
