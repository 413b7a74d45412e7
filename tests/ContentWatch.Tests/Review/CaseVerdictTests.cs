using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Review;

public sealed class CaseVerdictTests : IDisposable
{
    private readonly ReviewRoom room = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => room.Dispose();

    [Theory]
    [InlineData(VerdictKind.Refer, true, true)]
    [InlineData(VerdictKind.Escalate, true, true)]
    [InlineData(VerdictKind.Exempt, false, true)]
    [InlineData(VerdictKind.Dismiss, false, false)]
    public async Task What_was_ticked_on_the_way_and_does_not_belong_to_the_verdict_is_not_on_record(VerdictKind kind, bool accuses, bool finds)
    {
        var purpose = kind == VerdictKind.Exempt ? ExemptPurpose.Journalism : ExemptPurpose.NoneFound;
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.DecidedCaseAsync(reviewer, new(kind, Grounds.Incites, "4.2", purpose, "A finding.", "A note."));

        var verdict = await room.AskAsync(db => db.Verdicts.SingleAsync(v => v.CaseId == @case.Id, Cancel));

        Assert.Equal((accuses ? Grounds.Incites : Grounds.None, accuses ? "4.2" : null), (verdict.Grounds, verdict.TermsClause));
        Assert.Equal((finds ? purpose : null, finds ? "A finding." : null, "A note."), (verdict.Purpose, verdict.Finding, verdict.Note));
    }

    [Fact]
    public async Task A_verdict_is_recorded_with_codes_only_and_the_archive_is_told()
    {
        var reviewer = await room.PersonAsync("R-14");
        var form = ReviewRoom.Refer with { Grounds = Grounds.Incites | Grounds.Threatens, Note = "Words of a colleague." };

        var @case = await room.DecidedCaseAsync(reviewer, form);

        var leaf = await room.AskAsync(db => db.AuditLeaves.SingleAsync(l => l.Act == "case.decided", Cancel));
        var text = System.Text.Encoding.UTF8.GetString(leaf.Bytes);
        var item = await room.AskAsync(db => db.Items.SingleAsync(i => i.Id == @case.ItemId, Cancel));
        Assert.Contains("\"grounds\":[\"Incites\",\"Threatens\"]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("colleague", text, StringComparison.Ordinal);
        Assert.Equal((CaseState.Decided, null, Some.Time + room.Options.UndoFor), (@case.State, @case.OpenItemId, @case.UndoUntil));
        Assert.Equal(("refer", 2L), (item.Verdict, item.Version));
        Assert.Equal(1, await room.AskAsync(db => db.ArchiveChanges.CountAsync(c => c.ItemId == item.Id && c.Version == 2, Cancel)));
    }

    [Fact]
    public async Task A_decision_that_cannot_be_audited_is_not_made()
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.ReadCaseAsync(reviewer);
        await room.BreakTheLogAsync();

        await Assert.ThrowsAsync<DbUpdateException>(() => DecideAsync(@case, reviewer, ReviewRoom.Dismiss));

        Assert.Equal((CaseState.Open, null), ((await room.GetAsync(@case.Id)).State, (await room.GetAsync(@case.Id)).Verdict));
        Assert.Equal(0, await room.AskAsync(db => db.Verdicts.CountAsync(Cancel)));
    }

    [Theory]
    [InlineData(ExemptPurpose.Education)]
    [InlineData(ExemptPurpose.Journalism)]
    [InlineData(ExemptPurpose.Art)]
    [InlineData(ExemptPurpose.Research)]
    [InlineData(ExemptPurpose.CounterSpeech)]
    public async Task Protected_speech_is_never_referred(ExemptPurpose purpose)
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.ReadCaseAsync(reviewer);

        var outcome = await DecideAsync(@case, reviewer, ReviewRoom.Refer with { Purpose = purpose });

