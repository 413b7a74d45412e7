using ContentWatch.Review;
using ContentWatch.Score;

namespace ContentWatch.Tests.Review;

public sealed class CasePriorityTests
{
    private static readonly PriorityInputs Inputs = new([Scored(0.87)], 1, 1, 3, VerdictKind.Refer, 12);

    [Fact]
    public void The_parts_of_a_priority_each_say_their_points_and_add_up()
    {
        var priority = CasePriority.Of(Inputs);

        Assert.Equal([35, 23, 10, 10], priority.Parts.Select(p => p.Points!.Value));
        Assert.Equal(78, priority.Total);
        Assert.Equal(["IncitementOrThreat", "0.87"], priority.Parts[0].Args);
    }

    [Fact]
    public void The_highest_priority_is_a_hundred_however_long_a_case_waits()
    {
        var most = CasePriority.Of(new([Scored(1)], 100, 100, 100_000, VerdictKind.Refer, 1));

        var waited = most.Waited(Some.Time, Some.Time.AddYears(5));

        Assert.Equal(90, most.Total);
        Assert.Equal(100, waited.Total);
    }

    [Fact]
    public void A_text_without_a_number_counts_half_and_never_as_a_low_one()
    {
        var none = new ScoreOnRecord(Label.Hateful, ScoreOutcome.NoModelForLanguage, null, null, "text", "1");

        var part = CasePriority.Of(new([none], 0, 0, 1)).Parts[0];

        Assert.Equal((20, PriorityReason.NoScore), (part.Points!.Value, part.Reason));
        Assert.Equal(["NoModelForLanguage"], part.Args);
    }

    [Fact]
    public void The_stored_order_is_the_order_of_the_shown_numbers_and_nothing_starves()
    {
        var now = Some.Time;
        var urgent = CasePriority.Of(Inputs);
        var mild = CasePriority.Of(new([Scored(0.1)], 0, 0, 1));
        var (freshUrgent, oldMild, staleMild) = (now, now.AddHours(-20), now.AddHours(-80));

        Assert.True(urgent.RankedAt(freshUrgent) < mild.RankedAt(oldMild));
        Assert.True(urgent.Waited(freshUrgent, now).Total > mild.Waited(oldMild, now).Total);
        Assert.True(mild.RankedAt(staleMild) < urgent.RankedAt(freshUrgent));
        Assert.True(mild.Waited(staleMild, now).Total > urgent.Waited(freshUrgent, now).Total);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_blind_priority_is_the_same_whatever_the_score(int hours)
    {
        var low = CasePriority.Of(Inputs with { Scores = [Scored(0.01)] }).Waited(Some.Time, Some.Time.AddHours(hours)).Blind();
        var high = CasePriority.Of(Inputs with { Scores = [Scored(0.99)] }).Waited(Some.Time, Some.Time.AddHours(hours)).Blind();

        Assert.Equal(low.Write(), high.Write());
        Assert.Null(high.Total);
    }

    [Fact]
    public void Priorities_that_were_stored_are_read_for_ever()
    {
        var golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TestData", "case-priority-v1.json")).Trim();

        var read = CasePriority.Parse(golden);

        Assert.Equal(golden, read.Write());
        Assert.Equal(golden, CasePriority.Of(Inputs).Write());
    }

    private static ScoreOnRecord Scored(double probability) =>
        new(Label.IncitementOrThreat, ScoreOutcome.Scored, probability, 0.7, "text", "1");
}
