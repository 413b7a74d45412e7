using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Review;

public sealed class CaseClaimTests : IDisposable
{
    private readonly ReviewRoom room = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => room.Dispose();

    [Fact]
    public async Task The_next_case_is_the_most_urgent_and_among_equals_the_oldest()
    {
        await room.CaseAsync(score: 0.75);
        var urgent = await room.CaseAsync(score: 0.99);
        await room.CaseAsync(score: 0.99);
        var reviewer = await room.PersonAsync("R-14");

        var next = await room.Desk.ClaimNextAsync(reviewer, Cancel);

        Assert.Equal(urgent.Id, Assert.IsType<CaseOutcome.Claimed>(next).CaseId);
        Assert.Equal(["case.opened", "case.claimed"], await room.ActsAsync(urgent.Id));
    }

    [Fact]
    public async Task Pressing_next_twice_claims_one_case()
    {
        await room.CaseAsync();
        await room.CaseAsync();
        var reviewer = await room.PersonAsync("R-14");

        var first = await room.Desk.ClaimNextAsync(reviewer, Cancel);
        var second = await room.Desk.ClaimNextAsync(reviewer, Cancel);

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Two_people_never_hold_one_case_however_many_ask_at_once_in_two_processes()
    {
        for (var i = 0; i < 8; i++)
        {
            await room.CaseAsync();
        }

        var people = new List<Reviewer>();
        for (var i = 0; i < 12; i++)
        {
            people.Add(await room.PersonAsync($"R-{i}"));
        }

        var outcomes = await Task.WhenAll(people.Select((person, i) =>
            (i % 2 == 0 ? room.Desk : room.OtherDesk).ClaimNextAsync(person, Cancel)));

        var claimed = outcomes.OfType<CaseOutcome.Claimed>().Select(c => c.CaseId).ToList();
        Assert.Equal(8, claimed.Distinct().Count());
        Assert.Equal(8, claimed.Count);
        Assert.Equal(4, outcomes.OfType<CaseOutcome.NothingWaits>().Count());
    }

    [Fact]
    public async Task A_case_that_somebody_has_is_refused_with_their_call_sign_until_the_claim_runs_out()
    {
        var @case = await room.CaseAsync();
        var first = await room.PersonAsync("R-14");
        var second = await room.PersonAsync("S-03");
        await room.Desk.ClaimAsync(@case.Id, first, Cancel);

        var taken = await room.OtherDesk.ClaimAsync(@case.Id, second, Cancel);
        room.Time.Advance(room.Options.ClaimFor);
        var free = await room.OtherDesk.ClaimAsync(@case.Id, second, Cancel);

        Assert.Equal(new CaseOutcome.Refused(CaseRefusal.HeldByAnother, "R-14"), taken);
        Assert.IsType<CaseOutcome.Claimed>(free);
    }

    [Theory]
    [InlineData(true, 120, true)]
    [InlineData(true, 121, false)]
    [InlineData(false, 0, false)]
    public async Task A_claim_is_renewed_only_while_the_page_is_visible_and_in_use(bool visible, int idleSeconds, bool renewed)
    {
        var @case = await room.CaseAsync();
        var reviewer = await room.PersonAsync("R-14");
        await room.Desk.ClaimAsync(@case.Id, reviewer, Cancel);
        room.Time.Advance(TimeSpan.FromMinutes(10));

        var outcome = await room.Desk.RenewAsync(@case.Id, reviewer, visible, room.Time.GetUtcNow().AddSeconds(-idleSeconds), Cancel);

        Assert.Equal(renewed, outcome is CaseOutcome.Claimed);
        Assert.Equal(Some.Time.AddMinutes(renewed ? 25 : 15), (await room.GetAsync(@case.Id)).ClaimedUntil);
    }

    [Fact]
    public async Task A_claim_that_ran_out_is_not_renewed_nor_is_anothers()
    {
        var @case = await room.CaseAsync();
        var reviewer = await room.PersonAsync("R-14");
        var other = await room.PersonAsync("R-15");
        await room.Desk.ClaimAsync(@case.Id, reviewer, Cancel);

        var byOther = await room.Desk.RenewAsync(@case.Id, other, true, room.Time.GetUtcNow(), Cancel);
        room.Time.Advance(room.Options.ClaimFor);
        var late = await room.Desk.RenewAsync(@case.Id, reviewer, true, room.Time.GetUtcNow(), Cancel);

        Assert.Equal(new CaseOutcome.Refused(CaseRefusal.HeldByAnother, "R-14"), byOther);
        Assert.Equal(new CaseOutcome.Refused(CaseRefusal.ClaimRanOut), late);
    }

    [Fact]
    public async Task A_case_given_back_goes_to_somebody_else_and_not_straight_back()
    {
        var @case = await room.CaseAsync();
        var reviewer = await room.PersonAsync("R-14");
        var other = await room.PersonAsync("R-15");
        await room.Desk.ClaimNextAsync(reviewer, Cancel);

        await room.Desk.ReleaseAsync(@case.Id, reviewer, comesBack: false, Cancel);

        Assert.IsType<CaseOutcome.NothingWaits>(await room.Desk.ClaimNextAsync(reviewer, Cancel));
        Assert.IsType<CaseOutcome.Claimed>(await room.Desk.ClaimNextAsync(other, Cancel));
    }

    [Fact]
    public async Task A_case_that_only_came_along_and_is_given_back_may_come_again()
    {
        var @case = await room.CaseAsync();
        var reviewer = await room.PersonAsync("R-14");
        await room.Desk.ClaimNextAsync(reviewer, Cancel);

        await room.Desk.ReleaseAsync(@case.Id, reviewer, comesBack: true, Cancel);

        Assert.Equal(@case.Id, Assert.IsType<CaseOutcome.Claimed>(await room.Desk.ClaimNextAsync(reviewer, Cancel)).CaseId);
    }

    [Fact]
    public async Task The_same_item_does_not_reach_the_same_person_twice()
    {
        var reviewer = await room.PersonAsync("R-14");
        var decided = await room.DecidedCaseAsync(reviewer, ReviewRoom.Dismiss);
        var again = await AgainAsync(decided);

        var next = await room.Desk.ClaimNextAsync(reviewer, Cancel);
        var chosen = await room.Desk.ClaimAsync(again, reviewer, Cancel);
        var other = await room.Desk.ClaimNextAsync(await room.PersonAsync("R-15"), Cancel);

        Assert.IsType<CaseOutcome.NothingWaits>(next);
        Assert.Equal(new CaseOutcome.Refused(CaseRefusal.SeenBefore), chosen);
        Assert.Equal(again, Assert.IsType<CaseOutcome.Claimed>(other).CaseId);
    }

    [Fact]
    public async Task What_was_only_read_comes_again_where_the_unit_says_so_and_what_was_decided_where_it_is_one_person()
    {
        var reviewer = await room.PersonAsync("R-14");
        var read = await room.ReadCaseAsync(reviewer);
        room.Time.Advance(room.Options.ClaimFor);
        room.Options.SameItemAgain = SameItemAgain.UnlessDecided;

        var reread = await room.Desk.ClaimNextAsync(reviewer, Cancel);
        await room.Desk.DecideAsync(read.Id, reviewer, ReviewRoom.Dismiss, ((CaseOutcome.Claimed)reread).Version, Cancel);
        var again = await AgainAsync(read);
        var refused = await room.Desk.ClaimNextAsync(reviewer, Cancel);
        room.Options.SameItemAgain = SameItemAgain.Always;
        var allowed = await room.Desk.ClaimNextAsync(reviewer, Cancel);

        Assert.Equal(read.Id, ((CaseOutcome.Claimed)reread).CaseId);
        Assert.IsType<CaseOutcome.NothingWaits>(refused);
        Assert.Equal(again, Assert.IsType<CaseOutcome.Claimed>(allowed).CaseId);
    }

    [Fact]
    public async Task Unfinished_work_of_ones_own_may_be_taken_up_again_by_choice_only()
    {
        var reviewer = await room.PersonAsync("R-14");
        var read = await room.ReadCaseAsync(reviewer);
        room.Time.Advance(room.Options.ClaimFor);

        var next = await room.Desk.ClaimNextAsync(reviewer, Cancel);
        var chosen = await room.Desk.ClaimAsync(read.Id, reviewer, Cancel);

        Assert.IsType<CaseOutcome.NothingWaits>(next);
        Assert.IsType<CaseOutcome.Claimed>(chosen);
    }

    [Fact]
    public async Task A_passed_up_case_comes_to_another_senior_after_the_undo_window()
    {
        var passer = await room.PersonAsync("S-01", senior: true);
        var senior = await room.PersonAsync("S-02", senior: true);
        var junior = await room.PersonAsync("R-01");
        var @case = await room.DecidedCaseAsync(passer, new(VerdictKind.Escalate));

        var early = await room.Desk.ClaimNextAsync(senior, Cancel);
        room.Time.Advance(room.Options.UndoFor);

        Assert.IsType<CaseOutcome.NothingWaits>(early);
        Assert.IsType<CaseOutcome.NothingWaits>(await room.Desk.ClaimNextAsync(junior, Cancel));
        Assert.IsType<CaseOutcome.NothingWaits>(await room.Desk.ClaimNextAsync(passer, Cancel));
        Assert.Equal(new CaseOutcome.Refused(CaseRefusal.PassedUpByYou), await room.Desk.ClaimAsync(@case.Id, passer, Cancel));
        Assert.Equal(new CaseOutcome.Refused(CaseRefusal.SeniorOnly), await room.Desk.ClaimAsync(@case.Id, junior, Cancel));
        Assert.Equal(@case.Id, Assert.IsType<CaseOutcome.Claimed>(await room.Desk.ClaimNextAsync(senior, Cancel)).CaseId);
    }

    private async Task<Guid> AgainAsync(Case decided)
    {
        var item = await room.AskAsync(db => db.Items.SingleAsync(i => i.Id == decided.ItemId, Cancel));
        return (await room.AssessAsync(item, await room.PlaceAsync(item))).CaseId!.Value;
    }
}
