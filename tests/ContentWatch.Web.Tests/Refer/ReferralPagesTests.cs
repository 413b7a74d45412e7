using System.Net;
using ContentWatch.Accounts;
using ContentWatch.Refer;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Refer;

/// <summary>Referrals and platforms as a browser gets them.</summary>
public sealed class ReferralPagesTests : IDisposable
{
    private readonly Workbench site = new();
    private readonly Provider provider = new() { Id = Guid.CreateVersion7(), Name = "forum.example", CreatedAt = DateTimeOffset.UnixEpoch };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task A_provider_without_a_channel_is_a_visible_state_and_setting_one_up_sends_what_waited()
    {
        await ReferralAsync(ReferralState.NoChannel);
        var administrator = await site.AsAsync("ada", Roles.Administrator);
        var reviewer = await site.AsAsync("rosa", Roles.Reviewer);
        Assert.Contains("No channel", await reviewer.GetStringAsync("/referrals/CW-2026-000001", Cancel), StringComparison.Ordinal);

        var refused = await SetAsync(administrator, "http://forum.example/api");
        var done = await SetAsync(administrator, "https://forum.example/api");

        var kept = await refused.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("An https address", kept, StringComparison.Ordinal);
        Assert.Matches("<input[^>]*id=\"address\"[^>]*aria-invalid=\"true\"[^>]*data-focus", kept);
        Assert.Contains("http://forum.example/api", kept, StringComparison.Ordinal);
        Assert.Contains("Referrals that go out now: 1.", await done.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("Waits to be sent", await reviewer.GetStringAsync("/referrals/CW-2026-000001", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_referral_is_sent_again_by_a_senior_reviewer_under_the_same_number_and_not_by_a_reviewer()
    {
        var referral = await ReferralAsync(ReferralState.Failed);
        var senior = await site.AsAsync("sam", Roles.SeniorReviewer);
        var reviewer = await site.AsAsync("rosa", Roles.Reviewer);

        await RetryAsync(reviewer, referral.Id);
        Assert.Equal(ReferralState.Failed, (await OnlyAsync()).State);
        var told = await RetryAsync(senior, referral.Id);

        Assert.Contains("sent again under the same number", await told.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var again = await OnlyAsync();
        Assert.Equal((ReferralState.Waiting, referral.Reference, referral.IdempotencyKey), (again.State, again.Reference, again.IdempotencyKey));
    }

    [Fact]
    public async Task Content_that_came_back_is_not_shown_as_seen_gone()
    {
        var referral = await ReferralAsync(ReferralState.Delivered);
        var reviewer = await site.AsAsync("rosa", Roles.Reviewer);
        await LookAsync(referral, 1, Availability.Gone);
        Assert.DoesNotContain("Seen gone<small>not yet", await reviewer.GetStringAsync("/referrals/CW-2026-000001", Cancel), StringComparison.Ordinal);

        await LookAsync(referral, 2, Availability.StillThere);

        Assert.Contains("Seen gone<small>not yet", await reviewer.GetStringAsync("/referrals/CW-2026-000001", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_review_goes_from_a_referral_to_its_case_and_an_auditor_reads_its_number()
    {
        var referral = await ReferralAsync(ReferralState.Delivered);
        var (reviewer, auditor) = (await site.AsAsync("rosa", Roles.Reviewer), await site.AsAsync("otto", Roles.Auditor));

        Assert.Matches($"<a href=\"/cases/{referral.CaseId}\">Case C-\\d+</a>", await reviewer.GetStringAsync("/referrals/CW-2026-000001", Cancel));
        var read = await auditor.GetStringAsync("/referrals/CW-2026-000001", Cancel);
        Assert.DoesNotContain("/cases/", read, StringComparison.Ordinal);
        Assert.Matches("Case C-\\d", read);
    }

    [Fact]
    public async Task A_referral_that_nobody_made_is_not_found()
    {
        var reviewer = await site.AsAsync("rosa", Roles.Reviewer);

        Assert.Equal(HttpStatusCode.NotFound, (await reviewer.GetAsync("/referrals/CW-2026-999999", Cancel)).StatusCode);
    }

    private Task LookAsync(Referral referral, int minute, Availability seen) => site.AddAsync(new AvailabilityLook
    {
        Id = Guid.CreateVersion7(),
        LocationId = referral.LocationId,
        At = referral.CreatedAt.AddMinutes(minute),
        Seen = seen,
        Detail = "A look.",
    });

    private Task<HttpResponseMessage> SetAsync(HttpClient client, string address) => Workbench.SubmitAsync(client, $"/providers?id={provider.Id}", "act", new()
    {
        ["Act"] = "set",
        ["Id"] = provider.Id.ToString(),
        ["Name"] = "Forum One",
        ["Channel"] = "https-json",
        ["Address"] = address,
        ["SecretName"] = "forum-one",
    });

    private static Task<HttpResponseMessage> RetryAsync(HttpClient client, Guid id) =>
        Workbench.SubmitAsync(client, "/referrals/CW-2026-000001", "act", new() { ["Act"] = "retry", ["Id"] = id.ToString() });

    private async Task<Referral> OnlyAsync()
    {
        await using var db = site.Database.Read();
        return await db.Referrals.SingleAsync(Cancel);
    }

    private async Task<Referral> ReferralAsync(ReferralState state)
    {
        var (referral, rows) = SomeRows.Referral(provider, state, 1, site.Time.GetUtcNow());
        await site.AddAsync([provider, .. rows]);
        return referral;
    }
}
