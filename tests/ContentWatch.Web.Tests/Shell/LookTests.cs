using System.Text.RegularExpressions;
using ContentWatch.Accounts;
using ContentWatch.Acquire.Sources;
using ContentWatch.Refer;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ContentWatch.Web.Tests.Shell;

/// <summary>Every page of the shell in both themes, both languages, wide and narrow: no violation of WCAG 2.1 A and AA, no sideways scroll.</summary>
public sealed class LookTests(BrowserHost host) : IClassFixture<BrowserHost>
{
    private static int count;
    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } };

    [Theory]
    [InlineData(1440, ColorScheme.Light, "en")]
    [InlineData(1440, ColorScheme.Dark, "nl")]
    [InlineData(320, ColorScheme.Light, "nl")]
    [InlineData(320, ColorScheme.Dark, "en")]
    public async Task Every_page_can_be_read_by_everybody(int width, ColorScheme scheme, string language)
    {
        var complaints = new List<string>();
        var page = await host.PageAsync(complaints, width, scheme, language);
        var suffix = $"{language}-{scheme}-{width}";
        await LookAsync(page, "/sign-in", "sign-in-" + suffix);
        await host.SignInAsync(page, $"amal-{suffix}", [.. Roles.All]);

        foreach (var path in new[] { "/queue", "/settings", "/people", "/api-keys", "/search", "/search?q=tea+AND+%22not+closed", "/referrals", "/audit", "/audit?entry=0", "/leads", "/sources", "/not-found", "/forbidden", "/error", "/nothing/here" })
        {
            await LookAsync(page, path, Regex.Replace(path[1..], "[^a-z0-9]+", "-") + "-" + suffix);
        }

        await LookAtRowsAsync(page, suffix);
        await page.GotoAsync("/settings");
        await page.Keyboard.PressAsync("?");
        await LookAsync(page, null, "keys-" + suffix);
        await page.Keyboard.PressAsync("Escape");
        await page.ClickAsync("details.self summary");
        await LookAsync(page, null, "menu-" + suffix);
        Assert.DoesNotContain(complaints, complaint => !complaint.Contains("status of 40", StringComparison.Ordinal));
    }

    /// <summary>Pages that need something to be on them: an item covered and read, a referral that is far and one that failed, a platform, a first sign-in.</summary>
    private async Task LookAtRowsAsync(IPage page, string suffix)
    {
        var number = Interlocked.Add(ref count, 2);
        var time = host.Time.GetUtcNow();
        var provider = new Provider { Id = Guid.CreateVersion7(), Name = $"Forum {suffix}", CreatedAt = time };
        var item = SomeRows.Item($"نص خيالي هادئ للاختبار، رقم {number}.", "ar", time);
        var (answered, rows) = SomeRows.Referral(provider, ReferralState.Answered, number, time);
        (answered.DeliveredAt, answered.AnsweredAt, answered.Outcome, answered.OutcomeReason, answered.Attempts) = (time, time, Outcome.Removed, "A made-up reason.", 1);
        var (failed, others) = SomeRows.Referral(provider, ReferralState.Failed, number + 1, time);
        (failed.Attempts, failed.LastError) = (8, "The provider could not be reached.");
        await host.AddAsync([provider, item, .. rows, .. others,
            new AvailabilityLook { Id = Guid.CreateVersion7(), LocationId = answered.LocationId, At = time, Seen = Availability.Gone, Detail = "The server answers 410." },
            new DeliveryAttempt { Id = Guid.CreateVersion7(), ReferralId = answered.Id, At = time, Status = 200, Note = "The provider has it." }]);

        await LookAsync(page, $"/items/{item.Id}", "item-" + suffix);
        await page.Keyboard.PressAsync("v");
        await page.WaitForSelectorAsync("[data-content]");
        await LookAsync(page, null, "item-read-" + suffix);
        await LookAsync(page, $"/referrals/{answered.Reference}", "referral-" + suffix);
        await LookAsync(page, $"/referrals/{failed.Reference}", "referral-failed-" + suffix);
        await LookAsync(page, "/referrals", "referrals-with-rows-" + suffix);
        await LookAsync(page, $"/providers?id={provider.Id}", "providers-" + suffix);
        await LookAtSourceAsync(page, suffix, number);
        var (_, newcomer) = await host.The<PersonDesk>().CreateAsync(Actor.Operator, $"new-{suffix}", $"new-{suffix}", [Roles.Reviewer], TestContext.Current.CancellationToken);
        var link = await host.The<OneTimeLinkDesk>().CreateAsync(Actor.Operator, newcomer, choosesPassword: true, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        await LookAsync(page, link!, "welcome-" + suffix);
    }

    private async Task LookAtSourceAsync(IPage page, string suffix, int number)
    {
        var (cancel, time) = (TestContext.Current.CancellationToken, host.Time.GetUtcNow());
        var form = new SourceForm($"Meadow forum {suffix}", $"https://forum{number}.example/", "", 3, 10, "A made-up legal basis that is long enough to need more than one line where it is shown.");
        var id = Assert.IsType<SourceSet.Done>(await host.The<SourceDesk>().AddAsync(Actor.Operator, form, cancel)).SourceId;
        await using (var db = host.Database.Read())
        {
            var start = await db.Leads.SingleAsync(l => l.SourceId == id, cancel);
            var place = await db.Locations.SingleAsync(l => l.Id == start.LocationId, cancel);
            await host.AddAsync(SomeRows.Fetches(id, start, place.ProviderId, number, time));
        }

        await LookAsync(page, "/sources", "sources-with-rows-" + suffix);
        await LookAsync(page, $"/sources/{id}", "source-" + suffix);
    }

    private static async Task LookAsync(IPage page, string? path, string name)
    {
        if (path is not null)
        {
            var answer = await page.GotoAsync(path);
            Assert.Equal(path switch { "/forbidden" => 403, "/not-found" or "/nothing/here" => 404, _ => 200 }, answer!.Status);
        }

        await BrowserHost.PictureAsync(page, name);
        var found = await page.RunAxe(Rules);
        Assert.True(found.Violations.Length == 0, name + ": " + string.Join("; ", found.Violations.Select(v => $"{v.Id} {v.Nodes[0].Html}")));
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }
}
