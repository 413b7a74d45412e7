using ContentWatch.Accounts;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Acquire;

/// <summary>Leads as a browser gets them.</summary>
public sealed class LeadsPageTests(Workbench site) : IClassFixture<Workbench>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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
}
