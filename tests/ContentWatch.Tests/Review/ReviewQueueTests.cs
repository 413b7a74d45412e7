using System.Diagnostics;
using System.Text.Json;
using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Review;

public sealed class ReviewQueueTests : IDisposable
{
    private readonly ReviewRoom room = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => room.Dispose();

    [Fact]
    public async Task The_queue_describes_cases_in_their_order_and_says_who_has_which()
    {
        var reviewer = await room.PersonAsync("R-14");
        var mild = await room.CaseAsync(score: 0.2);
        var urgent = await room.CaseAsync(score: 0.99);
        await room.Desk.ClaimNextAsync(reviewer, Cancel);

        var view = await room.Queue.LookAsync(await room.PersonAsync("R-15"), 0, Cancel);

        Assert.Equal([urgent.Id, mild.Id], view.Rows.Select(r => r.CaseId));
        Assert.Equal(["R-14", null], view.Rows.Select(r => r.HeldBy));
        Assert.Equal(mild.Id, view.Next!.CaseId);
        Assert.Equal((1, 1, 0), (view.Counts.Free, view.Counts.Reviewing, view.Counts.Escalated));
        Assert.Equal(("en", 7, 1), (view.Rows[0].Language, view.Rows[0].Words, view.Rows[0].Places));
        Assert.Equal(["Forum 12"], view.Rows[0].Providers);
    }

    [Fact]
    public async Task Neither_queue_nor_facts_tell_the_score_before_the_persons_first_verdict()
    {
        var reviewer = await room.PersonAsync("R-14");
        var low = await room.CaseAsync(score: 0.71);
        var high = await room.CaseAsync(score: 0.98);

        var view = await room.Queue.LookAsync(reviewer, 0, Cancel);
        var facts = await room.Reader.FindAsync(high.Id, reviewer, Cancel);

        var rows = view.Rows.Select(r => JsonSerializer.Serialize(r with { CaseId = Guid.Empty, Number = 0 })).Distinct();
        Assert.Single(rows);
        Assert.DoesNotContain("0.98", JsonSerializer.Serialize(view), StringComparison.Ordinal);
        Assert.True(facts!.ScoreHidden);
        Assert.Empty(facts.Scores);
        Assert.DoesNotContain("0.98", JsonSerializer.Serialize(facts), StringComparison.Ordinal);
        Assert.Null(facts.Priority.Total);
        Assert.NotEqual(low.Priority, high.Priority);
    }

    [Fact]
    public async Task The_score_is_shown_once_a_verdict_can_no_longer_be_taken_back()
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.DecidedCaseAsync(reviewer, ReviewRoom.Dismiss);

        var undoable = await room.Reader.FindAsync(@case.Id, reviewer, Cancel);
        room.Time.Advance(room.Options.UndoFor);
        var final = await room.Reader.FindAsync(@case.Id, reviewer, Cancel);

