using System.Net;
using System.Net.Sockets;

namespace ContentWatch.Acquire;

/// <summary>
/// Which IP addresses are on the public Internet: all but those of the IANA special-purpose registries (RFC 6890 and updates), the
/// multicast ranges, and IPv6 forms that carry an IPv4 address (mapped, NAT64, 6to4, Teredo), which would lead around the check.
/// </summary>
public static class OutboundAddress
{
    private static readonly IPNetwork[] NotGlobal =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2002::/16",
            "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>True when <paramref name="address"/> may be dialled. Mapped IPv4 addresses are refused as such; the system gives plain ones.</summary>
    public static bool IsGlobal(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return !address.IsIPv4MappedToIPv6
            && !NotGlobal.Any(network => network.Contains(address))
            && (address.AddressFamily == AddressFamily.InterNetwork || (GlobalUnicast.Contains(address) && address.ScopeId == 0));
    }
}
