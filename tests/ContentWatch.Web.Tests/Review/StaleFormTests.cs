using System.Net;
using System.Text.RegularExpressions;
using ContentWatch.Accounts;
using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Review;

/// <summary>A verdict that was filled in on a case that is not any more as it was: refused as stale, told what changed, and nothing typed is lost.</summary>
public sealed class StaleFormTests(Workbench site) : IClassFixture<Workbench>
{
    private const string Typed = "Looked at the banner twice.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_verdict_on_a_case_that_a_colleague_decided_meanwhile_is_stale_and_says_who_decided_and_what_was_not_recorded()
    {
        var (late, path, id, version) = await ClaimedAsync("stale-late");
        var colleague = await PersonAsync("stale-quick");
        site.Time.Advance(TimeSpan.FromMinutes(16));
        var taken = Assert.IsType<CaseOutcome.Claimed>(await site.The<CaseDesk>().ClaimAsync(id, colleague, Cancel));
        Assert.IsType<VerdictOutcome.Decided>(await site.The<CaseDesk>().DecideAsync(id, colleague, new(VerdictKind.Dismiss), taken.Version, Cancel));

        var (status, html) = await SubmitAsync(late, path, version);

        Assert.Equal(HttpStatusCode.PreconditionFailed, status);
        Assert.Contains("stale-quick decided this case meanwhile", html, StringComparison.Ordinal);
        Assert.Contains(Typed, html, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"Note\"", html, StringComparison.Ordinal);
        Assert.Equal(colleague.Id, (await TheVerdictAsync(id)).PersonId);
    }

    [Fact]
    public async Task A_verdict_on_a_case_that_a_colleague_took_meanwhile_is_stale_and_the_colleague_sees_nothing_of_it()
    {
        var (late, path, id, version) = await ClaimedAsync("stale-coffee");
        var colleague = await site.AsAsync("stale-next", Roles.Reviewer);
        site.Time.Advance(TimeSpan.FromMinutes(16));
        await ActAsync(colleague, path, "claim");

        var (status, html) = await SubmitAsync(late, path, version);

        Assert.Equal(HttpStatusCode.PreconditionFailed, status);
        Assert.Contains("stale-next has this case now", html, StringComparison.Ordinal);
        Assert.Contains(Typed, html, StringComparison.Ordinal);
        Assert.DoesNotContain(Typed, await colleague.GetStringAsync(path, Cancel), StringComparison.Ordinal);
        await using var db = site.Database.Read();
        Assert.False(await db.Verdicts.AnyAsync(v => v.CaseId == id, Cancel));
    }

    [Fact]
    public async Task What_was_filled_in_before_the_claim_ran_out_stands_in_the_form_when_the_case_is_taken_again()
    {
        var (late, path, id, version) = await ClaimedAsync("stale-again");
        site.Time.Advance(TimeSpan.FromMinutes(16));

        var (status, html) = await SubmitAsync(late, path, version);
        Assert.Equal(HttpStatusCode.PreconditionFailed, status);
        var carried = Regex.Matches(html, "<input type=\"hidden\" name=\"(Grounds|Kind|Purpose|Finding|Note)\" value=\"([^\"]*)\"").ToDictionary(found => found.Groups[1].Value, found => found.Groups[2].Value);
        Assert.Equal(Typed, carried["Note"]);

        var again = await ActAsync(late, path, "claim", carried);
        Assert.Matches($"<textarea[^>]*name=\"Note\"[^>]*>{Typed}</textarea>", again);
        Assert.Matches("<input[^>]*name=\"Grounds\"[^>]*value=\"Incites\"[^>]*checked", again);
        Assert.Equal(HttpStatusCode.Found, (await SubmitAsync(late, path, Version(again))).Status);
        Assert.Equal(Typed, (await TheVerdictAsync(id)).Note);
    }

    private static int Version(string html) => int.Parse(Regex.Match(html, "name=\"Version\" value=\"(\\d+)\"").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<(HttpStatusCode Status, string Html)> SubmitAsync(HttpClient person, string path, int version)
    {
        var answer = await Workbench.SubmitAsync(person, path, "act", new()
        {
            ["Act"] = "submit",
            ["Version"] = $"{version}",
            ["Kind"] = "Dismiss",
            ["Grounds"] = "Incites",
            ["Note"] = Typed,
        });
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<string> ActAsync(HttpClient person, string path, string act, IDictionary<string, string>? fields = null)
    {
        var answer = await Workbench.SubmitAsync(person, path, "act", new(fields ?? new Dictionary<string, string>()) { ["Act"] = act });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    /// <summary>A reviewer with a claim on a new case, and the version that the form was drawn with.</summary>
    private async Task<(HttpClient Reviewer, string Path, Guid Id, int Version)> ClaimedAsync(string name)
    {
        var number = await SomeRows.ReportedCaseAsync(site, $"A mild text for {name}.", "en");
        await using var db = site.Database.Read();
        var id = await db.Cases.Where(c => c.Number == number).Select(c => c.Id).SingleAsync(Cancel);
        var reviewer = await site.AsAsync(name, Roles.Reviewer);
        return (reviewer, $"/cases/{id}", id, Version(await ActAsync(reviewer, $"/cases/{id}", "claim")));
    }

    private async Task<Reviewer> PersonAsync(string name) => new(await site.PersonAsync(name, Roles.Reviewer));

    private async Task<Verdict> TheVerdictAsync(Guid caseId)
    {
        await using var db = site.Database.Read();
        return await db.Verdicts.SingleAsync(v => v.CaseId == caseId, Cancel);
    }
}
