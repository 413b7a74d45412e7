using System.ComponentModel;
using ContentWatch.Acquire;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary>What <c>cw lead add</c> takes.</summary>
internal sealed class LeadAddSettings : DataSettings
{
    /// <summary>The place.</summary>
    [CommandArgument(0, "<URL>")]
    [Description("An http or https address.")]
    public string Url { get; init; } = "";
}

/// <summary><c>cw lead add URL</c>: a place worth looking at; the acquire worker takes it next.</summary>
internal sealed class LeadAddCommand : AsyncCommand<LeadAddSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, LeadAddSettings settings, CancellationToken cancellationToken)
    {
        if (!CaptureUri.TryParse(settings.Url, out var uri, out var reason))
        {
            throw new RefusedException(reason);
        }

        await using var product = DataSettings.Product(settings.OpenFolder());
        var added = await product.GetRequiredService<LeadDesk>().AddAsync(Actor.Operator, uri, cancellationToken);
        if (added is LeadAdded.Refused refused)
        {
            throw new RefusedException(refused.Reason);
        }

        Console.WriteLine($"Added lead {((LeadAdded.Done)added).LeadId} for {uri.Fetch}");
        return 0;
    }
}
