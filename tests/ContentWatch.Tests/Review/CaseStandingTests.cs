using ContentWatch.Review;

namespace ContentWatch.Tests.Review;

public sealed class CaseStandingTests
{
    private static readonly Reviewer Holder = new(Some.Id(), Senior: true);
    private static readonly Reviewer Other = new(Some.Id(), Senior: true);
    private static readonly Guid Junior = Some.Id();
    private static readonly DateTimeOffset Now = Some.Time;
    private static readonly DateTimeOffset Ahead = Now.AddMinutes(1);
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(15);

    // Who acts: the one who has it or decided it, and another. "->" is the next phase, anything else the refusal.
    private const string Table = """
        Free Claim ->Claimed ->Claimed
        Free Renew ClaimRanOut NotClaimed
        Free Release ClaimRanOut NotClaimed
        Free Refer ClaimRanOut NotClaimed
        Free Dismiss ClaimRanOut NotClaimed
        Free Exempt ClaimRanOut NotClaimed
        Free Escalate ClaimRanOut NotClaimed
        Free Undo NotDecided NotDecided
        Free AddLocation ->Free ->Free
        Free Reopen NotDecided NotDecided
        Free Join ->Joined ->Joined
        Claimed Claim ->Claimed HeldByAnother
        Claimed Renew ->Claimed HeldByAnother
        Claimed Release ->Free HeldByAnother
        Claimed Refer ->Leaving HeldByAnother
        Claimed Dismiss ->Leaving HeldByAnother
        Claimed Exempt ->Leaving HeldByAnother
        Claimed Escalate ->PassingUp HeldByAnother
        Claimed Undo NotDecided NotDecided
        Claimed AddLocation ->Claimed ->Claimed
        Claimed Reopen NotDecided NotDecided
        Claimed Join ->Joined ->Joined
        PassingUp Claim StillUndoable StillUndoable
        PassingUp Renew StillUndoable StillUndoable
        PassingUp Release StillUndoable StillUndoable
        PassingUp Refer StillUndoable StillUndoable
        PassingUp Dismiss StillUndoable StillUndoable
        PassingUp Exempt StillUndoable StillUndoable
        PassingUp Escalate StillUndoable StillUndoable
        PassingUp Undo ->Claimed NotYourVerdict
        PassingUp AddLocation ->PassingUp ->PassingUp
        PassingUp Reopen StillUndoable StillUndoable
        PassingUp Join ->Joined ->Joined
        EscalatedFree Claim ->EscalatedClaimed ->EscalatedClaimed
        EscalatedFree Renew ClaimRanOut NotClaimed
        EscalatedFree Release ClaimRanOut NotClaimed
        EscalatedFree Refer ClaimRanOut NotClaimed
        EscalatedFree Dismiss ClaimRanOut NotClaimed
        EscalatedFree Exempt ClaimRanOut NotClaimed
        EscalatedFree Escalate ClaimRanOut NotClaimed
        EscalatedFree Undo UndoWindowOver UndoWindowOver
        EscalatedFree AddLocation ->EscalatedFree ->EscalatedFree
        EscalatedFree Reopen NotDecided NotDecided
        EscalatedFree Join ->Joined ->Joined
        EscalatedClaimed Claim ->EscalatedClaimed HeldByAnother
        EscalatedClaimed Renew ->EscalatedClaimed HeldByAnother
        EscalatedClaimed Release ->EscalatedFree HeldByAnother
        EscalatedClaimed Refer ->Leaving HeldByAnother
        EscalatedClaimed Dismiss ->Leaving HeldByAnother
        EscalatedClaimed Exempt ->Leaving HeldByAnother
        EscalatedClaimed Escalate AlreadyEscalated HeldByAnother
        EscalatedClaimed Undo UndoWindowOver UndoWindowOver
        EscalatedClaimed AddLocation ->EscalatedClaimed ->EscalatedClaimed
        EscalatedClaimed Reopen NotDecided NotDecided
        EscalatedClaimed Join ->Joined ->Joined
        Leaving Claim AlreadyDecided AlreadyDecided
        Leaving Renew AlreadyDecided AlreadyDecided
        Leaving Release AlreadyDecided AlreadyDecided
        Leaving Refer AlreadyDecided AlreadyDecided
        Leaving Dismiss AlreadyDecided AlreadyDecided
        Leaving Exempt AlreadyDecided AlreadyDecided
        Leaving Escalate AlreadyDecided AlreadyDecided
        Leaving Undo ->Claimed NotYourVerdict
        Leaving AddLocation AlreadyDecided AlreadyDecided
        Leaving Reopen StillUndoable StillUndoable
        Leaving Join AlreadyDecided AlreadyDecided
        Closed Claim AlreadyDecided AlreadyDecided
        Closed Renew AlreadyDecided AlreadyDecided
        Closed Release AlreadyDecided AlreadyDecided
        Closed Refer AlreadyDecided AlreadyDecided
        Closed Dismiss AlreadyDecided AlreadyDecided
        Closed Exempt AlreadyDecided AlreadyDecided
        Closed Escalate AlreadyDecided AlreadyDecided
        Closed Undo UndoWindowOver UndoWindowOver
        Closed AddLocation AlreadyDecided AlreadyDecided
        Closed Reopen ->Free ->Free
        Closed Join AlreadyDecided AlreadyDecided
        Joined Claim WentOnElsewhere WentOnElsewhere
        Joined Renew WentOnElsewhere WentOnElsewhere
        Joined Release WentOnElsewhere WentOnElsewhere
        Joined Refer WentOnElsewhere WentOnElsewhere
        Joined Dismiss WentOnElsewhere WentOnElsewhere
        Joined Exempt WentOnElsewhere WentOnElsewhere
        Joined Escalate WentOnElsewhere WentOnElsewhere
        Joined Undo WentOnElsewhere WentOnElsewhere
        Joined AddLocation WentOnElsewhere WentOnElsewhere
        Joined Reopen WentOnElsewhere WentOnElsewhere
        Joined Join WentOnElsewhere WentOnElsewhere
        """;

