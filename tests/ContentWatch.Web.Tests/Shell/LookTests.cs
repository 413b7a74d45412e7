using ContentWatch.Accounts;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ContentWatch.Web.Tests.Shell;

/// <summary>Every page of the shell in both themes, both languages, wide and narrow: no violation of WCAG 2.1 A and AA, no sideways scroll.</summary>
public sealed class LookTests(BrowserHost host) : IClassFixture<BrowserHost>
{
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

        foreach (var path in new[] { "/settings", "/people", "/api-keys", "/search", "/referrals", "/audit", "/audit?entry=0", "/leads", "/not-found", "/forbidden", "/error", "/nothing/here" })
        {
            await LookAsync(page, path, path[1..].Replace('/', '-').Replace('?', '-').Replace('=', '-') + "-" + suffix);
        }

        await page.GotoAsync("/settings");
        await page.Keyboard.PressAsync("?");
        await LookAsync(page, null, "keys-" + suffix);
        await page.Keyboard.PressAsync("Escape");
        await page.ClickAsync("details.self summary");
        await LookAsync(page, null, "menu-" + suffix);
        Assert.DoesNotContain(complaints, complaint => !complaint.Contains("status of 40", StringComparison.Ordinal));
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
