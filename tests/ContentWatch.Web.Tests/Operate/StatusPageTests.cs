using System.Net;
using ContentWatch.Accounts;

namespace ContentWatch.Web.Tests.Operate;

/// <summary>What an operator sees of the work in the browser.</summary>
public sealed class StatusPageTests : IDisposable
{
    private readonly Workbench site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task The_page_says_in_words_what_is_wrong_and_what_to_do_beside_every_number()
    {
        var operators = await site.AsAsync("amal", Roles.Administrator);

        var page = WebUtility.HtmlDecode(await operators.GetStringAsync("/status", Cancel));

        var status = await site.The<StatusReader>().ReadAsync(Cancel);
        Assert.Contains("No acquire worker is heard of: start one", page, StringComparison.Ordinal);
        Assert.All(status.Numbers, number => Assert.Contains(StatusAdvice.Title(number), page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_every_worker_heard_of_the_page_says_that_all_is_well()
    {
        var now = site.Time.GetUtcNow();
        await site.AddAsync(
            new Heartbeat { Worker = "acquire/1", Role = "acquire", StartedAt = now, SeenAt = now, Doing = "acquire: waiting for work" },
            new Heartbeat { Worker = "assess+refer/1", Role = "assess, refer", StartedAt = now, SeenAt = now, Doing = "assess: waiting for work" });
        var operators = await site.AsAsync("amal", Roles.Administrator);

        var page = WebUtility.HtmlDecode(await operators.GetStringAsync("/status", Cancel));

        Assert.Contains("All is well", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"errbox", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_words_of_the_page_are_those_of_the_command()
    {
        var status = await site.The<StatusReader>().ReadAsync(Cancel);
        var english = System.Xml.Linq.XDocument.Load(Source.Of("src/ContentWatch.Web/Operate/OperateWords.resx")).Root!.Elements("data")
            .ToDictionary(e => e.Attribute("name")!.Value, e => e.Element("value")!.Value);

        Assert.All(status.Numbers, number => Assert.Equal(StatusAdvice.Title(number), english["Title." + number.Name]));
        Assert.All(status.Numbers, number => Assert.Equal(StatusAdvice.Of(number), english["Trouble." + number.Name]));
        Assert.Equal(2 * status.Numbers.Count, english.Keys.Count(key => key.Contains('.', StringComparison.Ordinal)));
    }
}
