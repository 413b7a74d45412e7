using System.Net;
using ContentWatch.Acquire;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Tests.Acquire;

/// <summary>Addresses inside in every spelling that a browser reads: refused when they are handed in and again when they would be dialled.</summary>
public sealed class DisguisedHostTests
{
    [Theory]
    [InlineData("127.0.0.1", "plain")]
    [InlineData("127.0.0.1.", "a dot behind it")]
    [InlineData("127.1", "short, two parts")]
    [InlineData("127.0.1", "short, three parts")]
    [InlineData("0", "short, one part")]
    [InlineData("2130706433", "one decimal number")]
    [InlineData("017700000001", "one octal number")]
    [InlineData("0x7f000001", "one hexadecimal number")]
    [InlineData("0x7F.0x0.0x0.0x1", "hexadecimal parts")]
    [InlineData("0177.0.0.01", "octal parts")]
    [InlineData("0x7f.1", "short and hexadecimal")]
    [InlineData("0000000177.0.0.1", "octal with zeros before it")]
    [InlineData("0251.0376.0251.0376", "the address where clouds keep secrets, octal")]
    [InlineData("2852039166", "the same, one decimal number")]
    [InlineData("0xa9fea9fe", "the same, one hexadecimal number")]
    [InlineData("１２７．０．０．１", "full-width digits and dots")]
    [InlineData("①②⑦.⓪.⓪.①", "digits in circles")]
    [InlineData("𝟭𝟮𝟳.𝟬.𝟬.𝟭", "mathematical digits")]
    [InlineData("127。0｡0．1", "dots of other scripts")]
    [InlineData("127.0.0.%31", "an escaped digit")]
    [InlineData("%31%32%37%2e%30%2e0.1", "escaped digits and dots")]
    [InlineData("127.0\u00AD.0.1", "a soft hyphen within")]
    [InlineData("127.0.\u200B0.1", "a space of no width within")]
    [InlineData("10.0.0.1", "private")]
    [InlineData("192.168.257", "private, short")]
    [InlineData("[::1]", "IPv6 loopback")]
    [InlineData("[0:0:0:0:0:0:0:1]", "the same, long")]
    [InlineData("[::]", "IPv6 unspecified")]
    [InlineData("[::ffff:127.0.0.1]", "mapped, dotted")]
    [InlineData("[::ffff:7f00:1]", "mapped, hexadecimal")]
    [InlineData("[0:0:0:0:0:ffff:10.0.0.1]", "mapped, long")]
    [InlineData("[::127.0.0.1]", "compatible")]
    [InlineData("[64:ff9b::127.0.0.1]", "NAT64")]
    [InlineData("[64:ff9b::a9fe:a9fe]", "NAT64, hexadecimal")]
    [InlineData("[64:ff9b:1::7f00:1]", "local NAT64")]
    [InlineData("[2002:7f00:1::]", "6to4")]
    [InlineData("[2001:0:4136:e378:8000:63bf:80ff:fffe]", "Teredo")]
    [InlineData("[fe80::1]", "link-local")]
    [InlineData("[fd00:ec2::254]", "where another cloud keeps secrets")]
    [InlineData("intern.localhost", "a name of this machine")]
    [InlineData("INTERN.LOCALHOST.", "the same with a dot behind it")]
    [InlineData("intern.ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "the same in circles")]
    public async Task A_host_inside_is_refused_when_handed_in_and_when_dialled(string host, string spelling)
    {
        var uri = CaptureUri.Parse($"http://{host}/post");
        var fetcher = new Fetcher(new OutboundGuard([], NobodyIsAsked), Options.Create(new AcquireOptions()), new FakeTimeProvider(Some.Time));

        var refusal = new OutboundRule([]).Refusal(uri);
        var dialled = Assert.IsType<FetchResult.Failed>(await fetcher.FetchAsync(uri, TestContext.Current.CancellationToken));

        Assert.True(refusal?.EndsWith("not on the public Internet.", StringComparison.Ordinal), $"{spelling}: {refusal}");
        Assert.Equal((refusal, true, true), (dialled.Reason, dialled.IsForGood, dialled.IsRefused));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost.")]
    [InlineData("[fe80::1%25eth0]")]
    [InlineData("256.0.0.1")]
    [InlineData("127.0.0.0.1")]
    [InlineData("[::ffff:127.0.0.1.]")]
    [InlineData("[::1")]
    [InlineData("127.0.0.1\u0000.forum.example")]
    [InlineData("127.0.0.1%00.forum.example")]
    [InlineData("forum.example%2f.other.example")]
    public void What_is_neither_a_name_in_the_DNS_nor_an_address_is_not_taken_at_all(string host) =>
        Assert.False(CaptureUri.TryParse($"http://{host}/post", out var uri, out _), uri?.Host);

    private static Task<IPAddress[]> NobodyIsAsked(string host, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"'{host}' was looked up.");
}
