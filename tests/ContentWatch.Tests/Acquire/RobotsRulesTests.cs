using System.Text;
using System.Text.Json;
using ContentWatch.Acquire;

namespace ContentWatch.Tests.Acquire;

public sealed class RobotsRulesTests
{
    [Fact]
    public void Of_a_long_rule_the_beginning_is_quoted()
    {
        var rules = RobotsRules.Parse(System.Text.Encoding.UTF8.GetBytes("User-agent: *\nDisallow: /ban" + new string('*', 70_000)), "ContentWatch");

        var decision = rules.Decide("/banned");

        Assert.False(decision.IsAllowed);
        Assert.Equal($"Disallow: /ban{new string('*', 196)}…", decision.Rule);
    }

    [Fact]
    public void Every_example_of_RFC_9309_is_decided_as_it_says()
    {
        using var table = JsonDocument.Parse(File.ReadAllBytes(Shared.Path("conformance/robots/rfc9309.json")));
        var rows = table.RootElement.EnumerateArray().ToList();

        var wrong = rows.Where(row => Decide(Text(row, "robots"), Text(row, "agent"), Text(row, "url")).IsAllowed != row.GetProperty("allowed").GetBoolean())
            .Select(row => $"{Text(row, "name")}: {Text(row, "agent")} {Text(row, "url")}");

        Assert.Equal(47, rows.Count);
        Assert.True(!wrong.Any(), string.Join("\n", wrong));
    }

    [Fact]
    public void A_refusal_names_the_rule_as_it_was_written()
    {
        var decision = Decide("User-agent: *\ndisallow: /private # ours\n", "ContentWatch", "https://forum.example/private/post");

        Assert.Equal("refused: Disallow: /private", decision.ToString());
    }

    [Fact]
    public void A_file_longer_than_the_limit_is_read_up_to_its_last_whole_line()
    {
        var file = new StringBuilder("User-agent: *\nDisallow: /early\n");
        while (file.Length < RobotsRules.MaxBytes)
        {
            file.Append("# a line that says nothing\n");
        }

        var rules = RobotsRules.Parse(Encoding.UTF8.GetBytes(file + "Disallow: /late\n"), "ContentWatch");

        Assert.False(rules.Decide("/early").IsAllowed);
        Assert.True(rules.Decide("/late").IsAllowed);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_pattern_of_many_stars_is_decided_at_once()
    {
        var file = Encoding.UTF8.GetBytes($"User-agent: *\nDisallow: /{string.Concat(Enumerable.Repeat("*a", 5_000))}b\n");

        var decision = await Task.Run(
            () => RobotsRules.Parse(file, "ContentWatch").Decide("/" + new string('a', 2_000)), TestContext.Current.CancellationToken);

        Assert.True(decision.IsAllowed);
    }

    [Theory]
    [InlineData("User-agent: *\nCrawl-delay: 10\n", 10.0)]
    [InlineData("User-agent: *\ncrawl-DELAY : 0.5 # half\nDisallow: /a\n", 0.5)]
    [InlineData("User-agent: *\nCrawl-delay: 86400\n", 120.0)]
    [InlineData("User-agent: *\nCrawl-delay: 1e9\n", null)]
    [InlineData("User-agent: *\nCrawl-delay: -1\n", null)]
    [InlineData("User-agent: *\nCrawl-delay: soon\n", null)]
    [InlineData("User-agent: *\nCrawl-delay: 0\n", null)]
    [InlineData("Crawl-delay: 10\nUser-agent: *\n", null)]
    [InlineData("User-agent: other\nCrawl-delay: 10\n\nUser-agent: *\nDisallow: /a\n", null)]
    [InlineData("User-agent: *\nCrawl-delay: 10\n\nUser-agent: ContentWatch\nCrawl-delay: 2\n", 2.0)]
    [InlineData("User-agent: ContentWatch\nCrawl-delay: 2\n\nUser-agent: ContentWatch\nCrawl-delay: 3\n", 3.0)]
    public void The_pause_that_our_group_asks_for_is_heard_up_to_two_minutes(string robots, double? seconds)
    {
        Assert.Equal(seconds, RobotsRules.Parse(Encoding.UTF8.GetBytes(robots), "ContentWatch").CrawlDelay?.TotalSeconds);
        Assert.Equal(seconds, Decide(robots, "ContentWatch", "https://forum.example/b").CrawlDelay?.TotalSeconds);
    }

    [Theory]
    [InlineData("\uFEFFUser-agent: *\nDisallow: /post\n", false)]
    [InlineData("User-agent: *\rDisallow: /post\r", false)]
    [InlineData("User-agent: *\r\nDisallow: /post\r\n", false)]
    [InlineData("<html>User-agent: *\nDisallow: /post</html>\n", true)]
    [InlineData("User-agent: *\nSitemap: https://forum.example/map\nUser-agent: other\nDisallow: /post\n", false)]
    [InlineData("User-agent: contentWATCH/2.0\nDisallow: /post\n\nUser-agent: *\nAllow: /\n", false)]
    [InlineData("User-agent: *\nDisallow: /p%6fst\n", false)]
    [InlineData("User-agent: *\nDisallow: /post$\nAllow: /\n", false)]
    [InlineData("User-agent: *\nDisallow: /*st\nAllow: /po\n", false)]
    [InlineData("User-agent: *\nDisallow:\n", true)]
    [InlineData("Disallow: /post\n", true)]
    [InlineData("User-agent: *\nDisallow: /post\0\n", true)]
    public void A_file_is_read_as_sites_write_it(string robots, bool allowed) => Assert.Equal(allowed, Decide(robots, "ContentWatch", "https://forum.example/post").IsAllowed);

    private static RobotsDecision Decide(string robots, string agent, string url) =>
        RobotsRules.Parse(Encoding.UTF8.GetBytes(robots), agent).Decide(CaptureUri.Parse(url).PathAndQuery);

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
