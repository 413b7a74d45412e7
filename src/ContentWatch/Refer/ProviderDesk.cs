using System.Text.Json.Nodes;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Refer;

/// <summary>How a provider is called and reached.</summary>
/// <param name="Name">Its name as people say it; 1 to 200 characters.</param>
/// <param name="Channel">One of <see cref="ProviderDesk.Channels"/>; null for none.</param>
/// <param name="Address">The https base address of its channel; null without a channel.</param>
/// <param name="SecretName">The name of the file in <c>secrets</c> that holds the channel's secret: letters, digits, hyphens; null when it needs none.</param>
public sealed record ProviderForm(string Name, string? Channel, string? Address, string? SecretName);

/// <summary>A provider as its page lists it.</summary>
/// <param name="Provider">The row.</param>
/// <param name="Hosts">Its hosts, in their order.</param>
/// <param name="WithoutChannel">Referrals that wait for a channel.</param>
public sealed record ProviderRow(Provider Provider, IReadOnlyList<string> Hosts, int WithoutChannel);

/// <summary>What became of setting up a provider.</summary>
public abstract record ProviderSet
{
    private ProviderSet()
    {
    }

    /// <summary>Done and recorded.</summary>
    /// <param name="Sent">Referrals that waited for a channel and go into the outbox now.</param>
    public sealed record Done(int Sent) : ProviderSet;

    /// <summary>There is none of that id.</summary>
    public sealed record Unknown : ProviderSet;

    /// <summary>A field does not hold; nothing was changed.</summary>
    /// <param name="Field">Which, by the name in <see cref="ProviderForm"/>.</param>
    public sealed record Refused(string Field) : ProviderSet;
}

/// <summary>Where providers are named and their channels set up. Each act is one transaction with its audit entry. Thread-safe.</summary>
public sealed class ProviderDesk(Database database, AuditLog audit, TimeProvider time)
{
    private const int Most = 500;

    /// <summary>The names of the channels that can be set up.</summary>
    public static IReadOnlyList<string> Channels { get; } = ["https-json"];

    /// <summary>Providers: those with referrals that wait for a channel first, then by name.</summary>
    public async Task<IReadOnlyList<ProviderRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var providers = await db.Providers
            .Select(p => new { Provider = p, Without = db.Referrals.Count(r => r.ProviderId == p.Id && r.State == ReferralState.NoChannel) })
            .OrderBy(p => p.Without == 0).ThenBy(p => p.Provider.Name).Take(Most).ToListAsync(cancellationToken);
        var ids = providers.Select(p => p.Provider.Id).ToList();
        var hosts = (await db.ProviderHosts.Where(h => ids.Contains(h.ProviderId)).OrderBy(h => h.Host).ToListAsync(cancellationToken))
            .ToLookup(h => h.ProviderId, h => h.Host);
        return [.. providers.Select(p => new ProviderRow(p.Provider, [.. hosts[p.Provider.Id]], p.Without))];
    }

    /// <summary>Names a provider and sets up how it is reached; referrals that waited for a channel go into the outbox.</summary>
    public async Task<ProviderSet> SetAsync(Actor actor, Guid providerId, ProviderForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (Wrong(form) is { } field)
        {
            return new ProviderSet.Refused(field);
        }

        return await database.WriteAsync<ProviderSet>(
            async (db, cancel) =>
            {
                if (await db.Providers.SingleOrDefaultAsync(p => p.Id == providerId, cancel) is not { } provider)
                {
                    return new ProviderSet.Unknown();
                }

                (provider.Name, provider.Channel, provider.ChannelAddress, provider.SecretName) = (form.Name.Trim(), form.Channel, form.Address, form.SecretName);
                var sent = form.Channel is null ? 0 : await SendAsync(db, providerId, cancel);
                var details = new JsonObject
                {
                    ["channel"] = form.Channel,
                    ["host"] = form.Address is null ? null : new Uri(form.Address).Authority,
                    ["sent"] = sent,
                };
                await audit.AppendAsync(db, actor, "provider.set", $"provider/{provider.Id}", details, cancel);
                return new ProviderSet.Done(sent);
            },
            cancellationToken);
    }

    private async Task<int> SendAsync(ContentWatchDb db, Guid providerId, CancellationToken cancellationToken)
    {
        var waiting = await db.Referrals.Where(r => r.ProviderId == providerId && r.State == ReferralState.NoChannel).ToListAsync(cancellationToken);
        foreach (var referral in waiting)
        {
            (referral.State, referral.NextTryAt) = (ReferralState.Waiting, time.GetUtcNow());
        }

        return waiting.Count;
    }

    private static string? Wrong(ProviderForm form) => form switch
    {
        { Name: var name } when string.IsNullOrWhiteSpace(name) || name.Length > 200 => nameof(ProviderForm.Name),
        { Channel: null } => form is { Address: null, SecretName: null } ? null : nameof(ProviderForm.Channel),
        { Channel: var channel } when !Channels.Contains(channel) => nameof(ProviderForm.Channel),
        { Address: var address } when !IsHttps(address) => nameof(ProviderForm.Address),
        { SecretName: { } secret } when !ReferralSecrets.IsName(secret) => nameof(ProviderForm.SecretName),
        _ => null,
    };

    private static bool IsHttps(string? address) =>
        address is { Length: <= 2_000 } && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0;
}
