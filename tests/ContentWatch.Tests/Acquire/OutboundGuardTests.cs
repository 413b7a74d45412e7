using System.Net;
using System.Net.Sockets;
using ContentWatch.Acquire;

namespace ContentWatch.Tests.Acquire;

public sealed class OutboundGuardTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:2::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("3fff::1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void An_address_inside_is_not_dialled(string address) => Assert.False(OutboundAddress.IsGlobal(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("198.17.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450::1")]
    public void An_address_on_the_public_Internet_is_dialled(string address) => Assert.True(OutboundAddress.IsGlobal(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_with_one_address_inside_is_not_dialled_at_all()
    {
        var guard = Guard([], "8.8.8.8", "10.0.0.1");

        var refused = await Assert.ThrowsAsync<OutboundRefusedException>(() => AskAsync(guard, "forum.example", 443));

        Assert.Contains("10.0.0.1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_looked_up_once_and_what_was_checked_is_what_is_dialled()
    {
        var asked = 0;
        var guard = new OutboundGuard([], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(asked++ == 0 ? "8.8.8.8" : "127.0.0.1")]));

        var addresses = await AskAsync(guard, "forum.example", 443);

        Assert.Equal(1, asked);
        Assert.Equal([IPAddress.Parse("8.8.8.8")], addresses);
    }

    [Theory]
    [InlineData(22)]
    [InlineData(25)]
    [InlineData(6379)]
    [InlineData(0)]
    public async Task A_port_that_is_not_of_the_web_is_not_dialled(int port) =>
        await Assert.ThrowsAsync<OutboundRefusedException>(() => AskAsync(Guard([], "8.8.8.8"), "forum.example", port));

    [Fact]
    public async Task An_allow_rule_opens_one_port_of_one_host_and_nothing_else()
    {
        var guard = Guard(["demo.example:5001"], "127.0.0.1");

        Assert.Equal([IPAddress.Loopback], await AskAsync(guard, "demo.example", 5001));
        await Assert.ThrowsAsync<OutboundRefusedException>(() => AskAsync(guard, "demo.example", 80));
        await Assert.ThrowsAsync<OutboundRefusedException>(() => AskAsync(guard, "a.demo.example", 5001));
    }

    [Fact]
    public async Task A_name_without_an_address_is_unknown()
    {
        var unknown = await Assert.ThrowsAsync<SocketException>(() => AskAsync(Guard([]), "forum.example", 443));

        Assert.Equal(SocketError.HostNotFound, unknown.SocketErrorCode);
    }

    private static OutboundGuard Guard(string[] allowed, params string[] addresses) =>
        new(allowed, (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()));

    private static Task<IPAddress[]> AskAsync(OutboundGuard guard, string host, int port) =>
        guard.AddressesAsync(new DnsEndPoint(host, port), TestContext.Current.CancellationToken);
}
