namespace ContentWatch.Tests;

public sealed class LongWorkBookTests : IDisposable
{
    private readonly TestDatabase test = new();
    private readonly LongWorkBook book;

    public LongWorkBookTests() => book = new(test.Database, test.Time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task Long_work_says_since_when_it_goes_how_far_it_is_and_how_it_ended()
    {
        await book.BeginAsync(LongWorkKind.Backup, Cancel);
        test.Time.Advance(TimeSpan.FromSeconds(5));
        await book.GoOnAsync(LongWorkKind.Backup, new(30, 100), Cancel);
        var running = Assert.Single(await book.ReadAsync(Cancel));
        await book.EndAsync(LongWorkKind.Backup, isWell: true, new string('x', 2_000), Cancel);
        var ended = Assert.Single(await book.ReadAsync(Cancel));

        Assert.Equal((Some.Time, Some.Time.AddSeconds(5), 30L, 100L, LongWorkState.Running, null), (running.StartedAt, running.SeenAt, running.Done, running.Total, running.State, running.Said));
        Assert.Equal((LongWorkState.Done, 1_000), (ended.State, ended.Said!.Length));
    }

    [Fact]
    public async Task Work_whose_process_was_killed_does_not_look_as_if_it_ran_for_ever()
    {
        await book.BeginAsync(LongWorkKind.Verify, Cancel);
        var work = Assert.Single(await book.ReadAsync(Cancel));

        Assert.False(work.IsBrokenOff(Some.Time + LongWork.SilentAfter));
        Assert.True(work.IsBrokenOff(Some.Time + LongWork.SilentAfter + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Work_that_begins_anew_forgets_what_was_before_and_leaves_other_kinds_alone()
    {
        await book.EndAsync(LongWorkKind.Verify, isWell: false, "The log is not sound.", Cancel);
        await book.EndAsync(LongWorkKind.Backup, isWell: true, "Made.", Cancel);
        test.Time.Advance(TimeSpan.FromHours(1));
        await book.BeginAsync(LongWorkKind.Verify, Cancel);

        var all = await book.ReadAsync(Cancel);

        Assert.Equal([(LongWorkKind.Backup, LongWorkState.Done, "Made."), (LongWorkKind.Verify, LongWorkState.Running, null)], all.Select(work => (work.Kind, work.State, work.Said)));
        Assert.Equal(Some.Time.AddHours(1), all[1].StartedAt);
    }
}
