using System.Net;
using System.Text.RegularExpressions;
using ContentWatch.Accounts;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Accounts;

/// <summary>Partners' keys.</summary>
public sealed class ApiKeyTests : IDisposable
{
    private readonly Workbench site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task A_key_is_shown_once_and_kept_only_as_a_hash()
    {
        var client = await site.AsAsync("amal", Roles.Administrator);
        var fields = new Dictionary<string, string> { ["Act"] = "make", ["Name"] = "Example partner", ["Scopes"] = ApiScopes.ReportsWrite, ["Days"] = "90" };

        var made = await (await Workbench.SubmitAsync(client, "/api-keys", "act", fields)).Content.ReadAsStringAsync(Cancel);
        var later = await client.GetStringAsync("/api-keys", Cancel);

        var key = Regex.Match(made, "cwk_[A-Za-z0-9_-]{43}").Value;
        Assert.NotEqual("", key);
        Assert.DoesNotContain(key, later, StringComparison.Ordinal);
        await using var db = site.Database.Read();
        var row = await db.ApiKeys.SingleAsync(Cancel);
        Assert.Equal((key[..12], 32, ApiScopes.ReportsWrite), (row.Prefix, row.Hash.Length, row.Scopes));
    }

    [Fact]
    public async Task A_key_works_until_it_is_withdrawn_or_expires()
    {
        var desk = site.The<ApiKeyDesk>();
        var (_, forEver) = await desk.CreateAsync(Guid.NewGuid(), "Example partner for ever", [ApiScopes.ReportsRead], null, Cancel);
        var (_, forADay) = await desk.CreateAsync(Guid.NewGuid(), "Example partner for a day", [ApiScopes.ReportsRead], site.Time.GetUtcNow().AddDays(1), Cancel);

        var known = await desk.RecognizeAsync(forEver!, Cancel);
        Assert.NotNull(await desk.RecognizeAsync(forADay!, Cancel));
        site.Time.Advance(TimeSpan.FromDays(1));
        Assert.True(await desk.WithdrawAsync(Guid.NewGuid(), known!.Id, Cancel));

        Assert.Null(await desk.RecognizeAsync(forADay!, Cancel));
        Assert.Null(await desk.RecognizeAsync(forEver!, Cancel));
        Assert.False(await desk.WithdrawAsync(Guid.NewGuid(), known.Id, Cancel));
    }

    [Fact]
    public async Task Its_last_use_is_known_to_the_minute()
    {
        var desk = site.The<ApiKeyDesk>();
        var (_, key) = await desk.CreateAsync(Guid.NewGuid(), "Example partner", [ApiScopes.ReportsRead], null, Cancel);
        site.Time.Advance(TimeSpan.FromSeconds(90));

        await desk.RecognizeAsync(key!, Cancel);

        await using var db = site.Database.Read();
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 12, 1, 0, TimeSpan.Zero), (await db.ApiKeys.SingleAsync(Cancel)).LastUsedAt);
    }

    [Theory]
    [InlineData("", ApiScopes.ReportsRead)]
    [InlineData("Example partner", "everything")]
    public async Task A_key_needs_a_name_and_rights_that_exist(string name, string scope) =>
        Assert.Null((await site.The<ApiKeyDesk>().CreateAsync(Guid.NewGuid(), name, [scope], null, Cancel)).Key);

    [Fact]
    public async Task A_key_opens_no_page_and_a_session_no_api()
    {
        var partner = await site.PartnerAsync([.. ApiScopes.All]);
        var person = await site.AsAsync("amal", [.. Roles.All]);

        var page = await partner.GetAsync("/people", Cancel);
        var resource = await person.GetAsync($"/api/v1/reports/{Guid.Empty}", Cancel);

        Assert.Equal(HttpStatusCode.Found, page.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, resource.StatusCode);
    }
}
