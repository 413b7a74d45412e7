using System.Net;
using ContentWatch.Accounts;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Acquire;

/// <summary>The forms of leads and sources as a browser gets them.</summary>
public sealed class LeadsPageTests : IDisposable
{
    private readonly Workbench site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task A_field_of_a_source_that_does_not_hold_says_so_and_every_field_keeps_what_was_typed()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var page = await AddSourceAsync(administrator, depth: "21");

        Assert.Matches("<input[^>]*id=\"depth\"[^>]*value=\"21\"[^>]*aria-invalid=\"true\"[^>]*data-focus", page);
        Assert.Matches("id=\"depth-error\"[^>]*>The depth is 0 to 20.", page);
        Assert.Matches("id=\"pages\"[^>]*value=\"7\"", page);
        Assert.Matches("id=\"name\"[^>]*value=\"Meadow Forum\"", page);
    }

    [Fact]
    public async Task An_added_source_empties_the_form_and_is_said_at_it()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var page = await AddSourceAsync(administrator, depth: "2");

        Assert.Matches("<p[^>]*data-focus[^>]*>Added.", page);
        Assert.DoesNotContain("value=\"Meadow Forum\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"7\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_kept_and_the_form_of_a_source_stays_as_it_was()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var page = await ActAsync(administrator, new() { ["Act"] = "add-lead", ["Url"] = "not an address" });

        Assert.Matches("<input[^>]*id=\"url\"[^>]*value=\"not an address\"[^>]*aria-invalid=\"true\"[^>]*data-focus", page);
        Assert.Matches("id=\"depth\"[^>]*value=\"3\"", page);
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

    private static Task<string> AddSourceAsync(HttpClient client, string depth) => ActAsync(client, new()
    {
        ["Act"] = "add-source",
        ["Name"] = "Meadow Forum",
        ["StartUrl"] = "https://forum.example/",
        ["Scope"] = "",
        ["MaxDepth"] = depth,
        ["MaxPages"] = "7",
        ["LegalBasis"] = "A made-up basis.",
    });

    private static async Task<string> ActAsync(HttpClient client, Dictionary<string, string> fields)
    {
        var answer = await Workbench.SubmitAsync(client, "/leads", "act", fields);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
    }
}
