using System.Net;
using System.Text.RegularExpressions;
using ContentWatch.Accounts;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Acquire;

/// <summary>The pages of sources as a browser gets them.</summary>
public sealed class SourcesPageTests : IDisposable
{
    private readonly Workbench site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task A_field_of_a_source_that_does_not_hold_says_so_and_every_field_keeps_what_was_typed()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var page = await ActAsync(administrator, "/sources", Form("add-source", depth: "21"));

        Assert.Matches("<input[^>]*id=\"MaxDepth\"[^>]*value=\"21\"[^>]*aria-invalid=\"true\"[^>]*data-focus", page);
        Assert.Matches("id=\"MaxDepth-error\"[^>]*>The depth is 0 to 20.", page);
        Assert.Matches("id=\"MaxPages\"[^>]*value=\"7\"", page);
        Assert.Matches("id=\"Name\"[^>]*value=\"Meadow Forum\"", page);
        Assert.Matches("<textarea[^>]*id=\"LegalBasis\"[^>]*>A made-up basis.</textarea>", page);
    }

    [Fact]
    public async Task A_rule_of_scope_that_does_not_hold_is_named_by_its_number()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);
        var form = Form("add-source");
        form["Scope"] = "+ https://forum.example/\n+ *";

        var page = await ActAsync(administrator, "/sources", form);

        Assert.Matches("id=\"Scope-error\"[^>]*>Rule 2:", page);
    }

    [Fact]
    public async Task A_source_that_was_added_has_its_page_with_basis_limits_and_what_came_of_it()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var answer = await Workbench.SubmitAsync(administrator, "/sources", "act", Form("add-source"));
        var page = await PageAsync(administrator, answer.Headers.Location!.OriginalString);

        Assert.Contains("<bdi>Meadow Forum</bdi>", page, StringComparison.Ordinal);
        Assert.Contains("<bdi>A made-up basis.</bdi>", page, StringComparison.Ordinal);
        Assert.Contains("+ https://forum.example/", page, StringComparison.Ordinal);
        Assert.Contains("0 answers in 14 days, 0 of them unchanged.", page, StringComparison.Ordinal);
        Assert.Contains("Nothing was fetched yet.", page, StringComparison.Ordinal);
        Assert.Contains("Meadow Forum", await PageAsync(administrator, "/sources"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_limits_are_changed_it_is_paused_and_visited_from_its_page()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);
        var path = (await Workbench.SubmitAsync(administrator, "/sources", "act", Form("add-source"))).Headers.Location!.OriginalString;
        var change = Form("change", depth: "5");
        change["MaxMebibytesPerDay"] = "12";

        Assert.Contains("Saved.", await ActAsync(administrator, path, change), StringComparison.Ordinal);
        Assert.Contains("The source is paused.", await ActAsync(administrator, path, Form("pause")), StringComparison.Ordinal);
        Assert.Contains("The source goes on.", await ActAsync(administrator, path, Form("resume")), StringComparison.Ordinal);
        Assert.Contains("The start is visited as soon as its host allows.", await ActAsync(administrator, path, Form("visit")), StringComparison.Ordinal);
        Assert.Matches("id=\"MaxDepth\"[^>]*value=\"99\"[^>]*aria-invalid", await ActAsync(administrator, path, Form("change", depth: "99")));

        await using var db = site.Database.Read();
        var source = await db.Sources.SingleAsync(Cancel);
        Assert.Equal((5, 12L << 20, false), (source.MaxDepth, source.MaxBytesPerDay, source.Paused));
        Assert.Equal(
            ["source.added", "source.changed", "source.paused", "source.resumed", "source.visited"],
            (await db.AuditLeaves.Where(l => l.Act.StartsWith("source.")).Select(l => l.Act).ToListAsync(Cancel)).Order());
    }

    [Fact]
    public async Task What_was_fetched_and_what_came_to_nothing_stands_on_its_page_and_no_address_is_a_link()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);
        var path = (await Workbench.SubmitAsync(administrator, "/sources", "act", Form("add-source"))).Headers.Location!.OriginalString;
        await PlantAsync(Guid.Parse(path.Split('/')[^1]));

        var page = await PageAsync(administrator, path);

        Assert.Contains("200 · read", page, StringComparison.Ordinal);
        Assert.Contains("304 · unchanged", page, StringComparison.Ordinal);
        Assert.Contains("robots.txt refuses it (Disallow: /).", page, StringComparison.Ordinal);
        Assert.Contains("2 answers in 14 days, 1 of them unchanged.", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Regex.Matches(page, "href=\"([^\"]*)\"").Select(match => match.Groups[1].Value), href => href.Contains("forum.example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_that_is_not_there_has_no_page()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var answer = await administrator.GetAsync($"/sources/{Guid.CreateVersion7()}", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("aria-labelledby=\"change\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Form(string act, string depth = "2") => new()
    {
        ["Act"] = act,
        ["Name"] = "Meadow Forum",
        ["StartUrl"] = "https://forum.example/",
        ["Scope"] = "",
        ["MaxDepth"] = depth,
        ["MaxPages"] = "7",
        ["HostShare"] = "100",
        ["MaxMebibytesPerDay"] = "10",
        ["MaxMinutesPerDay"] = "10",
        ["RevisitFloorHours"] = "1",
        ["RevisitCeilingHours"] = "24",
        ["LegalBasis"] = "A made-up basis.",
    };

    private static async Task<string> ActAsync(HttpClient client, string path, Dictionary<string, string> fields) =>
        WebUtility.HtmlDecode(await (await Workbench.SubmitAsync(client, path, "act", fields)).Content.ReadAsStringAsync(Cancel));

    private static async Task<string> PageAsync(HttpClient client, string path) => WebUtility.HtmlDecode(await client.GetStringAsync(path, Cancel));

    private async Task PlantAsync(Guid source)
    {
        var now = site.Time.GetUtcNow();
        await using var db = site.Database.Read();
        var lead = await db.Leads.SingleAsync(l => l.SourceId == source, Cancel);
        var place = await db.Locations.SingleAsync(l => l.Id == lead.LocationId, Cancel);
        await site.AddAsync(SomeRows.Fetches(source, lead, place.ProviderId, 1, now));
    }
}
