using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace ContentWatch.Web.Shell;

/// <summary>
/// Believes <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> of the proxies that are configured and of nobody else. Without it all people behind a
/// TLS proxy would share its address, and so its limits, and no cookie would be Secure. The host name is never taken from a header.
/// </summary>
internal static class KnownProxies
{
    public static IServiceCollection AddKnownProxies(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProxyOptions>().Bind(configuration.GetSection("Proxy")).ValidateDataAnnotations()
            .Validate(proxy => proxy.Known.All(known => IPNetwork.TryParse(AsNetwork(known), out _)), "Proxy:Known takes addresses (10.0.0.5) and networks (10.0.0.0/24).")
            .ValidateOnStart();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((forwarded, proxy) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = proxy.Value.Hops;

            // The loopback, which is known by default, is where the whole machine comes from.
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var known in proxy.Value.Known)
            {
                forwarded.KnownIPNetworks.Add(IPNetwork.Parse(AsNetwork(known)));
            }
        });
        return services;
    }

    public static void UseKnownProxies(this WebApplication app)
    {
        // With no network known the middleware would believe everybody.
        if (app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.Known.Count > 0)
        {
            app.UseForwardedHeaders();
        }
    }

    private static string AsNetwork(string known) => known.Contains('/', StringComparison.Ordinal) ? known
        : IPAddress.TryParse(known, out var address) ? $"{address}/{(address.GetAddressBytes().Length * 8).ToString(System.Globalization.CultureInfo.InvariantCulture)}" : known;
}
