using System.Text.RegularExpressions;
using ContentWatch.Accounts;
using ContentWatch.Acquire;
using ContentWatch.Refer;
using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests;

/// <summary>
/// Rights below the page: every act that a form can post, by everybody who may open its page, and things that belong to somebody else. An act
/// without a row fails. <see cref="WhoMayDoWhat"/> has the pages themselves.
/// </summary>
public sealed class WhoMayActOnWhat(Workbench site) : IClassFixture<Workbench>
{
    private const string Text = "violet umbrellas along the sleepy canal";

    // Whoever may open the page may post the act, unless roles are written beside it.
    private static readonly Dictionary<string, string[]?> Acts = new()
    {
        ["Accounts/ApiKeysPage make"] = null,
        ["Accounts/ApiKeysPage withdraw"] = null,
        ["Accounts/PeoplePage add"] = null,
        ["Accounts/PeoplePage close"] = null,
        ["Accounts/PeoplePage link"] = null,
        ["Accounts/PeoplePage open"] = null,
        ["Accounts/PeoplePage roles"] = null,
        ["Acquire/LeadTable close"] = [Roles.Administrator],
        ["Acquire/LeadsBoard close"] = [Roles.Administrator],
        ["Acquire/LeadsBoard retry"] = [Roles.Administrator],
        ["Acquire/LeadsPage add-lead"] = [Roles.Administrator],
        ["Acquire/SourceBoard pause"] = [Roles.Administrator],
        ["Acquire/SourceBoard resume"] = [Roles.Administrator],
        ["Acquire/SourceBoard visit"] = [Roles.Administrator],
        ["Acquire/SourcePage change"] = [Roles.Administrator],
        ["Acquire/SourcesPage add-source"] = [Roles.Administrator],
        ["Archive/ItemPage read"] = null,
        ["Archive/SearchPage snippets"] = null,
        ["Refer/ProvidersPage set"] = null,
        ["Refer/ReferralBoard retry"] = [Roles.SeniorReviewer],
        ["Review/CasePage claim"] = null,
        ["Review/CasePage cover"] = null,
        ["Review/CasePage release"] = null,
        ["Review/CasePage reveal"] = null,
        ["Review/CasePage submit"] = null,
        ["Review/CasePage undo"] = null,
        ["Review/QueueBoard claim"] = null,
        ["Review/QueueBoard next"] = null,
        ["Review/QueueBoard undo"] = null,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_act_that_a_page_can_post_has_a_row_and_every_row_an_act()
    {
        var root = Source.Of("src/ContentWatch.Web");
        var posted = Directory.EnumerateFiles(root, "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => ActsOf(File.ReadAllText(file)).Select(act => $"{Path.GetRelativePath(root, file).Replace(".razor", "", StringComparison.Ordinal)} {act}"))
            .Distinct().ToList();

        Assert.Equal("", string.Join("; ", posted.Except(Acts.Keys)));
        Assert.Equal("", string.Join("; ", Acts.Keys.Except(posted)));
    }

    [Fact]
    public async Task Who_may_see_the_leads_and_not_manage_them_changes_nothing_by_any_act()
    {
        var (lead, source) = await PlantLeadAsync();
        var senior = await site.AsAsync("acts-leads", Roles.SeniorReviewer);

        var acts = Acts.Keys.Where(key => key.StartsWith("Acquire/", StringComparison.Ordinal)).Select(key => key.Split(' ')).ToList();
        foreach (var (page, act) in acts.Select(act => (act[0], act[1])))
        {
            var path = page.StartsWith("Acquire/Lead", StringComparison.Ordinal) ? "/leads" : page == "Acquire/SourcesPage" ? "/sources" : $"/sources/{source}";
            await Workbench.SubmitAsync(senior, path, "act", new()
            {
                ["Act"] = act,
                ["Id"] = $"{(path == "/leads" ? lead : source)}",
                ["Url"] = "https://forum.example/added",
                ["Name"] = "Added",
                ["StartUrl"] = "https://forum.example/",
                ["MaxDepth"] = "1",
                ["MaxPages"] = "1",
                ["HostShare"] = "100",
                ["MaxMebibytesPerDay"] = "1",
                ["MaxMinutesPerDay"] = "1",
                ["RevisitFloorHours"] = "1",
                ["RevisitCeilingHours"] = "1",
                ["LegalBasis"] = "Another made-up basis.",
            });
        }

        await using var db = site.Database.Read();
        Assert.Equal(LeadState.Parked, (await db.Leads.SingleAsync(l => l.Id == lead, Cancel)).State);
        var after = await db.Sources.SingleAsync(s => s.Id == source, Cancel);
        Assert.Equal((false, "Forum of leads", "A made-up basis."), (after.Paused, after.Name, after.LegalBasis));
        Assert.False(await db.AuditLeaves.AnyAsync(l => l.Act.StartsWith("source."), Cancel));
        Assert.Equal((0, 0), (await db.Locations.CountAsync(l => l.Url == "https://forum.example/added", Cancel), await db.Sources.CountAsync(s => s.Name == "Added", Cancel)));
    }

    [Theory]
    [InlineData(Roles.Reviewer, ReferralState.Failed)]
    [InlineData(Roles.Auditor, ReferralState.Failed)]
    [InlineData(Roles.SeniorReviewer, ReferralState.Waiting)]
    public async Task A_failed_referral_is_sent_again_by_a_senior_reviewer_alone(string role, ReferralState after)
    {
        var provider = new Provider { Id = Guid.CreateVersion7(), Name = $"Forum of {role}", CreatedAt = site.Time.GetUtcNow() };
        var (referral, rows) = SomeRows.Referral(provider, ReferralState.Failed, 8000 + role.Length, site.Time.GetUtcNow());
        await site.AddAsync([provider, .. rows]);
        var person = await site.AsAsync($"retry-{role.Length}", role);

        await Workbench.SubmitAsync(person, $"/referrals/{referral.Reference}", "act", new() { ["Act"] = "retry", ["Id"] = $"{referral.Id}" });

        await using var db = site.Database.Read();
        Assert.Equal(after, (await db.Referrals.SingleAsync(r => r.Id == referral.Id, Cancel)).State);
    }

    [Fact]
    public async Task Nobody_reads_decides_gives_back_or_keeps_the_case_that_another_has_claimed()
    {
        var @case = await PlantCaseAsync();
        var (holder, other) = (await site.AsAsync("acts-holder", Roles.Reviewer), await site.AsAsync("acts-other", Roles.SeniorReviewer));
        await ActAsync(holder, @case.Id, "claim");
        await using var db = site.Database.Read();
        var held = await db.Cases.SingleAsync(c => c.Id == @case.Id, Cancel);

        var answers = new List<string>();
        foreach (var act in new[] { "claim", "reveal", "submit", "release", "undo" })
        {
            answers.Add(await ActAsync(other, @case.Id, act));
        }

        var renewed = await other.PostAsync($"/cases/{@case.Id}/renew", new FormUrlEncodedContent(
            [new("secondsSinceUse", "0"), new("__RequestVerificationToken", await Workbench.FormTokenAsync(other, $"/cases/{@case.Id}"))]), Cancel);

        Assert.DoesNotContain(answers, html => html.Contains(Text, StringComparison.Ordinal));
        Assert.Equal(System.Net.HttpStatusCode.Conflict, renewed.StatusCode);
        var after = await db.Cases.SingleAsync(c => c.Id == @case.Id, Cancel);
        Assert.Equal((held.ClaimedBy, held.ClaimedUntil, held.Version, held.State, (VerdictKind?)null), (after.ClaimedBy, after.ClaimedUntil, after.Version, after.State, after.Verdict));
        Assert.Contains(Text, await ActAsync(holder, @case.Id, "reveal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_takes_back_the_verdict_of_another()
    {
        var @case = await PlantCaseAsync();
        var (holder, other) = (await site.AsAsync("acts-decider", Roles.Reviewer), await site.AsAsync("acts-undoer", Roles.SeniorReviewer));
        await ActAsync(holder, @case.Id, "claim");
        await ActAsync(holder, @case.Id, "reveal");
        await ActAsync(holder, @case.Id, "submit");

        await Workbench.SubmitAsync(other, "/queue", "act", new() { ["Act"] = "undo", ["Id"] = $"{@case.Id}" });

        await using var db = site.Database.Read();
        Assert.Equal(CaseState.Decided, (await db.Cases.SingleAsync(c => c.Id == @case.Id, Cancel)).State);
        await Workbench.SubmitAsync(holder, "/queue", "act", new() { ["Act"] = "undo", ["Id"] = $"{@case.Id}" });
        Assert.Equal(CaseState.Open, (await db.Cases.SingleAsync(c => c.Id == @case.Id, Cancel)).State);
    }

    [Fact]
    public async Task An_escalated_case_is_for_senior_reviewers_and_not_for_the_one_who_passed_it_up()
    {
        var @case = await PlantCaseAsync();
        var (passer, reviewer, senior) = (await site.AsAsync("acts-passer", Roles.SeniorReviewer), await site.AsAsync("acts-reviewer", Roles.Reviewer), await site.AsAsync("acts-senior", Roles.SeniorReviewer));
        await ActAsync(passer, @case.Id, "claim");
        await ActAsync(passer, @case.Id, "reveal");
        await ActAsync(passer, @case.Id, "submit", kind: "Escalate");
        site.Time.Advance(TimeSpan.FromMinutes(2));

        await ActAsync(reviewer, @case.Id, "claim");
        await ActAsync(passer, @case.Id, "claim");
        await using var db = site.Database.Read();
        Assert.Null((await db.Cases.SingleAsync(c => c.Id == @case.Id, Cancel)).ClaimedBy);
        await ActAsync(senior, @case.Id, "claim");

        Assert.NotNull((await db.Cases.SingleAsync(c => c.Id == @case.Id, Cancel)).ClaimedBy);
    }

    private async Task<string> ActAsync(HttpClient person, Guid caseId, string act, string kind = "Dismiss")
    {
        await using var db = site.Database.Read();
        var version = await db.Cases.Where(c => c.Id == caseId).Select(c => c.Version).SingleAsync(Cancel);
        var answer = await Workbench.SubmitAsync(person, $"/cases/{caseId}", "act", new()
        {
            ["Act"] = act,
            ["Version"] = $"{version}",
            ["Kind"] = kind,
            ["Note"] = "A made-up note.",
            ["UndoId"] = $"{caseId}",
        });
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<Case> PlantCaseAsync()
    {
        var number = await SomeRows.ReportedCaseAsync(site, $"{Text}, {Guid.CreateVersion7()}.", "en");
        await using var db = site.Database.Read();
        return await db.Cases.SingleAsync(c => c.Number == number, Cancel);
    }

    private async Task<(Guid Lead, Guid Source)> PlantLeadAsync()
    {
        var now = site.Time.GetUtcNow();
        var provider = new Provider { Id = Guid.CreateVersion7(), Name = "Forum of leads", CreatedAt = now };
        var location = new Location { Id = Guid.CreateVersion7(), ProviderId = provider.Id, Url = "https://leads.example/", FetchUrl = "https://leads.example/", Key = "https://leads.example/", Host = "leads.example", CreatedAt = now };
        var source = new ContentWatch.Acquire.Sources.Source
        {
            Id = Guid.CreateVersion7(),
            Name = "Forum of leads",
            StartUrl = "https://leads.example/",
            Scope = "https://leads.example/",
            LegalBasis = "A made-up basis.",
            CreatedAt = now,
        };
        var lead = new Lead { Id = Guid.CreateVersion7(), LocationId = location.Id, Host = location.Host, Origin = LeadOrigin.Report, CreatedAt = now, NextTryAt = now, State = LeadState.Parked };
        await site.AddAsync(provider, location, source, lead);
        return (lead.Id, source.Id);
    }

    private static IEnumerable<string> ActsOf(string razor) =>
        Regex.Matches(razor, "<ActFields Act=\"([^\"@]+)\"").Concat(Regex.Matches(razor, "name=\"Act\" value=\"([^\"@]+)\"")).Select(match => match.Groups[1].Value)
            .Concat(Regex.Matches(razor, "<ActFields Act=\"@\\(([^)]*)\\)\"").SelectMany(choice => Regex.Matches(choice.Groups[1].Value, "\"([a-z-]+)\"").Select(word => word.Groups[1].Value)));
}
