using System.Text;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Audit;

public sealed class AuditReaderTests : IDisposable
{
    private readonly TestLog log = new();
    private readonly Actor auditor = Actor.Person(Some.Id());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AuditReader Reader => new(log.Database.Database, log.Log);

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task Reading_the_log_is_in_the_log_and_says_what_was_asked_for()
    {
        await log.GrowAsync(3);

        var page = await Reader.ReadAsync(auditor, new("case.", null, null, null), null, Cancel);

        Assert.Equal([2L, 1L, 0L], page.Select(leaf => leaf.Index!.Value));
        await using var db = log.Database.Database.Read();
        var entry = await db.AuditLeaves.SingleAsync(l => l.Act == "audit.read", Cancel);
        Assert.Equal(auditor.Id, entry.ActorId);
        Assert.Contains("\"act\":\"case.\"", Encoding.UTF8.GetString(entry.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_an_entry_is_in_the_log_with_its_number()
    {
        await log.GrowAsync(3);

        await Reader.ReadAsync(auditor, new(null, null, null, 3), 1, Cancel);

        await using var db = log.Database.Database.Read();
        var entry = Encoding.UTF8.GetString((await db.AuditLeaves.SingleAsync(l => l.Act == "audit.read", Cancel)).Bytes);
        Assert.Contains("\"entry\":1", entry, StringComparison.Ordinal);
        Assert.Contains("\"before\":3", entry, StringComparison.Ordinal);
        Assert.Null(await Reader.FindAsync(-1, Cancel));
    }

    [Fact]
    public async Task A_page_that_cannot_be_recorded_is_not_read()
    {
        await log.GrowAsync(1);
        await log.Database.RefuseEntriesAsync();

        await Assert.ThrowsAsync<DbUpdateException>(() => Reader.ReadAsync(auditor, new(null, null, null, null), null, Cancel));
    }

    [Fact]
    public async Task Entries_are_found_by_act_subject_person_and_place()
    {
        await log.GrowAsync(2, "case.decided");
        await log.GrowAsync(2, "case.read");
        await using var db = log.Database.Database.Read();
        var first = await db.AuditLeaves.SingleAsync(l => l.Index == 0, Cancel);

        Assert.Equal([3L, 2L], Places(await Reader.ReadAsync(auditor, new("case.read", null, null, null), null, Cancel)));
        Assert.Equal([0L], Places(await Reader.ReadAsync(auditor, new(null, first.Subject, null, null), null, Cancel)));
        Assert.Equal([0L], Places(await Reader.ReadAsync(auditor, new(null, null, first.ActorId, null), null, Cancel)));
        Assert.Equal([1L, 0L], Places(await Reader.ReadAsync(auditor, new(null, null, null, 2), null, Cancel)));
        Assert.Empty(await Reader.ReadAsync(auditor, new("%", null, null, null), null, Cancel));
    }

    [Fact]
    public async Task An_entry_is_proven_to_the_signed_root_and_one_whose_bytes_were_changed_is_not()
    {
        await log.GrowAsync(5);
        Assert.True((await Reader.FindAsync(3, Cancel))!.IsProven);
        await using var db = log.Database.Contexts.CreateDbContext();
        var bytes = (await db.AuditLeaves.SingleAsync(leaf => leaf.Index == 3, Cancel)).Bytes;
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("decided", "undecid", StringComparison.Ordinal));
        await log.TamperAsync("UPDATE \"AuditLeaves\" SET \"Bytes\" = {0} WHERE \"Index\" = 3", changed);

        Assert.False((await Reader.FindAsync(3, Cancel))!.IsProven);
        Assert.True((await Reader.FindAsync(2, Cancel))!.IsProven);
        Assert.Null(await Reader.FindAsync(99, Cancel));
    }

    private static IEnumerable<long> Places(IEnumerable<AuditLeaf> page) => page.Select(leaf => leaf.Index!.Value);
}
