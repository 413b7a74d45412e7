using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Audit;

public sealed class AuditSequencerTests : IDisposable
{
    private readonly TestLog log = new(new AuditOptions { BatchSize = 5 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_sequencers_at_once_never_give_one_place_twice_even_under_one_name()
    {
        using var other = log.Database.Open();
        await log.AppendAsync(43);

        var rounds = await Task.WhenAll(
            Task.Run(() => DrainAsync(log.Sequencer()), Cancel), Task.Run(() => DrainAsync(log.Sequencer(other)), Cancel));

        Assert.Equal(43, rounds.Sum());
        Assert.Equal(43, Assert.IsType<AuditVerdict.Sound>(await log.VerifyAsync()).Size);
    }

    [Fact]
    public async Task A_second_process_sequences_only_after_the_lease_of_the_first_ran_out_and_then_the_first_does_not()
    {
        await log.AppendAsync(12);

        var first = await log.Sequencer().SequenceAsync("one", Cancel);
        var refused = await log.Sequencer().SequenceAsync("two", Cancel);
        log.Database.Time.Advance(TimeSpan.FromSeconds(31));
        var taken = await log.Sequencer().SequenceAsync("two", Cancel);
        var lost = await log.Sequencer().SequenceAsync("one", Cancel);

        Assert.Equal((5, 0, 5, 0), (first, refused, taken, lost));
    }

    [Fact]
    public async Task Entries_get_their_places_in_the_order_in_which_they_were_made()
    {
        await log.AppendAsync(12);
        await DrainAsync(log.Sequencer());

        await using var db = log.Database.Database.Read();
        var times = await db.AuditLeaves.OrderBy(leaf => leaf.Index).Select(leaf => leaf.At).ToListAsync(Cancel);
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task A_second_place_that_cannot_be_written_loses_no_checkpoint_and_is_tried_again()
    {
        var inTheWay = log.Mirror.Folder;
        await File.WriteAllTextAsync(inTheWay, "", Cancel);
        await log.GrowAsync(3);
        var behind = await log.Health().LookAsync(Cancel);

        File.Delete(inTheWay);
        await log.Sequencer().SequenceAsync("one", Cancel);
        var after = await log.Health().LookAsync(Cancel);

        Assert.Equal((3L, false, true), (behind.LastCheckpoint!.Size, behind.IsMirrored, after.IsMirrored));
        Assert.Equal(after.LastCheckpoint!.Note, log.Mirror.Latest);
    }

    [Fact]
    public async Task The_second_place_keeps_what_it_has_when_the_log_is_rolled_back_or_rewritten()
    {
        await log.GrowAsync(3);
        await log.GrowAsync(2);
        var kept = log.Mirror.Latest;
        await log.RollBackAsync(3, (1, 1));
        await log.GrowAsync(1, "case.dismissed");
        var rolledBack = await log.Health().LookAsync(Cancel);
        await log.GrowAsync(1, "case.dismissed");
        var rewritten = await log.Health().LookAsync(Cancel);

        Assert.Equal((4L, 5L), (rolledBack.LastCheckpoint!.Size, rewritten.LastCheckpoint!.Size));
        Assert.False(rolledBack.IsMirrored || rewritten.IsMirrored);
        Assert.Equal(kept, log.Mirror.Latest);
        Assert.Equal(kept, await File.ReadAllTextAsync(Path.Combine(log.Mirror.Folder, "5"), Cancel));
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused_and_a_key_is_made_once_for_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are of Unix");
        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(log.KeyPath);
        var isMadeAgain = CheckpointKey.Make(log.KeyPath, log.Options.Value.Origin);
        CheckpointKey.Load(log.KeyPath).Dispose();

        Assert.Equal((UnixFileMode.UserRead | UnixFileMode.UserWrite, false), (mode, isMadeAgain));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(log.KeyPath, mode | UnixFileMode.GroupRead);
        }

        Assert.Throws<CheckpointKeyException>(() => CheckpointKey.Load(log.KeyPath));
        Assert.Throws<CheckpointKeyException>(() => CheckpointKey.Load(log.KeyPath + ".none"));
    }

    /// <inheritdoc/>
    public void Dispose() => log.Dispose();

    private static async Task<int> DrainAsync(AuditSequencer sequencer)
    {
        var sum = 0;
        for (var count = -1; count != 0; sum += count)
        {
            count = await sequencer.SequenceAsync("one", Cancel);
        }

        return sum;
    }
}
