using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ContentWatch.Databases;
using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ContentWatch.Web.Tests;

/// <summary>What starts the product's processes runs alone: side by side with the other browsers it would wait for them.</summary>
[CollectionDefinition(nameof(DemoCircle), DisableParallelization = true)]
public sealed class DemoCircle;

/// <summary>The whole product as a newcomer starts it, <c>cw up --demo</c>, and a reviewer at the keyboard in front of it.</summary>
[Collection(nameof(DemoCircle))]
public sealed class DemoCircleBrowserTests(BrowserHost browser) : IClassFixture<BrowserHost>, IAsyncLifetime
{
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("contentwatch-demo-");
    private readonly ConcurrentQueue<string> printed = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? postgres = PostgresServer.IsAsked ? PostgresServer.NameDatabase() : null;
    private Process? demo;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(place.FullName, "data");

    public async ValueTask InitializeAsync()
    {
        demo = Start("up", "--demo", "--data", Data, "--port", FreePorts().ToString(System.Globalization.CultureInfo.InvariantCulture));
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(3), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (demo is { HasExited: false })
        {
            await StopAsync(demo);
        }

        demo?.Dispose();
        if (postgres is not null)
        {
            PostgresServer.Drop(postgres);
        }

        place.Delete(recursive: true);
    }

