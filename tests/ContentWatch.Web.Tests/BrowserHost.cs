using ContentWatch.Accounts;
using Microsoft.Playwright;

namespace ContentWatch.Web.Tests;

/// <summary>The workbench on a real port of the loopback, and Debian's Chromium in front of it. One per test class.</summary>
public sealed class BrowserHost : Workbench, IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? playwright;

    /// <summary>The browser.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Where the site listens, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Chromium() is not { } chromium)
        {
            Requirements.Missing("Chromium", "apt-get install chromium");
            return;
        }

        UseKestrel(0);
        StartServer();
        Address = ClientOptions.BaseAddress.ToString().TrimEnd('/');
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = Flags });
    }

    /// <summary>A page of a new, empty profile; what the browser complains of is in <paramref name="complaints"/>.</summary>
    public async Task<IPage> PageAsync(List<string>? complaints = null, int width = 1440, ColorScheme scheme = ColorScheme.Light, string locale = "en")
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = locale,
        });
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error")
            {
                complaints?.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints?.Add(error);
        return page;
    }

    /// <summary>Signs somebody with the roles in by a one-time link, in the page.</summary>
    public async Task SignInAsync(IPage page, string name, params string[] roles)
    {
        var cancel = TestContext.Current.CancellationToken;
        var (result, id) = await The<PersonDesk>().CreateAsync(Actor.Operator, name, name, roles, cancel);
        Assert.Equal(PersonResult.Done, result);
        var link = await The<OneTimeLinkDesk>().CreateAsync(Actor.Operator, id, choosesPassword: false, TimeSpan.FromHours(1), cancel);
        await page.GotoAsync(link!);
        await page.ClickAsync("form button[type=submit].btn-1");
        await page.WaitForURLAsync(url => !url.Contains("/welcome/", StringComparison.Ordinal));
    }

    /// <summary>Keeps a picture of the page where pictures are wanted (CONTENTWATCH_TEST_PICTURES).</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("CONTENTWATCH_TEST_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
    }

    /// <summary>Keeps a text beside the pictures.</summary>
    public static Task KeepAsync(string name, string text) => Environment.GetEnvironmentVariable("CONTENTWATCH_TEST_PICTURES") is { Length: > 0 } folder
        ? File.WriteAllTextAsync(Path.Combine(folder, name), text)
        : Task.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        playwright?.Dispose();
        await base.DisposeAsync();
    }

    private static string? Chromium() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
