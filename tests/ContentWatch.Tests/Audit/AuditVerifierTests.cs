using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Audit;

public sealed class AuditVerifierTests : IDisposable
{
    private readonly TestLog log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_that_nobody_touched_is_sound_and_its_waiting_entries_are_counted()
    {
        await log.GrowAsync(5);
        await log.GrowAsync(6);
        await log.AppendAsync(2);

        var sound = Assert.IsType<AuditVerdict.Sound>(await log.VerifyAsync(log.Mirror.Latest));

        Assert.Equal((11, 2, 11L), (sound.Size, sound.Waiting, sound.ComparedSize));
    }

    [Theory]
    [InlineData("\"Id\" = '00000000-0000-7000-8000-000000000001'", "'id'")]
    [InlineData("\"At\" = \"At\" + 1", "'time'")]
    [InlineData("\"ActorKind\" = (SELECT \"ActorKind\" FROM \"AuditLeaves\" WHERE \"Index\" = 2)", "'kind of actor'")]
    [InlineData("\"ActorId\" = 'somebody'", "'actor'")]
    [InlineData("\"Act\" = 'case.dismissed'", "'act'")]
    [InlineData("\"Subject\" = 'case/other'", "'subject'")]
    [InlineData("\"LeafHash\" = {0}", "leaf hash")]
    public async Task A_changed_column_is_named_with_its_entry(string change, string named)
    {
        await log.GrowAsync(7);
        await log.TamperAsync($"UPDATE \"AuditLeaves\" SET {change} WHERE \"Index\" = 3", new byte[32]);

        var broken = Assert.IsType<AuditVerdict.Broken>(await log.VerifyAsync());

        Assert.Equal(3, broken.Index);
        Assert.Contains(named, broken.Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_changed_byte_at_any_place_is_found_also_when_the_leaf_hash_was_changed_with_it(bool withHash)
    {
        await log.GrowAsync(4);
        await using var db = log.Database.Contexts.CreateDbContext();
        var bytes = await db.AuditLeaves.Where(leaf => leaf.Index == 3).Select(leaf => leaf.Bytes).SingleAsync(Cancel);
        var hash = AuditEntry.LeafHash(bytes);

        for (var at = 0; at < bytes.Length; at++)
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 1;
            var newHash = withHash ? AuditEntry.LeafHash(changed) : hash;
            await db.AuditLeaves.Where(leaf => leaf.Index == 3)
                .ExecuteUpdateAsync(set => set.SetProperty(l => l.Bytes, changed).SetProperty(l => l.LeafHash, newHash), Cancel);

            Assert.Equal(3, Assert.IsType<AuditVerdict.Broken>(await log.VerifyAsync()).Index);
        }
    }

    [Fact]
    public async Task An_entry_replaced_whole_with_all_its_columns_breaks_the_tree()
    {
        await log.GrowAsync(4);
        await using var db = log.Database.Contexts.CreateDbContext();
        var other = AuditEntry.FromBytes((await db.AuditLeaves.SingleAsync(leaf => leaf.Index == 1, Cancel)).Bytes) with { Act = "case.dismissed" };
        var (bytes, hash) = (other.ToBytes(), AuditEntry.LeafHash(other.ToBytes()));
        await db.AuditLeaves.Where(leaf => leaf.Index == 1).ExecuteUpdateAsync(
            set => set.SetProperty(l => l.Bytes, bytes).SetProperty(l => l.LeafHash, hash).SetProperty(l => l.Act, other.Act), Cancel);

        Assert.Equal(1, Assert.IsType<AuditVerdict.Broken>(await log.VerifyAsync()).Index);
    }

    [Theory]
    [InlineData("DELETE FROM \"AuditLeaves\" WHERE \"Index\" = 2", 2)]
    [InlineData("UPDATE \"AuditLeaves\" SET \"Index\" = 99 WHERE \"Index\" = 2; UPDATE \"AuditLeaves\" SET \"Index\" = 2 WHERE \"Index\" = 3; UPDATE \"AuditLeaves\" SET \"Index\" = 3 WHERE \"Index\" = 99", 3)]
    [InlineData("UPDATE \"AuditNodes\" SET \"Hash\" = {0} WHERE \"Level\" = 1 AND \"Index\" = 2", 5)]
    [InlineData("DELETE FROM \"AuditNodes\" WHERE \"Level\" = 2 AND \"Index\" = 0", 3)]
    [InlineData("INSERT INTO \"AuditNodes\" (\"Level\", \"Index\", \"Hash\") VALUES (1, 50, {0})", null)]
    [InlineData("UPDATE \"AuditCheckpoints\" SET \"Root\" = {0}", null)]
    [InlineData("UPDATE \"AuditCheckpoints\" SET \"Note\" = replace(\"Note\", '7', '8')", null)]
    [InlineData("UPDATE \"AuditCheckpoints\" SET \"Size\" = 6", null)]
    [InlineData("DELETE FROM \"AuditCheckpoints\"", 0)]
    [InlineData("DELETE FROM \"AuditLeaves\" WHERE \"Index\" = 6", 6)]
    public async Task A_changed_row_of_the_log_is_found(string sql, int? index)
    {
        await log.GrowAsync(7);
        await log.TamperAsync(sql, new byte[32]);

        var broken = Assert.IsType<AuditVerdict.Broken>(await log.VerifyAsync());

        Assert.Equal(index, broken.Index);
    }

    [Fact]
    public async Task A_changed_entry_that_still_waits_is_found()
    {
        await log.GrowAsync(2);
        await log.AppendAsync(1);
        await log.TamperAsync("UPDATE \"AuditLeaves\" SET \"Act\" = 'case.dismissed' WHERE \"Index\" IS NULL");

        Assert.IsType<AuditVerdict.Broken>(await log.VerifyAsync());
    }

    [Fact]
    public async Task A_tail_that_was_cut_without_a_trace_shows_only_against_an_outside_checkpoint()
    {
        await log.GrowAsync(3);
        await log.GrowAsync(2);
        var outside = log.Mirror.Latest;
        await log.RollBackAsync(3, (1, 1));

        var alone = Assert.IsType<AuditVerdict.Sound>(await log.VerifyAsync());
        var compared = Assert.IsType<AuditVerdict.Broken>(await log.VerifyAsync(outside));

        Assert.Equal((3L, null), (alone.Size, alone.ComparedSize));
        Assert.Equal(3, compared.Index);
    }

    [Fact]
    public async Task A_cut_tail_shows_against_the_second_place_also_when_its_latest_was_put_back()
    {
        await log.GrowAsync(3);
        var before = log.Mirror.Latest!;
        await log.GrowAsync(2);
        await log.RollBackAsync(3, (1, 1));
        await File.WriteAllTextAsync(Path.Combine(log.Mirror.Folder, "latest"), before, Cancel);

        var broken = Assert.IsType<AuditVerdict.Broken>(await log.VerifyWithSecondPlaceAsync());

        Assert.Contains("covers 5 entries, but there are 3", broken.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_put_into_the_database_before_the_first_place_is_found()
    {
        await log.GrowAsync(2);
        await log.TamperAsync("""INSERT INTO "AuditLeaves" ("Id", "At", "ActorKind", "ActorId", "Act", "Subject", "Bytes", "LeafHash", "Index") SELECT {0}, "At", "ActorKind", "ActorId", "Act", "Subject", {1}, {1}, -1 FROM "AuditLeaves" LIMIT 1""", Guid.Parse("01a00000-0000-7000-8000-000000000000"), new byte[1]);

        Assert.Contains("before the first", Assert.IsType<AuditVerdict.Broken>(await log.VerifyAsync()).Finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_history_of_the_same_length_shows_only_against_an_outside_checkpoint()
    {
        await log.GrowAsync(3);
        await log.GrowAsync(2);
        var outside = log.Mirror.Latest;
        await log.RollBackAsync(3, (1, 1));
        await log.GrowAsync(2, "case.dismissed");

        Assert.IsType<AuditVerdict.Sound>(await log.VerifyAsync());
        Assert.Contains("fork", Assert.IsType<AuditVerdict.Broken>(await log.VerifyAsync(outside)).Finding, StringComparison.Ordinal);
        Assert.Equal(outside, log.Mirror.Latest);
    }

    [Fact]
    public async Task A_wiped_log_shows_only_against_an_outside_checkpoint()
    {
        await log.GrowAsync(3);
        await log.RollBackAsync(0);

        Assert.Equal(0, Assert.IsType<AuditVerdict.Sound>(await log.VerifyAsync()).Size);
        Assert.IsType<AuditVerdict.Broken>(await log.VerifyAsync(log.Mirror.Latest));
    }

    [Fact]
    public async Task An_older_outside_checkpoint_of_the_same_history_holds_and_one_of_another_key_does_not()
    {
        using var stranger = new TestLog();
        await stranger.GrowAsync(3);
        await log.GrowAsync(3);
        var older = log.Mirror.Latest;
        await log.GrowAsync(2);

        Assert.Equal(3, Assert.IsType<AuditVerdict.Sound>(await log.VerifyAsync(older)).ComparedSize);
        Assert.IsType<AuditVerdict.Broken>(await log.VerifyAsync(stranger.Mirror.Latest));
    }

    [Fact]
    public async Task Acts_go_on_while_the_log_is_verified()
    {
        await log.GrowAsync(3);
        var act = Task.CompletedTask;

        var verdict = await log.VerifyAsync(progress: new During(() => act = log.AppendAsync(1)));
        await act;

        Assert.Equal(0, Assert.IsType<AuditVerdict.Sound>(verdict).Waiting);
        Assert.Equal(1, (await log.Health().LookAsync(Cancel)).Waiting);
    }

    [Fact]
    public async Task A_proof_shows_its_entry_to_whoever_has_the_public_key_and_no_other_entry()
    {
        await log.GrowAsync(7);
        await using var db = log.Database.Database.Read();
        var leaves = await db.AuditLeaves.OrderBy(leaf => leaf.Index).ToListAsync(Cancel);
        var verifier = CheckpointKey.LoadVerifier(log.KeyPath);

        foreach (var leaf in leaves)
        {
            var proof = await AuditProof.MakeAsync(db, leaf.Id, Cancel);
            Assert.True(proof!.Proves(leaf.Bytes, verifier));
            Assert.False(proof.Proves(leaves[(int)(leaf.Index! + 1) % 7].Bytes, verifier));
            Assert.False((proof with { Checkpoint = proof.Checkpoint.Replace("7", "8", StringComparison.Ordinal) }).Proves(leaf.Bytes, verifier));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => log.Dispose();

    private sealed class During(Action act) : IProgress<long>
    {
        public void Report(long value) => act();
    }
}