        Assert.Equal(new VerdictOutcome.Protected(purpose), outcome);
        Assert.Equal(CaseState.Open, (await room.GetAsync(@case.Id)).State);
    }

    [Fact]
    public async Task A_referral_needs_a_basis_the_exempt_question_and_that_the_text_was_read()
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.CaseAsync();
        await room.Desk.ClaimAsync(@case.Id, reviewer, Cancel);
        var claimed = await room.GetAsync(@case.Id);

        var empty = await DecideAsync(claimed, reviewer, new(VerdictKind.Refer, TermsClause: "  "));
        var unread = await DecideAsync(claimed, reviewer, ReviewRoom.Refer);
        await room.Desk.RevealAsync(@case.Id, reviewer, Cancel);
        var byTerms = await DecideAsync(claimed, reviewer, new(VerdictKind.Refer, TermsClause: "4.2", Purpose: ExemptPurpose.NoneFound));

        Assert.Equal([VerdictField.Reading, VerdictField.Basis, VerdictField.Purpose], Assert.IsType<VerdictOutcome.Missing>(empty).Fields);
        Assert.Equal([VerdictField.Reading], Assert.IsType<VerdictOutcome.Missing>(unread).Fields);
        Assert.IsType<VerdictOutcome.Decided>(byTerms);
    }

    [Fact]
    public async Task An_exemption_needs_its_purpose_and_a_finding_and_dismissal_needs_nothing()
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.CaseAsync();
        await room.Desk.ClaimAsync(@case.Id, reviewer, Cancel);
        var claimed = await room.GetAsync(@case.Id);

        var exempt = await DecideAsync(claimed, reviewer, new(VerdictKind.Exempt, Purpose: ExemptPurpose.NoneFound));
        var tooLong = await DecideAsync(claimed, reviewer, ReviewRoom.Dismiss with { Note = new string('a', 4001) });
        var dismissed = await DecideAsync(claimed, reviewer, ReviewRoom.Dismiss);

        Assert.Equal([VerdictField.Purpose, VerdictField.Finding], Assert.IsType<VerdictOutcome.Missing>(exempt).Fields);
        Assert.Equal([VerdictField.Note], Assert.IsType<VerdictOutcome.TooLong>(tooLong).Fields);
        Assert.IsType<VerdictOutcome.Decided>(dismissed);
    }

    [Fact]
    public async Task Only_whoever_has_the_case_decides_it()
    {
        var holder = await room.PersonAsync("R-14");
        var other = await room.PersonAsync("R-15");
        var @case = await room.ReadCaseAsync(holder);

        var byOther = await DecideAsync(@case, other, ReviewRoom.Dismiss);
        room.Time.Advance(room.Options.ClaimFor);
        var late = await DecideAsync(@case, holder, ReviewRoom.Dismiss);

        Assert.Equal(new VerdictOutcome.Refused(CaseRefusal.HeldByAnother, "R-14"), byOther);
        Assert.Equal(new VerdictOutcome.Refused(CaseRefusal.ClaimRanOut, null), late);
    }

    [Fact]
    public async Task A_form_filled_in_against_an_older_case_is_answered_with_what_changed()
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.ReadCaseAsync(reviewer);
        var item = await room.AskAsync(db => db.Items.SingleAsync(i => i.Id == @case.ItemId, Cancel));
        room.Time.Advance(TimeSpan.FromSeconds(5));
        await room.AssessAsync(item, await room.PlaceAsync(item));

        var outcome = await DecideAsync(@case, reviewer, ReviewRoom.Refer);

        Assert.Equal(new VerdictOutcome.Changed(@case.Version + 1, "assess", Some.Time.AddSeconds(5), "case.widened"), outcome);
        Assert.Equal(CaseState.Open, (await room.GetAsync(@case.Id)).State);
    }

    [Fact]
    public async Task Deciding_a_decided_case_tells_who_was_quicker()
    {
        var slow = await room.PersonAsync("R-14");
        var quick = await room.PersonAsync("R-15");
        var @case = await room.ReadCaseAsync(slow);
        room.Time.Advance(room.Options.ClaimFor);
        var claim = (CaseOutcome.Claimed)await room.Desk.ClaimAsync(@case.Id, quick, Cancel);
        room.Time.Advance(TimeSpan.FromSeconds(1));
        await room.Desk.DecideAsync(@case.Id, quick, ReviewRoom.Dismiss, claim.Version, Cancel);

        var outcome = await DecideAsync(@case, slow, ReviewRoom.Dismiss);

        Assert.Equal(("R-15", "case.decided"), (Assert.IsType<VerdictOutcome.Changed>(outcome).By, ((VerdictOutcome.Changed)outcome).Act));
    }

    [Fact]
    public async Task A_verdict_is_taken_back_within_its_window_and_nothing_typed_is_lost()
    {
        var reviewer = await room.PersonAsync("R-14");
        var form = ReviewRoom.Refer with { Note = "Typed with care." };
        var @case = await room.DecidedCaseAsync(reviewer, form);
        room.Time.Advance(room.Options.UndoFor - TimeSpan.FromMilliseconds(1));

        var undone = Assert.IsType<UndoOutcome.TakenBack>(await room.Desk.UndoAsync(@case.Id, reviewer, Cancel));

        var after = await room.GetAsync(@case.Id);
        var item = await room.AskAsync(db => db.Items.SingleAsync(i => i.Id == @case.ItemId, Cancel));
        Assert.Equal(form, undone.Form);
        Assert.Equal((CaseState.Open, reviewer.Id, @case.ItemId, null), (after.State, after.ClaimedBy, after.OpenItemId, after.Verdict));
        Assert.Equal((null, 3L), (item.Verdict, item.Version));
        Assert.Equal(1, await room.AskAsync(db => db.Verdicts.CountAsync(v => v.CaseId == @case.Id && v.TakenBackAt != null, Cancel)));
        Assert.Equal("case.undone", (await room.ActsAsync(@case.Id))[^1]);
    }

    [Fact]
    public async Task A_verdict_is_not_taken_back_after_its_window_nor_by_somebody_else()
    {
        var reviewer = await room.PersonAsync("R-14");
        var senior = await room.PersonAsync("S-03", senior: true);
        var @case = await room.DecidedCaseAsync(reviewer, ReviewRoom.Refer);

        var byOther = await room.Desk.UndoAsync(@case.Id, senior, Cancel);
        room.Time.Advance(room.Options.UndoFor);
        var late = await room.Desk.UndoAsync(@case.Id, reviewer, Cancel);

        Assert.Equal(new UndoOutcome.Refused(CaseRefusal.NotYourVerdict), byOther);
        Assert.Equal(new UndoOutcome.Refused(CaseRefusal.UndoWindowOver), late);
        Assert.Equal(VerdictKind.Refer, (await room.GetAsync(@case.Id)).Verdict);
    }

    [Fact]
    public async Task Taking_back_gives_the_item_its_former_verdict()
    {
        var first = await room.PersonAsync("R-14");
        var second = await room.PersonAsync("R-15");
        var exempt = await room.DecidedCaseAsync(first, new(VerdictKind.Exempt, Purpose: ExemptPurpose.Art, Finding: "A song."));
        var item = await room.AskAsync(db => db.Items.SingleAsync(i => i.Id == exempt.ItemId, Cancel));
        var again = (await room.AssessAsync(item, await room.PlaceAsync(item))).CaseId!.Value;
        var claim = (CaseOutcome.Claimed)await room.Desk.ClaimAsync(again, second, Cancel);
        await room.Desk.DecideAsync(again, second, ReviewRoom.Dismiss, claim.Version, Cancel);

        await room.Desk.UndoAsync(again, second, Cancel);

        Assert.Equal("exempt", await room.AskAsync(db => db.Items.Where(i => i.Id == item.Id).Select(i => i.Verdict).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task A_text_that_was_found_exempt_is_referred_by_a_senior_with_a_finding_or_not_at_all()
    {
        var exempt = await room.DecidedCaseAsync(await room.PersonAsync("R-14"), new(VerdictKind.Exempt, Purpose: ExemptPurpose.Journalism, Finding: "A report."));
        var item = await room.AskAsync(db => db.Items.SingleAsync(i => i.Id == exempt.ItemId, Cancel));
        var between = (await room.AssessAsync(item, await room.PlaceAsync(item))).CaseId!.Value;
        var dismisser = await room.PersonAsync("R-16");
        var claimed = Assert.IsType<CaseOutcome.Claimed>(await room.Desk.ClaimAsync(between, dismisser, Cancel));
        Assert.IsType<VerdictOutcome.Decided>(await room.Desk.DecideAsync(between, dismisser, ReviewRoom.Dismiss, claimed.Version, Cancel));
        var again = (await room.AssessAsync(item, await room.PlaceAsync(item))).CaseId!.Value;
        var reviewer = await room.PersonAsync("R-15");
        var senior = await room.PersonAsync("S-03", senior: true);

        var byReviewer = await ReferAsync(reviewer, ReviewRoom.Refer with { Finding = "I see it otherwise." });
        await room.Desk.ReleaseAsync(again, reviewer, comesBack: false, Cancel);
        var without = await ReferAsync(senior, ReviewRoom.Refer);
        var with = await ReferAsync(senior, ReviewRoom.Refer with { Finding = "It was taken out of its report." });

        Assert.Equal(new VerdictOutcome.FoundExempt(exempt.Number), byReviewer);
        Assert.Equal(new VerdictOutcome.FoundExempt(exempt.Number), without);
        Assert.IsType<VerdictOutcome.Decided>(with);

        async Task<VerdictOutcome> ReferAsync(Reviewer by, VerdictForm form)
        {
            var claim = Assert.IsType<CaseOutcome.Claimed>(await room.Desk.ClaimAsync(again, by, Cancel));
            await room.Desk.RevealAsync(again, by, Cancel);
            return await room.Desk.DecideAsync(again, by, form, claim.Version, Cancel);
        }
    }

    [Fact]
    public async Task A_case_opened_during_the_undo_window_goes_on_in_the_one_that_is_taken_back()
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.DecidedCaseAsync(reviewer, ReviewRoom.Refer);
        var item = await room.AskAsync(db => db.Items.SingleAsync(i => i.Id == @case.ItemId, Cancel));
        var newer = (await room.AssessAsync(item, await room.PlaceAsync(item))).CaseId!.Value;

        var undone = await room.Desk.UndoAsync(@case.Id, reviewer, Cancel);

        Assert.IsType<UndoOutcome.TakenBack>(undone);
        Assert.Equal((CaseState.Joined, @case.Id), ((await room.GetAsync(newer)).State, (await room.GetAsync(newer)).JoinedTo));
        Assert.Equal(1, await room.AskAsync(db => db.Cases.CountAsync(c => c.OpenItemId == item.Id, Cancel)));
        Assert.Equal(2, await room.AskAsync(db => db.CaseLocations.CountAsync(l => l.CaseId == @case.Id, Cancel)));
    }

    [Fact]
    public async Task A_dismissed_case_is_opened_again_by_a_senior_for_somebody_else()
    {
        var reviewer = await room.PersonAsync("R-14");
        var senior = await room.PersonAsync("S-03", senior: true);
        var @case = await room.DecidedCaseAsync(reviewer, ReviewRoom.Dismiss);
        room.Time.Advance(room.Options.UndoFor);

        var opened = await room.Desk.ReopenAsync(@case.Id, senior, Cancel);

        Assert.IsType<CaseOutcome.Done>(opened);
        Assert.IsType<CaseOutcome.NothingWaits>(await room.Desk.ClaimNextAsync(reviewer, Cancel));
        Assert.IsType<CaseOutcome.Claimed>(await room.Desk.ClaimNextAsync(senior, Cancel));
    }

    [Fact]
    public async Task A_case_is_not_opened_again_while_another_about_its_item_is_open()
    {
        var senior = await room.PersonAsync("S-03", senior: true);
        var @case = await room.DecidedCaseAsync(senior, ReviewRoom.Dismiss);
        var item = await room.AskAsync(db => db.Items.SingleAsync(i => i.Id == @case.ItemId, Cancel));
        await room.AssessAsync(item, await room.PlaceAsync(item));
        room.Time.Advance(room.Options.UndoFor);

        var opened = await room.Desk.ReopenAsync(@case.Id, senior, Cancel);

        Assert.Equal(new CaseOutcome.Refused(CaseRefusal.AnotherIsOpen), opened);
    }

    private Task<VerdictOutcome> DecideAsync(Case @case, Reviewer by, VerdictForm form) =>
        room.Desk.DecideAsync(@case.Id, by, form, @case.Version, Cancel);
}
