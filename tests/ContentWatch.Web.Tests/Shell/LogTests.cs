using System.Collections.Concurrent;
using System.Net;
using ContentWatch.Accounts;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Shell;

/// <summary>What the site writes to its log while people and programs use it, with every category at its most talkative. The workers' log is read in the demo's test.</summary>
public sealed class LogTests : IDisposable
{
    private const string Words = "violet umbrellas along the sleepy canal";

    private readonly Talkative site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task No_password_key_link_cookie_token_or_content_is_ever_in_the_log()
    {
        var secrets = new Dictionary<string, string> { ["the password"] = Workbench.Password, ["a wrong password"] = "not the right words", ["the content"] = Words };
        var person = await site.PersonAsync("amal", Roles.SeniorReviewer, Roles.Administrator, Roles.Researcher, Roles.Auditor);
        var link = await site.The<OneTimeLinkDesk>().CreateAsync(Actor.Operator, person, choosesPassword: false, TimeSpan.FromHours(1), Cancel);
        secrets["the one-time link"] = link!.Split('/')[^1];
        var (_, key) = await site.The<ApiKeyDesk>().CreateAsync(Guid.NewGuid(), "Example partner", [ApiScopes.ReportsWrite, ApiScopes.ReportsRead], null, Cancel);
        secrets["the API key"] = key!;

        var browser = site.Anonymous();
        await Workbench.SignInAsync(browser, "amal", "not the right words");
        secrets["the form token"] = await Workbench.FormTokenAsync(browser, "/sign-in");
        await Workbench.SubmitAsync(site.Anonymous(), link, "welcome", []);
        var answer = await Workbench.SignInAsync(browser, "amal", Workbench.Password);
        secrets["the session cookie"] = Value(answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("cw-session=", StringComparison.Ordinal)));

        var partner = site.Anonymous();
        partner.DefaultRequestHeaders.Authorization = new("Bearer", key);
        await partner.PostAsJsonAsync("/api/v1/reports", new { url = "https://forum.example/1", reason = Words }, Cancel);
        await partner.PostAsync("/api/v1/reports", new StringContent($"{{\"url\":\"{Words}", System.Text.Encoding.UTF8, "application/json"), Cancel);
        await SomeRows.ReportedCaseAsync(site, $"{Words}, and a little more.", "en");
        await ReadAsync(browser);
        await browser.GetAsync("/search?q=" + Uri.EscapeDataString(Words), Cancel);
        foreach (var page in new[] { "/queue", "/people", "/api-keys", "/audit", "/leads", "/sources", "/status", "/nothing/here" })
        {
            await browser.GetAsync(page, Cancel);
        }

        Assert.Contains(site.Written, line => line.Contains("RequestId=", StringComparison.Ordinal));
        Assert.True(site.Written.Count > 100, $"The log has only {site.Written.Count} lines: it does not record.");
        Assert.All(secrets, secret => Assert.True(
            !site.Written.Any(line => line.Contains(secret.Value, StringComparison.OrdinalIgnoreCase)),
            $"{secret.Key} is in the log: {site.Written.FirstOrDefault(line => line.Contains(secret.Value, StringComparison.OrdinalIgnoreCase))}"));
    }

    /// <summary>Opens the text of the case: it is in the answer, and only there.</summary>
    private async Task ReadAsync(HttpClient browser)
    {
        await using var db = site.Database.Read();
        var @case = await db.Cases.SingleAsync(Cancel);
        Assert.Equal(HttpStatusCode.Found, (await Workbench.SubmitAsync(browser, "/queue", "act", new() { ["Act"] = "claim", ["Id"] = $"{@case.Id}" })).StatusCode);
        var read = await Workbench.SubmitAsync(browser, $"/cases/{@case.Id}", "act", new() { ["Act"] = "reveal" });
        Assert.Contains(Words, await read.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static string Value(string cookie) => cookie.Split('=', 2)[1].Split(';')[0];

    /// <summary>The site with every category at Trace, written into memory with its scopes, values and exceptions.</summary>
    private sealed class Talkative : Workbench
    {
        private readonly Recorder recorder = new();

        public ConcurrentQueue<string> Written => recorder.Written;

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            foreach (var category in new[] { "Default", "Microsoft", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System", "ContentWatch" })
            {
                builder.UseSetting($"Logging:LogLevel:{category}", "Trace");
            }

            builder.ConfigureTestServices(services => services.AddSingleton<ILoggerProvider>(recorder));
        }
    }

    private sealed class Recorder : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Pen(this, categoryName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

        public void Dispose()
        {
        }

        private sealed class Pen(Recorder recorder, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => recorder.scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
                var around = new List<string>();
                recorder.scopes.ForEachScope((scope, all) => all.Add(scope is IEnumerable<KeyValuePair<string, object?>> more ? string.Join(' ', more.Select(pair => $"{pair.Key}={pair.Value}")) : $"{scope}"), around);
                recorder.Written.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {values} {string.Join(' ', around)} {exception}");
            }
        }
    }
}
