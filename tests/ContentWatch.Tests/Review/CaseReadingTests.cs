using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Review;

public sealed class CaseReadingTests : IDisposable
{
    private const string Secret = "A mild sentence about zebras";
    private readonly ReviewRoom room = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => room.Dispose();

    [Fact]
    public async Task Reading_is_recorded_before_a_character_is_shown()
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.CaseAsync(text: Secret);
        await room.Desk.ClaimAsync(@case.Id, reviewer, Cancel);

        var opened = await room.Desk.RevealAsync(@case.Id, reviewer, Cancel);

        Assert.Equal(Secret, Assert.IsType<ReadingOutcome.Opened>(opened).Text);
        Assert.Equal("case.read", (await room.ActsAsync(@case.Id))[^1]);
        Assert.Equal(1, await room.AskAsync(db => db.CaseReadings.CountAsync(r => r.CaseId == @case.Id && r.PersonId == reviewer.Id, Cancel)));
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_shown()
    {
        var reviewer = await room.PersonAsync("R-14");
        var @case = await room.CaseAsync(text: Secret);
        await room.Desk.ClaimAsync(@case.Id, reviewer, Cancel);
        await room.BreakTheLogAsync();

        await Assert.ThrowsAsync<DbUpdateException>(() => room.Desk.RevealAsync(@case.Id, reviewer, Cancel));

        Assert.Equal(0, await room.AskAsync(db => db.CaseReadings.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Only_whoever_has_the_case_reads_it()
    {
        var holder = await room.PersonAsync("R-14");
        var other = await room.PersonAsync("R-15", senior: true);
        var @case = await room.CaseAsync(text: Secret);

        var unclaimed = await room.Desk.RevealAsync(@case.Id, holder, Cancel);
        await room.Desk.ClaimAsync(@case.Id, holder, Cancel);
        var byOther = await room.Desk.RevealAsync(@case.Id, other, Cancel);
        room.Time.Advance(room.Options.ClaimFor);
        var late = await room.Desk.RevealAsync(@case.Id, holder, Cancel);
        var unknown = await room.Desk.RevealAsync(Some.Id(), holder, Cancel);

        Assert.Equal(new ReadingOutcome.Refused(CaseRefusal.NotClaimed, null), unclaimed);
        Assert.Equal(new ReadingOutcome.Refused(CaseRefusal.HeldByAnother, "R-14"), byOther);
        Assert.Equal(new ReadingOutcome.Refused(CaseRefusal.ClaimRanOut, null), late);
        Assert.Equal(new ReadingOutcome.Refused(CaseRefusal.NoSuchCase, null), unknown);
        Assert.Equal(0, await room.AskAsync(db => db.CaseReadings.CountAsync(Cancel)));
    }
}
