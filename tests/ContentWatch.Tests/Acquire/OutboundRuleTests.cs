using ContentWatch.Acquire;

namespace ContentWatch.Tests.Acquire;

public sealed class OutboundRuleTests
{
    [Theory]
    [InlineData("http://127.0.0.1/", "127.0.0.1 is not on the public Internet.")]
    [InlineData("http://2130706433/", "127.0.0.1 is not on the public Internet.")]
    [InlineData("http://10.0.0.8:8080/", "10.0.0.8 is not on the public Internet.")]
    [InlineData("https://[::1]/", "::1 is not on the public Internet.")]
    [InlineData("http://[::ffff:8.8.8.8]/", "::ffff:8.8.8.8 is not on the public Internet.")]
    [InlineData("http://FORUM.LOCALHOST./", "'forum.localhost.' is this machine and not on the public Internet.")]
    [InlineData("http://forum.localhost/", "'forum.localhost' is this machine and not on the public Internet.")]
    [InlineData("https://forum.example:22/", "Port 22 is not dialled; only 80, 443, 8080, 8443 are.")]
    [InlineData("http://forum.example:0/", "Port 0 is not dialled; only 80, 443, 8080, 8443 are.")]
    public void An_address_that_says_by_itself_that_it_cannot_be_fetched_is_refused_with_the_reason(string address, string reason) =>
        Assert.Equal(reason, new OutboundRule([]).Refusal(CaptureUri.Parse(address)));

    [Theory]
    [InlineData("https://forum.example/")]
    [InlineData("http://forum.example:8443/")]
    [InlineData("http://8.8.8.8/")]
    [InlineData("https://[2606:4700::1111]/")]
    [InlineData("http://intranet.example/")]
    public void What_a_name_stands_for_is_left_to_the_guard(string address) => Assert.Null(new OutboundRule([]).Refusal(CaptureUri.Parse(address)));

    [Fact]
    public void An_allow_rule_opens_one_port_of_one_host_and_nothing_else()
    {
        var rule = new OutboundRule(["127.0.0.1:5081"]);

        Assert.Null(rule.Refusal(CaptureUri.Parse("http://127.0.0.1:5081/posts")));
        Assert.NotNull(rule.Refusal(CaptureUri.Parse("http://127.0.0.1:5082/posts")));
        Assert.NotNull(rule.Refusal(CaptureUri.Parse("http://127.0.0.2:5081/posts")));
    }
}
