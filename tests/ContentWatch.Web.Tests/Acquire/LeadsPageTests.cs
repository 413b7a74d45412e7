using System.Net;
using ContentWatch.Accounts;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Acquire;

/// <summary>The form of leads as a browser gets it.</summary>
public sealed class LeadsPageTests : IDisposable
{
    private readonly Workbench site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task An_address_that_is_none_is_kept_and_said_at_its_field()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var page = await ActAsync(administrator, new() { ["Act"] = "add-lead", ["Url"] = "not an address" });

        Assert.Matches("<input[^>]*id=\"url\"[^>]*value=\"not an address\"[^>]*aria-invalid=\"true\"[^>]*data-focus", page);
    }

    [Fact]
    public async Task A_place_that_can_never_be_fetched_is_refused_with_the_reason_beside_what_was_typed()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var answer = await Workbench.SubmitAsync(administrator, "/leads", "act", new() { ["Act"] = "add-lead", ["Url"] = "http://127.0.0.1:6379/" });

        var html = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("Port 6379 is not dialled", html, StringComparison.Ordinal);
        Assert.Contains("value=\"http://127.0.0.1:6379/\"", html, StringComparison.Ordinal);
        await using var db = site.Database.Read();
        Assert.False(await db.Leads.AnyAsync(Cancel));
    }

    private static async Task<string> ActAsync(HttpClient client, Dictionary<string, string> fields)
    {
        var answer = await Workbench.SubmitAsync(client, "/leads", "act", fields);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
    }
}
