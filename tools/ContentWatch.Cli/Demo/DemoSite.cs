using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContentWatch.Cli.Demo;

/// <summary>A small web site on loopback, crawled for real: a list of posts, a page each, a robots.txt that keeps one folder private.</summary>
internal sealed class DemoSite(string name, int port, IReadOnlyList<DemoPage> pages, DemoPlatform? platform) : IAsyncDisposable
{
    private WebApplication? app;

    /// <summary>Where it starts.</summary>
    public Uri Address => new($"http://127.0.0.1:{port}/");

    /// <summary>Host and port as locations carry them.</summary>
    public string Host => Address.Authority;

    /// <summary>Listens.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "demo" });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        app = builder.Build();
        app.MapGet("/", () => Html(ListPage()));
        app.MapGet("/robots.txt", () => Results.Text("User-agent: *\nDisallow: /private/\nAllow: /\n"));
        app.MapGet("/private/members", () => Html("<p>Made-up list of members. A polite crawler never sees it.</p>"));
        foreach (var page in pages)
        {
            app.MapGet(page.Path, () => platform?.IsRemoved(page.Path) == true ? Results.StatusCode(StatusCodes.Status410Gone) : Html(Post(page)));
        }

        platform?.Map(app);
        await app.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    private static IResult Html(string html) => Results.Content(html, "text/html; charset=utf-8");

    private string ListPage() =>
        $"""
         <!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title></head><body>
         <header><h1>{name}</h1><p>A made-up site for the ContentWatch demo.</p></header>
         <nav><ul>{string.Concat(pages.Where(p => platform?.IsRemoved(p.Path) != true).Select(p => $"<li><a href=\"{p.Path}\">{WebUtility.HtmlEncode(p.Title)}</a></li>"))}
         <li><a href="/private/members">Members</a></li></ul></nav></body></html>
         """;

    private string Post(DemoPage page) =>
        $"""
         <!doctype html><html lang="{page.Language}" dir="{(page.IsRightToLeft ? "rtl" : "ltr")}"><head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(page.Title)}</title></head><body>
         <nav><a href="/">{name}</a></nav>
         <main><article itemscope itemtype="https://schema.org/DiscussionForumPosting">
         <h1 itemprop="headline">{WebUtility.HtmlEncode(page.Title)}</h1>
         <p>by <span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">{WebUtility.HtmlEncode(page.Author)}</span></span>
         <time itemprop="datePublished" datetime="2026-11-20T09:30:00Z">20 November 2026</time></p>
         <div itemprop="text">{string.Concat(page.Paragraphs.Select(p => $"<p>{WebUtility.HtmlEncode(p)}</p>"))}</div>
         </article></main><footer><p>Made up from start to end.</p></footer></body></html>
         """;
}
