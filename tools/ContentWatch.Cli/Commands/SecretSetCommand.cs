using System.ComponentModel;
using ContentWatch.Refer;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary>What <c>cw secret set</c> takes.</summary>
internal sealed class SecretSetSettings : DataSettings
{
    /// <summary>Its name.</summary>
    [CommandArgument(0, "<NAME>")]
    [Description("Its name, as the platform's page has it: letters, digits, hyphens.")]
    public string Name { get; init; } = "";

    /// <summary>Whose it is.</summary>
    [CommandOption("--for <URL>")]
    [Description("The address of the channel: the secret is sent to its host and to no other.")]
    public string For { get; init; } = "";
}

/// <summary><c>cw secret set NAME</c>: keeps a secret in a file that only the owner reads. It comes by standard input, so that no list of processes shows it.</summary>
internal sealed class SecretSetCommand : AsyncCommand<SecretSetSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, SecretSetSettings settings, CancellationToken cancellationToken)
    {
        if (!ReferralSecrets.IsName(settings.Name))
        {
            throw new RefusedException("A secret's name has 1 to 100 letters, digits, hyphens and underscores.");
        }

        if (!Uri.TryCreate(settings.For, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            throw new RefusedException("Name the channel's https address with --for: the secret is sent to its host and to no other.");
        }

        await using var product = DataSettings.Product(settings.OpenFolder(), (services, _) => services.AddSingleton<ReferralSecrets>());
        if ((await Console.In.ReadToEndAsync(cancellationToken)).Trim() is not { Length: > 0 } secret)
        {
            throw new RefusedException("Standard input was empty: pipe the secret in.");
        }

        product.GetRequiredService<ReferralSecrets>().Keep(settings.Name, address, secret);
        Console.WriteLine($"Kept the secret '{settings.Name}' for {address.Authority}.");
        return 0;
    }
}