        Assert.True(undoable!.ScoreHidden);
        Assert.Null(undoable.Priority.Total);
        Assert.Equal(0.9, Assert.Single(final!.Scores).Probability);
        Assert.NotNull(final.Priority.Total);
    }

    [Fact]
    public async Task Who_takes_a_verdict_back_has_not_seen_the_score_by_it()
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.DecidedCaseAsync(reviewer, ReviewRoom.Dismiss);

        await room.Desk.UndoAsync(@case.Id, reviewer, Cancel);

        Assert.True((await room.Reader.FindAsync(@case.Id, reviewer, Cancel))!.ScoreHidden);
    }

    [Fact]
    public async Task A_case_passed_up_is_open_to_the_senior_who_takes_it_with_the_note_and_no_verdict()
    {
        var reviewer = await room.PersonAsync("R-14");
        var senior = await room.PersonAsync("S-1", senior: true);
        var @case = await room.DecidedCaseAsync(reviewer, new(VerdictKind.Escalate, Note: "I am not sure."));
        room.Time.Advance(room.Options.UndoFor);
        await room.Desk.ClaimAsync(@case.Id, senior, Cancel);

        var facts = await room.Reader.FindAsync(@case.Id, senior, Cancel);

        Assert.Null(facts!.Verdict);
        Assert.Equal(("R-14", "I am not sure."), (facts.PassedUp!.By, facts.PassedUp.Note));
        Assert.True(facts.ScoreHidden);
    }

    [Fact]
    public async Task An_old_case_does_not_tell_the_score_of_a_text_that_waits_again()
    {
        var old = await room.DecidedCaseAsync(await room.PersonAsync("R-14"), ReviewRoom.Dismiss);
        var reviewer = await room.PersonAsync("R-15");
        room.Time.Advance(room.Options.UndoFor);
        Assert.False((await room.Reader.FindAsync(old.Id, reviewer, Cancel))!.ScoreHidden);
        var item = await room.AskAsync(db => db.Items.SingleAsync(i => i.Id == old.ItemId, Cancel));

        await room.AssessAsync(item, await room.PlaceAsync(item));

        Assert.True((await room.Reader.FindAsync(old.Id, reviewer, Cancel))!.ScoreHidden);
    }

    [Fact]
    public async Task A_queue_that_is_not_blind_shows_scores()
    {
        room.Options.BlindScore = false;
        await room.CaseAsync(score: 0.98);

        var view = await room.Queue.LookAsync(await room.PersonAsync("R-14"), 0, Cancel);

        Assert.Equal(0.98, Assert.Single(view.Rows[0].Scores!).Probability);
        Assert.Equal(39, view.Rows[0].Priority.Parts[0].Points);
    }

    [Fact]
    public async Task No_word_of_the_content_is_in_queue_or_facts()
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.CaseAsync(text: "Zebras cross quietly\nand the editor watches.");

        var facts = (await room.Reader.FindAsync(@case.Id, reviewer, Cancel))!;
        var view = await room.Queue.LookAsync(reviewer, 0, Cancel);

        var sent = JsonSerializer.Serialize(facts) + JsonSerializer.Serialize(view);
        Assert.All(["Zebras", "cross", "quietly", "watches"], word => Assert.DoesNotContain(word, sent, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["editor"], facts.Shape.ExemptSigns);
        Assert.Equal([20, 23], facts.Shape.Lines);
    }

    [Fact]
    public async Task Facts_tell_standing_places_reports_captures_and_what_was_decided_before()
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.ReadCaseAsync(reviewer);

        var facts = (await room.Reader.FindAsync(@case.Id, reviewer, Cancel))!;

        Assert.Equal((CasePhase.Claimed, "R-14", true, @case.Version), (facts.Phase, facts.HeldBy, facts.Yours, facts.Version));
        Assert.Equal((1, true), (facts.TimesReadByYou, facts.ReadByYouHere));
        Assert.Equal("Forum 12", Assert.Single(facts.Places).Provider);
        Assert.Single(facts.Captures);
        Assert.Empty(facts.Earlier);
        Assert.Null(await room.Reader.FindAsync(Some.Id(), reviewer, Cancel));
        Assert.Equal(@case.Id, await room.Reader.FindByNumberAsync(@case.Number, Cancel));
    }

    [Fact]
    public async Task A_senior_is_told_who_passed_a_case_up_and_why_even_after_taking_a_verdict_back()
    {
        var reviewer = await room.PersonAsync("R-14");
        var senior = await room.PersonAsync("S-03", senior: true);
        var @case = await room.DecidedCaseAsync(reviewer, new(VerdictKind.Escalate, Note: "In a dialect I do not know."));
        room.Time.Advance(room.Options.UndoFor);
        var claim = (CaseOutcome.Claimed)await room.Desk.ClaimNextAsync(senior, Cancel);
        await room.Desk.DecideAsync(@case.Id, senior, ReviewRoom.Dismiss, claim.Version, Cancel);

        await room.Desk.UndoAsync(@case.Id, senior, Cancel);

        var facts = (await room.Reader.FindAsync(@case.Id, senior, Cancel))!;
        Assert.Equal(new CasePassedUp("R-14", Some.Time, "In a dialect I do not know."), facts.PassedUp);
        Assert.Equal((CasePhase.EscalatedClaimed, true), (facts.Phase, facts.Yours));
    }

    [Fact]
    public async Task Yours_are_the_held_the_leaving_and_todays_verdicts_and_readings()
    {
        var reviewer = await room.PersonAsync("R-14");
        var decided = await room.DecidedCaseAsync(reviewer, ReviewRoom.Refer);
        var held = await room.ReadCaseAsync(reviewer);

        var yours = (await room.Queue.LookAsync(reviewer, 0, Cancel)).Yours;
        room.Time.Advance(room.Options.UndoFor);
        var later = (await room.Queue.LookAsync(reviewer, 0, Cancel)).Yours;
        room.Time.Advance(TimeSpan.FromDays(1));
        var tomorrow = (await room.Queue.LookAsync(reviewer, 0, Cancel)).Yours;

        Assert.Equal(new LeavingCase(decided.Id, decided.Number, VerdictKind.Refer, Some.Time + room.Options.UndoFor), Assert.Single(yours.Leaving));
        Assert.Equal(held.Id, Assert.Single(yours.Held).CaseId);
        Assert.Equal((1, 2), (yours.DecidedToday, yours.ReadToday));
        Assert.Empty(later.Leaving);
        Assert.Equal((0, 0), (tomorrow.DecidedToday, tomorrow.ReadToday));
    }

    [Fact]
    public async Task A_page_of_the_queue_is_bounded_with_fifty_thousand_cases_waiting()
    {
        var reviewer = await room.PersonAsync("R-14");
        await room.FillAsync(50_000);
        await room.Queue.LookAsync(reviewer, 0, Cancel);
        var watch = Stopwatch.StartNew();

        var view = await room.Queue.LookAsync(reviewer, 0, Cancel);
        var looked = watch.Elapsed;
        watch.Restart();
        var claimed = await room.Desk.ClaimNextAsync(reviewer, Cancel);

        TestContext.Current.TestOutputHelper?.WriteLine($"look {looked.TotalMilliseconds:0} ms, claim {watch.ElapsedMilliseconds} ms");
        Assert.Equal((100, 50_000), (view.Rows.Count, view.Counts.Free));
        Assert.Equal(view.Next!.CaseId, Assert.IsType<CaseOutcome.Claimed>(claimed).CaseId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_order_of_the_queue_is_read_from_an_index_and_never_sorted(bool senior)
    {
        var reviewer = await room.PersonAsync("R-14", senior);
        await room.FillAsync(2_000);

        var plan = await room.PlanAsync(db => room.Desk.NextFor(db, reviewer, room.Time.GetUtcNow()).Take(1));

        Assert.Contains("IX_Cases_RankedAt_Number", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timeline_tells_what_happened_newest_first_with_call_signs()
    {
        var reviewer = await room.PersonAsync("R-14");
        room.Time.Advance(TimeSpan.FromSeconds(1));
        var @case = await room.CaseAsync();
        room.Time.Advance(TimeSpan.FromSeconds(1));
        await room.Desk.ClaimAsync(@case.Id, reviewer, Cancel);
        room.Time.Advance(TimeSpan.FromSeconds(1));
        await room.Desk.RevealAsync(@case.Id, reviewer, Cancel);

        var happened = await room.Timeline.ReadAsync(@case.Id, Cancel);

        Assert.Equal(["case.read", "case.claimed", "case.opened", "capture.taken"], happened.Select(h => h.Act));
        Assert.Equal(["R-14", "R-14", "assess", null], happened.Select(h => h.By));
    }
}
