using System.Net;
using System.Numerics;
using ContentWatch.Acquire;

namespace ContentWatch.Tests.Acquire;

/// <summary>The IANA special-purpose registries for IPv4 and IPv6 (RFC 6890 and its updates, read October 2025), row by row: nothing of them is dialled, nor what IPv6 carries IPv4 in.</summary>
public sealed class SpecialPurposeAddressTests
{
    [Theory]
    [InlineData("0.0.0.0/8", "\"This network\"")]
    [InlineData("0.0.0.0/32", "\"This host on this network\"")]
    [InlineData("10.0.0.0/8", "Private-Use")]
    [InlineData("100.64.0.0/10", "Shared Address Space")]
    [InlineData("127.0.0.0/8", "Loopback")]
    [InlineData("169.254.0.0/16", "Link Local")]
    [InlineData("172.16.0.0/12", "Private-Use")]
    [InlineData("192.0.0.0/24", "IETF Protocol Assignments")]
    [InlineData("192.0.0.0/29", "IPv4 Service Continuity Prefix")]
    [InlineData("192.0.0.8/32", "IPv4 dummy address")]
    [InlineData("192.0.0.9/32", "Port Control Protocol Anycast; reachable, and no site")]
    [InlineData("192.0.0.10/32", "Traversal Using Relays around NAT Anycast; reachable, and no site")]
    [InlineData("192.0.0.170/31", "NAT64/DNS64 Discovery")]
    [InlineData("192.0.2.0/24", "Documentation (TEST-NET-1)")]
    [InlineData("192.31.196.0/24", "AS112-v4; reachable, and no site")]
    [InlineData("192.52.193.0/24", "AMT; reachable, and no site")]
    [InlineData("192.88.99.0/24", "Deprecated (6to4 Relay Anycast)")]
    [InlineData("192.88.99.2/32", "6a44-relay anycast address")]
    [InlineData("192.168.0.0/16", "Private-Use")]
    [InlineData("192.175.48.0/24", "Direct Delegation AS112 Service; reachable, and no site")]
    [InlineData("198.18.0.0/15", "Benchmarking")]
    [InlineData("198.51.100.0/24", "Documentation (TEST-NET-2)")]
    [InlineData("203.0.113.0/24", "Documentation (TEST-NET-3)")]
    [InlineData("240.0.0.0/4", "Reserved")]
    [InlineData("255.255.255.255/32", "Limited Broadcast")]
    [InlineData("::1/128", "Loopback Address")]
    [InlineData("::/128", "Unspecified Address")]
    [InlineData("::ffff:0:0/96", "IPv4-mapped Address")]
    [InlineData("64:ff9b::/96", "IPv4-IPv6 Translation (NAT64); reachable, and leads around the check")]
    [InlineData("64:ff9b:1::/48", "IPv4-IPv6 Translation (local NAT64)")]
    [InlineData("100::/64", "Discard-Only Address Block")]
    [InlineData("100:0:0:1::/64", "Dummy IPv6 Prefix")]
    [InlineData("2001::/23", "IETF Protocol Assignments")]
    [InlineData("2001::/32", "TEREDO; leads around the check")]
    [InlineData("2001:1::1/128", "Port Control Protocol Anycast; reachable, and no site")]
    [InlineData("2001:1::2/128", "Traversal Using Relays around NAT Anycast; reachable, and no site")]
    [InlineData("2001:1::3/128", "DNS-SD Service Registration Protocol Anycast; reachable, and no site")]
    [InlineData("2001:2::/48", "Benchmarking")]
    [InlineData("2001:3::/32", "AMT; reachable, and no site")]
    [InlineData("2001:4:112::/48", "AS112-v6; reachable, and no site")]
    [InlineData("2001:10::/28", "Deprecated (ORCHID)")]
    [InlineData("2001:20::/28", "ORCHIDv2; reachable, and no site")]
    [InlineData("2001:30::/28", "Drone Remote ID Protocol Entity Tags; reachable, and no site")]
    [InlineData("2001:db8::/32", "Documentation")]
    [InlineData("2002::/16", "6to4; leads around the check")]
    [InlineData("2620:4f:8000::/48", "Direct Delegation AS112 Service; reachable, and no site")]
    [InlineData("3fff::/20", "Documentation")]
    [InlineData("5f00::/16", "Segment Routing SIDs")]
    [InlineData("fc00::/7", "Unique-Local")]
    [InlineData("fe80::/10", "Link-Local Unicast")]
    [InlineData("224.0.0.0/4", "Multicast, of another registry")]
    [InlineData("ff00::/8", "Multicast, of another registry")]
    [InlineData("fec0::/10", "Site-local, deprecated by RFC 3879")]
    [InlineData("::/96", "IPv4-compatible, deprecated by RFC 4291")]
    [InlineData("::ffff:0:0:0/96", "IPv4-translated (RFC 2765)")]
    public void Neither_the_first_nor_the_last_address_of_a_special_block_is_dialled_nor_one_amid_it(string block, string name)
    {
        var (first, last) = Ends(IPNetwork.Parse(block));
        var middle = first + ((last - first) / 2);
        var bytes = IPNetwork.Parse(block).BaseAddress.GetAddressBytes().Length;

        Assert.All([first, middle, last], number => Assert.False(OutboundAddress.IsGlobal(Address(number, bytes)), $"{Address(number, bytes)} of {block} ({name}) would be dialled."));
    }

    /// <summary>The rows must not be green because nothing is dialled at all.</summary>
    [Theory]
    [InlineData("1.0.0.0", "9.255.255.255")]
    [InlineData("11.0.0.0", "100.63.255.255")]
    [InlineData("100.128.0.0", "126.255.255.255")]
    [InlineData("128.0.0.0", "169.253.255.255")]
    [InlineData("169.255.0.0", "172.15.255.255")]
    [InlineData("172.32.0.0", "191.255.255.255")]
    [InlineData("192.0.1.0", "192.0.1.255")]
    [InlineData("192.0.3.0", "192.31.195.255")]
    [InlineData("192.31.197.0", "192.52.192.255")]
    [InlineData("192.52.194.0", "192.88.98.255")]
    [InlineData("192.88.100.0", "192.167.255.255")]
    [InlineData("192.169.0.0", "192.175.47.255")]
    [InlineData("192.175.49.0", "198.17.255.255")]
    [InlineData("198.20.0.0", "198.51.99.255")]
    [InlineData("198.51.101.0", "203.0.112.255")]
    [InlineData("203.0.114.0", "223.255.255.255")]
    [InlineData("2001:200::", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db9::", "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2003::", "2620:4f:7fff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2620:4f:8001::", "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("3fff:1000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void Between_the_special_blocks_everything_is_dialled(string first, string last)
    {
        Assert.True(OutboundAddress.IsGlobal(IPAddress.Parse(first)), first);
        Assert.True(OutboundAddress.IsGlobal(IPAddress.Parse(last)), last);
    }

    private static (BigInteger First, BigInteger Last) Ends(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        var first = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        return (first, first + BigInteger.Pow(2, (bytes.Length * 8) - network.PrefixLength) - 1);
    }

    private static IPAddress Address(BigInteger number, int length)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return new([.. new byte[length - bytes.Length], .. bytes]);
    }
}
