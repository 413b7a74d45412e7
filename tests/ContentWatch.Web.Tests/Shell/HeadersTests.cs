using System.Net;
using System.Text.RegularExpressions;
using ContentWatch.Accounts;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Shell;

/// <summary>What every answer carries, whatever it is.</summary>
public sealed class HeadersTests(Workbench site) : IClassFixture<Workbench>
{
    private const string Policy =
        "default-src 'none'; script-src 'self' 'nonce-…'; style-src 'self' 'unsafe-inline'; img-src 'self' blob:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    [Theory]
    [InlineData("/sign-in", 200)]
    [InlineData("/app.css", 200)]
    [InlineData("/", 302)]
    [InlineData("/nothing/here", 404)]
    [InlineData("/forbidden", 403)]
    [InlineData("/error", 200)]
    [InlineData("/api/nothing", 404)]
    [InlineData("/api/v1/reports/0198c0de-0000-7000-8000-000000000000", 401)]
    public async Task Every_kind_of_answer_carries_the_policy_and_its_companions(string path, int status)
    {
        var answer = await site.Anonymous().GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(Policy, Regex.Replace(One(answer, "Content-Security-Policy"), "nonce-[A-Za-z0-9+/=]{24}", "nonce-…"));
        Assert.Equal("nosniff", One(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", One(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", One(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", One(answer, "Cross-Origin-Resource-Policy"));
        Assert.Contains("camera=()", One(answer, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
        if (path != "/app.css")
        {
            Assert.Equal("no-store", One(answer, "Cache-Control"));
        }
    }

    [Fact]
    public async Task What_breaks_is_told_kindly_with_the_same_headers_and_without_its_reason()
    {
        using var broken = new Workbench();
        var (person, partner) = (await broken.AsAsync("amal", Roles.Administrator), await broken.PartnerAsync(ApiScopes.ReportsRead));
        await broken.Database.WriteAsync((db, cancel) => db.Database.ExecuteSqlRawAsync("DROP TABLE \"ApiKeys\"", cancel), TestContext.Current.CancellationToken);

        var page = await person.GetAsync("/api-keys", TestContext.Current.CancellationToken);
        var resource = await partner.GetAsync($"/api/v1/reports/{Guid.Empty}", TestContext.Current.CancellationToken);

        foreach (var answer in new[] { page, resource })
        {
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Contains("default-src 'none'", One(answer, "Content-Security-Policy"), StringComparison.Ordinal);
            Assert.DoesNotMatch("SQLite|Npgsql|relation", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Contains("Something broke here", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("application/problem+json", resource.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_nonce_is_of_one_answer_and_on_every_script_of_it()
    {
        var client = site.Anonymous();

        var (first, second) = (await PageAsync(client), await PageAsync(client));

        Assert.NotEqual(first.Nonce, second.Nonce);
        Assert.All(first.Scripts, script => Assert.Contains($"nonce=\"{first.Nonce}\"", script, StringComparison.Ordinal));
        Assert.True(first.Scripts.Count >= 3);
    }

    [Fact]
    public async Task An_unknown_page_says_so_kindly_and_an_unknown_resource_says_so_to_programs()
    {
        var client = site.Anonymous();

        var page = await client.GetAsync("/nothing/here", TestContext.Current.CancellationToken);
        var resource = await client.GetAsync("/api/nothing", TestContext.Current.CancellationToken);

        Assert.Contains("Nothing is here", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("application/problem+json", resource.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        var client = await site.AsAsync("form-less", Roles.Administrator);
        var fields = new Dictionary<string, string> { ["_handler"] = "act", ["Act"] = "add", ["Name"] = "intruder", ["CallSign"] = "X-1" };

        var people = await client.PostAsync("/people", new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
        var look = await client.PostAsync("/look", new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
        var signOut = await client.PostAsync("/sign-out", new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, people.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, look.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, signOut.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/people", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Two_data_folders_on_one_host_do_not_read_each_others_form_cookies()
    {
        using var other = new Workbench();

        var (one, two) = (await site.Anonymous().GetAsync("/sign-in", TestContext.Current.CancellationToken), await other.Anonymous().GetAsync("/sign-in", TestContext.Current.CancellationToken));

        Assert.NotEqual(FormCookie(one), FormCookie(two));

        static string FormCookie(HttpResponseMessage answer) =>
            Assert.Single(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("cw-form", StringComparison.Ordinal)).Split('=')[0];
    }

    [Theory]
    [InlineData("http://localhost", HttpStatusCode.OK)]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task The_circuit_speaks_with_our_own_pages_only(string origin, HttpStatusCode status)
    {
        var client = await site.AsAsync("origin-" + (int)status + origin.Length, Roles.Reviewer);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", origin);

        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_host_that_is_not_ours_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Host = "evil.example";

        var answer = await site.Anonymous().SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static string One(HttpResponseMessage answer, string header) => Assert.Single(answer.Headers.GetValues(header));

    private static async Task<(string Nonce, List<string> Scripts)> PageAsync(HttpClient client)
    {
        var answer = await client.GetAsync("/sign-in", TestContext.Current.CancellationToken);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var nonce = Regex.Match(One(answer, "Content-Security-Policy"), "nonce-([^']+)").Groups[1].Value;
        return (nonce, [.. Regex.Matches(html, "<script[^>]*>").Select(match => WebUtility.HtmlDecode(match.Value))]);
    }
}
