using ContentWatch.Audit;
using ContentWatch.Backups;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Backups;

/// <summary>A restore that would take the log back: refused, told, recorded, and no cover for another.</summary>
public sealed class RollBackTests : IDisposable
{
    private readonly BackedUnit unit = new(PostgresServer.IsAsked);

    public void Dispose() => unit.Dispose();

    [Fact]
    public async Task A_restore_behind_an_outside_checkpoint_is_refused_and_says_by_how_much_and_touches_nothing()
    {
        await unit.ActAsync(5);
        await unit.BackUpAsync();
        await unit.ActAsync(3);
        var order = unit.Order(toPostgres: false);

        var refused = Assert.IsType<RestoreOutcome.WouldRollBack>(await unit.RestoreAsync(order));

        Assert.Equal((5L, 9L), (refused.Size, refused.Covered));
        Assert.Equal(["up.lock"], Directory.EnumerateFileSystemEntries(order.Folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Told_why_it_is_done_and_recorded_and_the_log_is_sound_while_the_old_checkpoints_stay(bool toPostgres)
    {
        await unit.ActAsync(5);
        await unit.BackUpAsync();
        await unit.ActAsync(3);
        var before = unit.Mirror.Notes(100);
        var order = unit.Order(toPostgres) with { RollBack = "the disk burnt" };

        var restored = Assert.IsType<RestoreOutcome.Restored>(await unit.RestoreAsync(order));

        Assert.Equal((2, 5L, 6L), (restored.RollBack!.History, restored.RollBack.Size, restored.RollBack.First));
        var sound = Assert.IsType<AuditVerdict.Sound>(await unit.VerifyRestoredAsync(order));
        Assert.Equal((6L, 6L), (sound.Size, sound.ComparedSize));
        var recorded = Assert.Single(sound.Rollbacks);
        Assert.Equal((5L, "the disk burnt", 5L, 9L), (recorded.Index, recorded.Reason, recorded.Size, recorded.GivenUp.Single().Size));
        Assert.Subset(unit.Mirror.Notes(100).ToHashSet(), before.ToHashSet());
        Assert.EndsWith("\nhistory 2", unit.Mirror.Latest!.Split("\n\n")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_entry_has_its_place_the_log_is_not_called_sound()
    {
        await unit.ActAsync(5);
        await unit.BackUpAsync();
        await unit.ActAsync(3);
        var order = unit.Order(toPostgres: false) with { RollBack = "the disk burnt" };
        await unit.RestoreAsync(order);

        Assert.IsType<AuditVerdict.Broken>(await unit.VerifyRestoredAsync(order, andSequence: false));
    }

    [Fact]
    public async Task Whoever_takes_the_new_history_back_without_an_entry_is_found_though_the_first_time_was_recorded()
    {
        await unit.ActAsync(5);
        await unit.BackUpAsync();
        await unit.ActAsync(20);
        var order = unit.Order(toPostgres: false) with { RollBack = "the disk burnt" };
        await unit.RestoreAsync(order);
        await unit.VerifyRestoredAsync(order);
        using (var restored = BackedUnit.Opened(order))
        {
            var log = new AuditLog(unit.Test.Time, unit.Options);
            await restored.WriteAsync((db, cancel) => log.AppendAsync(db, Actor.Operator, "case.decided", "case/1", null, cancel), TestContext.Current.CancellationToken);
        }

        var sound = Assert.IsType<AuditVerdict.Sound>(await unit.VerifyRestoredAsync(order));
        await using (var db = new ContentWatch.Databases.SqliteFile(Path.Combine(order.Folder, "contentwatch.db")).CreateDbContext())
        {
            await db.AuditLeaves.Where(leaf => leaf.Index == 6).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
            await db.AuditCheckpoints.Where(head => head.Size > 6).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        var broken = Assert.IsType<AuditVerdict.Broken>(await unit.VerifyRestoredAsync(order, andSequence: false));

        Assert.Equal(7, sound.Size);
        Assert.Equal([(2, 7L)], broken.Astray.Select(head => (head.History, head.Size)).Distinct());
    }

    [Fact]
    public async Task A_backup_can_be_restored_twice_and_each_time_begins_a_history_of_its_own()
    {
        await unit.ActAsync(5);
        await unit.BackUpAsync();
        await unit.ActAsync(20);
        var order = unit.Order(toPostgres: false) with { RollBack = "the disk burnt" };
        await unit.RestoreAsync(order);
        await unit.VerifyRestoredAsync(order);
        var again = order with { Replaces = true, RollBack = null };

        var refused = Assert.IsType<RestoreOutcome.WouldRollBack>(await unit.RestoreAsync(again));
        var twice = Assert.IsType<RestoreOutcome.Restored>(await unit.RestoreAsync(again with { RollBack = "a second time" }));

        Assert.Equal(26, refused.Covered);
        Assert.Equal(3, twice.RollBack!.History);
        Assert.Equal([(1, 26L), (2, 6L)], twice.RollBack.GivenUp.Select(head => (head.History, head.Size)));
        Assert.Equal("a second time", Assert.Single(Assert.IsType<AuditVerdict.Sound>(await unit.VerifyRestoredAsync(again)).Rollbacks).Reason);
    }

    [Fact]
    public void An_entry_explains_checkpoints_of_the_histories_that_it_gave_up_up_to_their_heads_and_no_others()
    {
        var (root, other) = (new byte[32], Enumerable.Repeat((byte)1, 32).ToArray());
        var rollback = new RecordedRollback(3, 5, 6, [new(1, 9, root), new(2, 7, root)], "why");

        Assert.True(rollback.Explains(new("log", 6, other)));
        Assert.True(rollback.Explains(new("log", 9, root)));
        Assert.True(rollback.Explains(new("log", 7, root) { History = 2 }));
        Assert.False(rollback.Explains(new("log", 5, other)));
        Assert.False(rollback.Explains(new("log", 9, other)));
        Assert.False(rollback.Explains(new("log", 10, other)));
        Assert.False(rollback.Explains(new("log", 8, other) { History = 2 }));
        Assert.False(rollback.Explains(new("log", 6, other) { History = 3 }));
    }
}
