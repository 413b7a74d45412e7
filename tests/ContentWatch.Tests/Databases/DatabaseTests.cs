using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Databases;

public sealed class DatabaseTests : IDisposable
{
    private readonly TestDatabase database = new();

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task What_an_act_changed_before_it_failed_is_not_kept()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Database.WriteAsync(
            (db, _) =>
            {
                db.Providers.Add(Some.Provider());
                throw new InvalidOperationException("half way");
            },
            TestContext.Current.CancellationToken));

        await using var after = database.Database.Read();
        Assert.Equal(0, await after.Providers.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_time_comes_back_as_it_was_written_to_the_microsecond()
    {
        var written = Some.Time.AddTicks(12_345_678);
        var provider = new Provider { Id = Some.Id(), Name = "Forum", CreatedAt = written };

        await database.AddAsync(provider);

        await using var db = database.Database.Read();
        var read = await db.Providers.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(written.AddTicks(-8), read.CreatedAt);
    }

    [Fact]
    public async Task Two_processes_that_count_at_once_lose_no_number()
    {
        using var other = database.Open();
        await database.AddAsync(new Counter { Name = "case" });

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? database.Database : other).WriteAsync(
            async (db, cancel) => (await db.Counters.SingleAsync(cancel)).Last++,
            TestContext.Current.CancellationToken)));

        await using var db = database.Database.Read();
        Assert.Equal(40, (await db.Counters.SingleAsync(TestContext.Current.CancellationToken)).Last);
    }
}
