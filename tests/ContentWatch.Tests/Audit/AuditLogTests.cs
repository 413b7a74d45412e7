using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly TestLog log = new(new AuditOptions { MaxBacklog = 3, BatchSize = 2 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_act_and_its_entry_stand_together()
    {
        await ActAsync();

        await using var db = log.Database.Database.Read();
        Assert.Equal((1, 1), (await db.Providers.CountAsync(Cancel), await db.AuditLeaves.CountAsync(Cancel)));
    }

    [Fact]
    public async Task An_act_whose_entry_cannot_be_written_does_not_happen()
    {
        await log.TamperAsync("DROP TABLE \"AuditLeaves\"");

        await Assert.ThrowsAnyAsync<Exception>(ActAsync);

        await using var db = log.Database.Database.Read();
        Assert.Equal(0, await db.Providers.CountAsync(Cancel));
    }

    [Fact]
    public async Task An_act_whose_row_is_refused_leaves_no_entry()
    {
        await log.TamperAsync("DROP TABLE \"Providers\"");

        await Assert.ThrowsAsync<DbUpdateException>(ActAsync);

        await using var db = log.Database.Database.Read();
        Assert.Equal(0, await db.AuditLeaves.CountAsync(Cancel));
    }

    [Fact]
    public async Task A_backlog_stops_acts_until_it_is_sequenced()
    {
        await log.AppendAsync(3);

        await Assert.ThrowsAsync<AuditBacklogException>(ActAsync);
        await log.Sequencer().SequenceAsync("one", Cancel);
        await ActAsync();

        await using var db = log.Database.Database.Read();
        Assert.Equal(1, await db.Providers.CountAsync(Cancel));
    }

    [Fact]
    public async Task An_entry_that_waits_longer_than_a_minute_is_an_alarm_until_it_is_sequenced()
    {
        await log.AppendAsync(1);
        log.Database.Time.Advance(TimeSpan.FromSeconds(60));
        var before = await log.Health().LookAsync(Cancel);
        log.Database.Time.Advance(TimeSpan.FromSeconds(1));
        var alarm = await log.Health().LookAsync(Cancel);
        await log.Sequencer().SequenceAsync("one", Cancel);
        var after = await log.Health().LookAsync(Cancel);

        Assert.Equal((false, true, false), (before.IsAlarming, alarm.IsAlarming, after.IsAlarming));
        Assert.Equal((1, TimeSpan.FromSeconds(61)), (alarm.Waiting, alarm.OldestWaiting));
        Assert.Equal((1L, 0, true), (after.Size, after.Waiting, after.IsMirrored));
    }

    /// <inheritdoc/>
    public void Dispose() => log.Dispose();

    private Task ActAsync() => log.Database.Database.WriteAsync(
        async (db, cancel) =>
        {
            db.Add(Some.Provider());
            await log.Log.AppendAsync(db, Actor.Operator, "provider.added", "provider/1", null, cancel);
        },
        Cancel);
}
