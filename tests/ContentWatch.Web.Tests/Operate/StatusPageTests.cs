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
    public async Task Long_work_of_the_command_line_is_seen_while_it_runs_when_it_ended_and_when_it_was_killed()
    {
        var (now, book) = (site.Time.GetUtcNow(), BookOfTheCommandLine());
        var operators = await site.AsAsync("amal", Roles.Administrator);
        var before = WebUtility.HtmlDecode(await operators.GetStringAsync("/status", Cancel));
        await site.AddAsync(
            new LongWork { Kind = LongWorkKind.Backup, StartedAt = now, SeenAt = now, State = LongWorkState.Running, Done = 1_200, Total = 40_000 },
            new LongWork { Kind = LongWorkKind.Rebuild, StartedAt = now.AddHours(-2), SeenAt = now.AddHours(-1), State = LongWorkState.Running });
        await book.EndAsync(LongWorkKind.Verify, isWell: false, "Capture 1: the file is missing.", Cancel);

        var page = WebUtility.HtmlDecode(await operators.GetStringAsync("/status", Cancel));

        Assert.Contains("None yet. cw backup FOLDER", before, StringComparison.Ordinal);
        Assert.Contains("1,200 of 40,000", page, StringComparison.Ordinal);
        Assert.Matches("(?s)Backup</b>\\s*<span class=\"tag t-ok\">running<", page);
        Assert.Matches("(?s)Rebuilding the archive</b>\\s*<span class=\"tag t-crit\">broken off<", page);
        Assert.Matches("(?s)Verification</b>\\s*<span class=\"tag t-crit\">not well<.*Capture 1: the file is missing", page);
    }

    [Fact]
    public async Task The_auditor_sees_the_last_verification_beside_the_log_and_no_other_long_work()
    {
        await BookOfTheCommandLine().EndAsync(LongWorkKind.Backup, isWell: true, "Backup 20261201-120000 was made.", Cancel);
        var auditor = await site.AsAsync("noor", Roles.Auditor);
        var before = WebUtility.HtmlDecode(await auditor.GetStringAsync("/audit", Cancel));
        await BookOfTheCommandLine().EndAsync(LongWorkKind.Verify, isWell: true, "Sound: 12 entries of the log.", Cancel);

        var page = WebUtility.HtmlDecode(await auditor.GetStringAsync("/audit", Cancel));

        Assert.DoesNotContain("id=\"longwork\"", before, StringComparison.Ordinal);
        Assert.Contains("Sound: 12 entries of the log.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Backup 20261201", page, StringComparison.Ordinal);
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

    /// <summary>As cw writes it, with the owner's rights: the web only reads it.</summary>
    private LongWorkBook BookOfTheCommandLine() => new(site.Database, site.Time);
}