    public static TheoryData<CasePhase, CaseAct, string, string> Rows()
    {
        var rows = new TheoryData<CasePhase, CaseAct, string, string>();
        foreach (var line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var cells = line.Trim().Split(' ');
            rows.Add(Enum.Parse<CasePhase>(cells[0]), Enum.Parse<CaseAct>(cells[1]), cells[2], cells[3]);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_act_on_every_standing_does_one_thing_or_says_why_not(CasePhase phase, CaseAct act, string holder, string other)
    {
        var standing = Standing(phase);

        var byHolder = standing.After(act, Holder, Now, Span);
        var byOther = standing.After(act, Other, Now, Span);

        Assert.Equal(phase, standing.PhaseAt(Now));
        Assert.Equal((holder, other), (Told(byHolder), Told(byOther)));
    }

    [Fact]
    public void The_table_holds_every_pair_once()
    {
        var pairs = Rows().Select(row => (row.Data.Item1, row.Data.Item2)).ToList();

        var all = Enum.GetValues<CasePhase>().SelectMany(phase => Enum.GetValues<CaseAct>().Select(act => (phase, act)));

        Assert.Equal(all.Order(), pairs.Order());
    }

    [Fact]
    public void A_claim_ends_at_its_last_moment_and_so_does_the_undo_window()
    {
        var claimed = Standing(CasePhase.Claimed);
        var leaving = Standing(CasePhase.Leaving);

        Assert.Equal(CasePhase.Claimed, claimed.PhaseAt(Ahead.AddTicks(-10)));
        Assert.Equal(CasePhase.Free, claimed.PhaseAt(Ahead));
        Assert.Equal(CasePhase.Leaving, leaving.PhaseAt(Ahead.AddTicks(-10)));
        Assert.Equal(CasePhase.Closed, leaving.PhaseAt(Ahead));
    }

    [Fact]
    public void A_passed_up_case_goes_to_seniors_and_never_back_to_who_passed_it_up()
    {
        var standing = Standing(CasePhase.EscalatedFree);

        Assert.Equal(CaseRefusal.SeniorOnly, standing.After(CaseAct.Claim, new(Some.Id()), Now, Span).Refusal);
        Assert.Equal(CaseRefusal.PassedUpByYou, standing.After(CaseAct.Claim, new(Junior, Senior: true), Now, Span).Refusal);
    }

    [Fact]
    public void A_case_that_was_referred_is_not_opened_again_and_only_seniors_open_others()
    {
        var closed = Standing(CasePhase.Closed);
        var referred = closed with { Verdict = VerdictKind.Refer };

        Assert.Equal(CaseRefusal.LeftTheUnit, referred.After(CaseAct.Reopen, Other, Now, Span).Refusal);
        Assert.Equal(CaseRefusal.SeniorOnly, closed.After(CaseAct.Reopen, new(Some.Id()), Now, Span).Refusal);
    }

    [Fact]
    public void Taking_back_a_senior_verdict_leaves_the_case_passed_up()
    {
        var decided = Standing(CasePhase.EscalatedClaimed).After(CaseAct.Refer, Holder, Now, Span).Next!;

        var again = decided.After(CaseAct.Undo, Holder, Now, Span).Next!;

        Assert.Equal(CasePhase.EscalatedClaimed, again.PhaseAt(Now));
        Assert.Equal(Junior, again.EscalatedBy);
    }

    private static CaseStanding Standing(CasePhase phase) => phase switch
    {
        CasePhase.Free => new(CaseState.Open, Holder.Id, Now),
        CasePhase.Claimed => new(CaseState.Open, Holder.Id, Ahead),
        CasePhase.PassingUp => new(CaseState.Escalated, null, null, VerdictKind.Escalate, Holder.Id, Ahead, Holder.Id),
        CasePhase.EscalatedFree => new(CaseState.Escalated, Holder.Id, Now, VerdictKind.Escalate, Junior, Now, Junior),
        CasePhase.EscalatedClaimed => new(CaseState.Escalated, Holder.Id, Ahead, VerdictKind.Escalate, Junior, Now, Junior),
        CasePhase.Leaving => new(CaseState.Decided, null, null, VerdictKind.Dismiss, Holder.Id, Ahead),
        CasePhase.Closed => new(CaseState.Decided, null, null, VerdictKind.Dismiss, Holder.Id, Now),
        CasePhase.Joined => new(CaseState.Joined),
        _ => throw new ArgumentOutOfRangeException(nameof(phase)),
    };

    private static string Told(CaseChange change) => change.Next is { } next ? $"->{next.PhaseAt(Now)}" : change.Refusal.ToString()!;
}
