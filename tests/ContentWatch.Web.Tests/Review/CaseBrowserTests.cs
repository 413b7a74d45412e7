using System.Globalization;
using System.Text;
using ContentWatch.Accounts;
using ContentWatch.Review;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ContentWatch.Web.Tests.Review;

/// <summary>The queue and the case in a browser: what reaches it before anybody asks, what Esc takes away, and the work by keyboard alone.</summary>
public sealed class CaseBrowserTests(BrowserHost host) : IClassFixture<BrowserHost>
{
    private const string Secret = "marmalade lanterns over the quiet harbour";

    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_the_content_reaches_the_browser_before_it_is_asked_for_and_Esc_takes_it_away_without_the_server()
    {
        var page = await host.PageAsync();
        var received = new List<byte[]>();
        Watch(page, received);
        var number = await OpenCaseAsync($"{Secret}, in short.", "en");
        await host.SignInAsync(page, "nora-before", Roles.Reviewer);

        await page.GotoAsync("/queue");
        Assert.DoesNotContain(Secret, await page.ContentAsync(), StringComparison.Ordinal);
        await TakeAsync(page, number);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Equal($"C-{number}", await page.InnerTextAsync("main h1"));
        Assert.DoesNotContain(Secret, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(received, Holds);
        Assert.Equal(0, await ReadingsAsync(number));

        await page.Keyboard.PressAsync("v");
        await page.WaitForSelectorAsync("[data-content]");
        Assert.Contains(Secret, await page.InnerTextAsync("[data-content]"), StringComparison.Ordinal);
        Assert.Equal(1, await ReadingsAsync(number));
        Assert.Contains("case.read", await ActsAsync(number));

        await page.Context.SetOfflineAsync(true);
        await page.EvaluateAsync("() => { WebSocket.prototype.send = () => { throw new Error('no server'); }; }");
        await page.Keyboard.PressAsync("Escape");
        Assert.DoesNotContain(Secret, await page.EvaluateAsync<string>("document.documentElement.outerHTML"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_is_claimed_read_referred_and_taken_back_by_keyboard()
    {
        var page = await host.PageAsync();
        await OpenCaseAsync($"{Secret}, by keyboard.", "en");
        await host.SignInAsync(page, "nora-keys", Roles.Reviewer);
        await page.GotoAsync("/queue");
        await page.Keyboard.PressAsync("n");
        await page.WaitForURLAsync("**/cases/**");
        var number = long.Parse((await page.InnerTextAsync("main h1"))["C-".Length..], CultureInfo.InvariantCulture);
        await page.Keyboard.PressAsync("v");
        await page.WaitForSelectorAsync("[data-content]");

        await page.ClickAsync("input[name=Purpose][value=NoneFound]");
        await page.Keyboard.PressAsync("1");
        await page.Keyboard.PressAsync("r");
        await page.FillAsync("#note", "Seen twice.");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForSelectorAsync("[aria-keyshortcuts=z]");
        Assert.Equal(VerdictKind.Refer, (await CaseAsync(number)).Verdict);

        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Keyboard.PressAsync("z");
        await page.WaitForURLAsync("**undone=true");
        Assert.Null((await CaseAsync(number)).Verdict);
        Assert.True(await page.IsCheckedAsync("input[name=Grounds][value=Incites]"));
        Assert.Equal("Seen twice.", await page.InputValueAsync("#note"));
        Assert.Contains("case.undone", await ActsAsync(number));
        await page.Keyboard.PressAsync("p");
        await page.WaitForURLAsync("**/queue**");
    }

    [Fact]
    public async Task What_is_missing_is_said_before_anything_is_sent_the_text_stays_open_and_S_leads_there()
    {
        var page = await host.PageAsync();
        var number = await OpenCaseAsync($"{Secret}, incomplete.", "en");
        await host.SignInAsync(page, "nora-missing", Roles.Reviewer);
        await TakeAsync(page, number);
        await page.Keyboard.PressAsync("v");
        await page.WaitForSelectorAsync("[data-content]");

        await page.Keyboard.PressAsync("1");
        await page.Keyboard.PressAsync("r");
        await page.Keyboard.PressAsync("Control+Enter");

        Assert.Contains("Still needed: the exempt question", await page.InnerTextAsync("[data-need-line]"), StringComparison.Ordinal);
        Assert.Equal("Purpose", await FocusedAsync(page));
        Assert.Contains(Secret, await page.InnerTextAsync("[data-content]"), StringComparison.Ordinal);
        Assert.Equal(1, await ReadingsAsync(number));
        Assert.Null((await CaseAsync(number)).Verdict);
        await page.Keyboard.PressAsync("0");
        Assert.Contains("1 referral leaves the unit", await page.InnerTextAsync("[data-need-line]"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("7");
        await page.Keyboard.PressAsync("s");
        Assert.Equal("Finding", await FocusedAsync(page));
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Keyboard.PressAsync("r");
        await page.Keyboard.PressAsync("Control+Enter");
        Assert.Contains("protected purpose cannot be referred", await page.InnerTextAsync("[data-need-line]"), StringComparison.Ordinal);
        Assert.Contains(Secret, await page.InnerTextAsync("[data-content]"), StringComparison.Ordinal);
        await GiveBackAsync(page);
    }

    [Fact]
    public async Task A_page_loaded_again_and_a_step_back_show_no_content()
    {
        var page = await host.PageAsync();
        var number = await OpenCaseAsync($"{Secret}, again.", "en");
        await host.SignInAsync(page, "nora-again", Roles.Reviewer);
        await TakeAsync(page, number);
        await page.Keyboard.PressAsync("v");
        await page.WaitForSelectorAsync("[data-content]");

        await page.ReloadAsync();
        Assert.Equal(0, await page.Locator("[data-content]").CountAsync());
        await page.Keyboard.PressAsync("v");
        await page.WaitForSelectorAsync("[data-content]");
        await page.GotoAsync("/referrals");
        await page.GoBackAsync();

        Assert.DoesNotContain(Secret, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(2, await ReadingsAsync(number));
        await GiveBackAsync(page);
    }

    [Fact]
    public async Task What_was_filled_in_waits_with_its_case_and_nothing_of_it_stands_in_another()
    {
        var page = await host.PageAsync();
        var (first, second) = (await OpenCaseAsync($"{Secret}, with a draft.", "en"), await OpenCaseAsync($"{Secret}, without.", "en"));
        await host.SignInAsync(page, "nora-draft", Roles.Reviewer);
        await TakeAsync(page, first);
        await page.Keyboard.PressAsync("2");
        await page.FillAsync("#note", "Half a thought.");
        await GiveBackAsync(page);
        Assert.Contains("You gave the case back", await page.InnerTextAsync("main"), StringComparison.Ordinal);

        await TakeAsync(page, second);
        Assert.Equal("", await page.InputValueAsync("#note"));
        Assert.False(await page.IsCheckedAsync("input[name=Grounds][value=SolicitsAct]"));
        var decided = page.Url;
        await page.Keyboard.PressAsync("d");
        await page.Keyboard.PressAsync("3");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForURLAsync(url => !url.Contains(decided, StringComparison.Ordinal));
        Assert.Equal(0, await page.Locator("main input:checked").CountAsync());
        await page.EvaluateAsync("document.activeElement.blur()");
        await GiveBackAsync(page);

        await TakeAsync(page, first);
        Assert.Equal("Half a thought.", await page.InputValueAsync("#note"));
        Assert.True(await page.IsCheckedAsync("input[name=Grounds][value=SolicitsAct]"));
        await page.EvaluateAsync("document.activeElement.blur()");
        await GiveBackAsync(page);
    }

    [Fact]
    public async Task The_focus_is_seen_on_everything_that_can_have_it()
    {
        var page = await host.PageAsync();
        var number = await OpenCaseAsync($"{Secret}, in focus.", "en");
        await host.SignInAsync(page, "nora-focus", Roles.SeniorReviewer);
        foreach (var path in new[] { "/queue", "/search?q=quiet", "/referrals", "/leads", "/settings", $"/cases/{(await CaseAsync(number)).Id}" })
        {
            await page.GotoAsync(path);
            for (var tabs = 0; tabs < 25; tabs++)
            {
                await page.Keyboard.PressAsync("Tab");
                var (tag, outline) = (await page.EvaluateAsync<string>("document.activeElement.outerHTML.slice(0, 120)"), await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
                Assert.True(outline != "none" || tag.StartsWith("<body", StringComparison.Ordinal), $"{path}: {tag}");
            }
        }
    }

    [Fact]
    public async Task Content_is_plain_text_and_marks_of_direction_are_named()
    {
        var page = await host.PageAsync();
        var number = await OpenCaseAsync("<b id=planted>bold</b> abc\u202Edef <a href=https://forum.example>there</a>", "en");
        await host.SignInAsync(page, "nora-plain", Roles.Reviewer);
        await TakeAsync(page, number);
        await page.Keyboard.PressAsync("v");

        var box = await page.WaitForSelectorAsync("[data-content]");
        var text = await box!.InnerTextAsync();
        Assert.Contains("<b id=planted>bold</b> abc", text, StringComparison.Ordinal);
        Assert.Contains("RLO", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', text);
        Assert.Null(await page.QuerySelectorAsync("#planted, [data-content] a"));
        await page.Keyboard.PressAsync("p");
        await page.WaitForURLAsync("**/queue**");
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light, "en")]
    [InlineData(1440, ColorScheme.Dark, "nl")]
    [InlineData(320, ColorScheme.Light, "nl")]
    [InlineData(320, ColorScheme.Dark, "en")]
    public async Task The_queue_and_the_case_can_be_read_by_everybody(int width, ColorScheme scheme, string language)
    {
        var complaints = new List<string>();
        var page = await host.PageAsync(complaints, width, scheme, language);
        var suffix = $"{language}-{scheme}-{width}";
        var number = await OpenCaseAsync($"هذا نص هادئ للاختبار {suffix}.\nسطر ثان.", "ar");
        await host.SignInAsync(page, $"nora-{suffix}", Roles.SeniorReviewer);

        await page.GotoAsync("/queue");
        await LookAsync(page, "queue-" + suffix);
        await TakeAsync(page, number);
        await LookAsync(page, "case-covered-" + suffix);
        await page.Keyboard.PressAsync("v");
        await page.WaitForSelectorAsync("[data-content][dir=rtl][lang=ar]");
        await LookAsync(page, "case-revealed-rtl-" + suffix);
        await page.Keyboard.PressAsync("Escape");
        await LookAsync(page, "case-after-esc-" + suffix);
        Assert.Empty(complaints);
        await page.Keyboard.PressAsync("p");
        await page.WaitForURLAsync("**/queue**");
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.name");

    private static async Task GiveBackAsync(IPage page)
    {
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Keyboard.PressAsync("p");
        await page.WaitForURLAsync("**/queue**");
    }

    private async Task TakeAsync(IPage page, long number)
    {
        await page.GotoAsync($"/cases/{(await CaseAsync(number)).Id}");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("[aria-keyshortcuts=v]");
        await page.WaitForLoadStateAsync(LoadState.Load);
    }

    private static async Task LookAsync(IPage page, string name)
    {
        await BrowserHost.PictureAsync(page, name);
        var found = await page.RunAxe(Rules);
        Assert.True(found.Violations.Length == 0, name + ": " + string.Join("; ", found.Violations.Select(v => $"{v.Id} {v.Nodes[0].Html}")));
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    private static void Watch(IPage page, List<byte[]> received) => page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
    {
        lock (received)
        {
            received.Add(frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? ""));
        }
    };

    private static bool Holds(byte[] frame) => frame.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) >= 0;

    private Task<long> OpenCaseAsync(string text, string language) => SomeRows.ReportedCaseAsync(host, text, language);

    private async Task<Case> CaseAsync(long number)
    {
        await using var db = host.Database.Read();
        return await db.Cases.SingleAsync(c => c.Number == number, Cancel);
    }

    private async Task<int> ReadingsAsync(long number)
    {
        await using var db = host.Database.Read();
        return await db.CaseReadings.CountAsync(r => db.Cases.Any(c => c.Id == r.CaseId && c.Number == number), Cancel);
    }

    private async Task<IReadOnlyList<string>> ActsAsync(long number)
    {
        var subject = $"case/{(await CaseAsync(number)).Id}";
        await using var db = host.Database.Read();
        return await db.AuditLeaves.Where(l => l.Subject == subject).Select(l => l.Act).ToListAsync(Cancel);
    }
}
