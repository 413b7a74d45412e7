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

    private static RobotsDecision Decide(string robots, string agent, string url) =>
        RobotsRules.Parse(Encoding.UTF8.GetBytes(robots), agent).Decide(CaptureUri.Parse(url).PathAndQuery);

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
