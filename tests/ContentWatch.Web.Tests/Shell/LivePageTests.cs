using System.Text;
using ContentWatch.Accounts;
using ContentWatch.Refer;
using ContentWatch.Web.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ContentWatch.Web.Tests.Shell;

/// <summary>Pages that read themselves again while they are open, in a browser: what comes in is seen, what ends is over, and nothing of the content travels.</summary>
public sealed class LivePageTests(BrowserHost host) : IClassFixture<BrowserHost>
{
    private const string Secret = "violet umbrellas along the sleepy canal";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_that_comes_in_stands_in_the_open_queue_and_the_focus_stays_where_it_was()
    {
        var (page, frames) = await OpenAsync("ines-queue", "/queue", Roles.Reviewer);
        var first = await SomeRows.ReportedCaseAsync(host, $"{Secret}, first.", "en");
        await SeenAsync(page, $"C-{first}");
        await page.FocusAsync($"text=C-{first}");

        var second = await SomeRows.ReportedCaseAsync(host, $"{Secret}, second.", "en");
        await SeenAsync(page, $"C-{second}");

        Assert.Equal($"C-{first}", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        Assert.NotEmpty(frames);
        Assert.DoesNotContain(frames, frame => frame.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) >= 0);
        Assert.DoesNotContain(Secret, await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_platform_answers_stands_on_the_open_page_of_its_referral()
    {
        var provider = new Provider { Id = Guid.CreateVersion7(), Name = "Example Forum", CreatedAt = host.Time.GetUtcNow() };
        var (referral, rows) = SomeRows.Referral(provider, ReferralState.Delivered, 4711, host.Time.GetUtcNow());
        await host.AddAsync([provider, .. rows]);
        var (page, _) = await OpenAsync("ines-referral", "/referrals/CW-2026-004711", Roles.Reviewer);
        Assert.Equal(0, await page.Locator("text=Their own words").CountAsync());

        await host.Database.WriteAsync(
            (db, cancel) => db.Referrals.Where(r => r.Id == referral.Id).ExecuteUpdateAsync(
                row => row.SetProperty(r => r.Outcome, Outcome.Removed).SetProperty(r => r.OutcomeReason, "Their own words").SetProperty(r => r.AnsweredAt, host.Time.GetUtcNow()), cancel),
            Cancel);

        await SeenAsync(page, "Their own words");
    }

    [Theory]
    [InlineData("/queue", Roles.Reviewer)]
    [InlineData("/referrals", Roles.Reviewer)]
    [InlineData("/leads", Roles.Administrator)]
    [InlineData("/sources", Roles.Administrator)]
    [InlineData("/audit", Roles.Auditor)]
    [InlineData("/status", Roles.Administrator)]
    public async Task Who_loses_the_role_loses_the_open_page_with_it(string path, string role)
    {
        var name = $"ines-{path[1..]}-ended";
        var (page, _) = await OpenAsync(name, path, role);
        await using var db = host.Database.Read();
        if (role == Roles.Administrator)
        {
            await host.PersonAsync($"stays-{path[1..]}", role);
        }

        var person = await db.Users.SingleAsync(p => p.UserName == name, Cancel);

        Assert.Equal(PersonResult.Done, await host.The<PersonDesk>().SetRolesAsync(Actor.Operator, person.Id, [Roles.Researcher], Cancel));
        await PaceAsync(page, () => Task.FromResult(page.Url.Contains("sign-in", StringComparison.Ordinal) || page.Url.Contains("forbidden", StringComparison.Ordinal)));
    }

    private async Task<(IPage Page, List<byte[]> Frames)> OpenAsync(string name, string path, string role)
    {
        var page = await host.PageAsync();
        var frames = new List<byte[]>();
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => frames.Add(frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? ""));
        await host.SignInAsync(page, name, role);
        frames.Clear();
        await page.GotoAsync(path);
        while (frames.Count == 0)
        {
            await page.WaitForTimeoutAsync(50);
        }

        return (page, frames);
    }

    private Task SeenAsync(IPage page, string text) => PaceAsync(page, async () => await page.Locator($"text={text}").CountAsync() > 0);

    /// <summary>Lets the clock go on, one pace at a time, until it is so; the page is told of each over its circuit.</summary>
    private async Task PaceAsync(IPage page, Func<Task<bool>> isSo)
    {
        for (var paces = 0; paces < 100; paces++)
        {
            if (await isSo())
            {
                return;
            }

            host.Time.Advance(LivePart<object>.Pace);
            await page.WaitForTimeoutAsync(100);
        }

        Assert.Fail($"Not so after a hundred paces: {await page.InnerTextAsync("main")}");
    }
}