    [Fact]
    public async Task A_reported_page_is_decided_by_keyboard_referred_removed_and_seen_to_be_gone_and_every_step_is_in_the_log()
    {
        var page = await browser.PageAsync();
        await SignInAsync(page, "Reviewer");
        await UntilAsync(page, "/queue", "Opened by", "C-1");
        await BrowserHost.PictureAsync(page, "demo-queue");

        await ClaimNextAsync(page);
        var caseUrl = page.Url;
        Assert.DoesNotContain("pigeons on the market square", await page.ContentAsync(), StringComparison.Ordinal);
        await BrowserHost.PictureAsync(page, "demo-case-covered");
        await page.Keyboard.PressAsync("v");
        await page.WaitForSelectorAsync("[data-content]");
        Assert.Contains("made-up text", await page.InnerTextAsync("[data-content]"), StringComparison.OrdinalIgnoreCase);
        await BrowserHost.PictureAsync(page, "demo-case-text");

        await page.Keyboard.PressAsync("1");
        await page.CheckAsync("input[name=Purpose][value=NoneFound]");
        await page.ClickAsync("h1");
        await page.Keyboard.PressAsync("r");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForURLAsync(url => url != caseUrl);

        await UntilAsync(page, "/referrals", "Removed", "Gone");
        await BrowserHost.PictureAsync(page, "demo-referrals");
        await page.ClickAsync("tr:has-text('Meadow Forum') [data-row]");
        await page.WaitForSelectorAsync("main:has-text('rule 4')");
        await BrowserHost.PictureAsync(page, "demo-referral");

        var researcher = await browser.PageAsync();
        await SignInAsync(researcher, "Researcher");
        await UntilAsync(researcher, "/search?q=pigeons", "2 items");
        Assert.DoesNotContain("market square", await researcher.ContentAsync(), StringComparison.Ordinal);
        await researcher.Keyboard.PressAsync("v");
        await researcher.WaitForSelectorAsync("main:has-text('pigeons on the market square')");
        await BrowserHost.PictureAsync(researcher, "demo-search");
        await UntilAsync(researcher, "/search?q=%22not+closed", "The quote at character 1 is not closed.");

        var auditor = await browser.PageAsync();
        await SignInAsync(auditor, "Auditor");
        foreach (var act in new[] { "report.accepted", "capture.kept", "item.assessed", "case.opened", "case.claimed", "case.read", "case.decided", "referral.prepared", "referral.delivered", "referral.outcome", "location.seen" })
        {
            await UntilAsync(auditor, $"/audit?act={act}", act);
        }

        await auditor.ClickAsync("[data-row]");
        await auditor.WaitForSelectorAsync("text=Proven");
        await BrowserHost.PictureAsync(auditor, "demo-audit");

        await StopAsync(demo!);
        AssertTheLogKeepsSecrets();
        using var verify = Start("audit", "verify", "--data", Data);
        await verify.WaitForExitAsync(Cancel);
        Assert.Equal(0, verify.ExitCode);
        Assert.Contains(printed, line => line.StartsWith("Sound:", StringComparison.Ordinal));
        await KeepCountsAsync(printed.Last(line => line.StartsWith("Sound:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Esc_covers_the_text_in_the_browser_without_the_server()
    {
        var page = await browser.PageAsync();
        await SignInAsync(page, "Senior reviewer");
        await UntilAsync(page, "/queue", "C-1");
        await ClaimNextAsync(page);
        await page.Keyboard.PressAsync("v");
        await page.WaitForSelectorAsync("[data-content] p");
        await page.Context.SetOfflineAsync(true);

        await page.Keyboard.PressAsync("Escape");

        Assert.DoesNotContain("made-up", await page.ContentAsync(), StringComparison.OrdinalIgnoreCase);
        await BrowserHost.PictureAsync(page, "demo-case-escaped");
    }

    /// <summary>Presses the key for the next case; what the page and the processes said instead is told when none comes.</summary>
    private async Task ClaimNextAsync(IPage page)
    {
        await page.Keyboard.PressAsync("n");
        try
        {
            await page.WaitForURLAsync("**/cases/**");
        }
        catch (TimeoutException)
        {
            var said = printed.Where(line => Regex.IsMatch(line, "warn:|fail:|crit:")).TakeLast(30);
            Assert.Fail($"No case came; the page shows: {await page.InnerTextAsync("main")}; the processes said: {string.Join('\n', said)}");
        }
    }

    /// <summary>Web and workers ran with their log at its most talkative: none of it is content or a secret. The links that <c>cw</c> prints for people are not of the log.</summary>
    private void AssertTheLogKeepsSecrets()
    {
        var links = printed.Where(line => Regex.IsMatch(line, "http[^ ]+/welcome/")).ToList();
        var log = printed.Except(links).ToList();
        string[] secrets =
        [
            "pigeons on the market square", "bring your whistle", "friend of the pigeons", .. links.Select(line => line.Split('/')[^1]),
            .. Directory.EnumerateFiles(Path.Combine(Data, "secrets"), "*", SearchOption.AllDirectories).Select(file => File.ReadAllText(file).Trim()),
        ];

        foreach (var process in new[] { "web", "acquire", "assess" })
        {
            Assert.Contains(log, line => Regex.IsMatch(line, $@"^\[{process}.*dbug: Microsoft\.EntityFrameworkCore"));
        }

        Assert.True(secrets.Length >= 8, "There are fewer secrets than the demo has.");
        Assert.All(secrets, secret => Assert.True(secret.Length >= 12 && !log.Exists(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)), $"In the log: {log.Find(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase))}"));
    }

    /// <summary>What the circle left behind, beside the pictures: rows of each kind and what <c>cw audit verify</c> said.</summary>
    private async Task KeepCountsAsync(string verified)
    {
        await using ContentWatchDb db = postgres is null
            ? new SqliteContentWatchDb(new DbContextOptionsBuilder<SqliteContentWatchDb>().UseSqlite($"Data Source={Path.Combine(Data, "contentwatch.db")};Pooling=False").Options)
            : new PostgresContentWatchDb(new DbContextOptionsBuilder<PostgresContentWatchDb>().UseNpgsql(postgres).Options);
        var (places, referrals) = (await db.CaseLocations.CountAsync(l => db.Cases.Any(c => c.Id == l.CaseId && c.Verdict == VerdictKind.Refer), Cancel), await db.Referrals.CountAsync(Cancel));
        Assert.Equal(places, referrals);
        (string Noun, int Count)[] rows =
        [
            ("leads", await db.Leads.CountAsync(Cancel)), ("captures", await db.Captures.CountAsync(Cancel)), ("items", await db.Items.CountAsync(Cancel)),
            ("appearances", await db.Appearances.CountAsync(Cancel)), ("cases", await db.Cases.CountAsync(Cancel)), ("referrals", referrals),
            ("looks", await db.AvailabilityLooks.CountAsync(Cancel)),
        ];
        await BrowserHost.KeepAsync("demo-counts.txt", string.Join('\n', rows.Select(row => $"{row.Noun} {row.Count}").Append(verified).Append("")));
    }

    private async Task SignInAsync(IPage page, string role)
    {
        var line = printed.Single(line => Regex.IsMatch(line, $@"^  {role} +\S+ +http"));
        await page.GotoAsync(line[line.IndexOf("http", StringComparison.Ordinal)..]);
        await page.ClickAsync("form button[type=submit].btn-1");
        await page.WaitForURLAsync(url => !url.Contains("/welcome/", StringComparison.Ordinal));
    }

    /// <summary>Looks at a page of the demo until it shows all of the words; the workers take their time.</summary>
    private async Task UntilAsync(IPage page, string path, params string[] words)
    {
        var origin = new Uri(page.Url).GetLeftPart(UriPartial.Authority);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        while (true)
        {
            await page.GotoAsync(origin + path);
            var text = await page.InnerTextAsync("main");
            if (words.All(word => text.Contains(word, StringComparison.Ordinal)))
            {
                return;
            }

            Assert.False(patience.IsCancellationRequested, $"{path} never showed {string.Join(" and ", words)}; it showed: {text}; the processes said: {string.Join('\n', printed.TakeLast(30))}");
            await page.WaitForTimeoutAsync(500);
        }
    }

    private Process Start(params string[] arguments)
    {
        var process = new Process { StartInfo = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true } };
        process.StartInfo.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "..", "..", "ContentWatch.Cli", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "cw.dll"));
        foreach (var argument in arguments)
        {
            process.StartInfo.ArgumentList.Add(argument);
        }

        process.StartInfo.Environment["Database__Postgres"] = postgres ?? "";
        foreach (var category in new[] { "Microsoft", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System", "ContentWatch" })
        {
            process.StartInfo.Environment[$"Logging__LogLevel__{category}"] = "Trace";
        }

        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Heard(string? line)
        {
            printed.Enqueue(line ?? "");
            if (line?.StartsWith("Ctrl-C stops", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        }
    }

    private static async Task StopAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
    }

    /// <summary>Three free ports in a row.</summary>
    private static int FreePorts()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                using var third = new TcpListener(IPAddress.Loopback, port + 2);
                second.Start();
                third.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else has one of them: try three others.
            }
        }
    }
}
