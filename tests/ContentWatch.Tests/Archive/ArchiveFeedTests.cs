using ContentWatch.Archive;
using ContentWatch.Archive.Lucene;
using ContentWatch.Score;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Archive;

public sealed class ArchiveFeedTests : IDisposable
{
    private readonly TestDatabase test = new();
    private readonly LuceneArchive archive;
    private readonly ArchiveFeed feed;

    public ArchiveFeedTests()
    {
        archive = new(Where);
        feed = new(test.Database, archive);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IOptions<DatabaseOptions> Where => Options.Create(new DatabaseOptions { Folder = test.Folder });

    public void Dispose()
    {
        archive.Dispose();
        test.Dispose();
    }

    [Fact]
    public async Task A_changed_item_is_carried_with_all_it_is_found_by()
    {
        var item = await Seen("A green bicycle.", "Forum One", "ann", 0.9);

        Assert.Equal(1, await feed.OnceAsync(Cancel));

        Assert.Equal([item.Id], await Ids("green provider:\"forum one\" account:ann incitement:>0.8 label:incitement published:2026-11"));
        Assert.Equal(new ArchiveLag(0, null), await feed.LagAsync(Cancel));
    }

    [Fact]
    public async Task Of_each_label_the_newest_score_counts()
    {
        var item = await Seen("A green bicycle.", "Forum One", "ann", 0.9);
        await test.AddAsync(Score(item, 0.1, "2", Some.Time.AddDays(1)));

        await feed.OnceAsync(Cancel);

        Assert.Equal([item.Id], await Ids("incitement:<0.2"));
        Assert.Empty(await Ids("label:incitement"));
    }

    [Fact]
    public async Task Killed_between_writing_and_forgetting_it_carries_the_same_again_and_nothing_changes()
    {
        var item = await Seen("A green bicycle.", "Forum One", "ann", 0.9);
        var dying = new ArchiveFeed(test.Database, new DyingArchive(archive));

        await Assert.ThrowsAsync<IOException>(() => dying.OnceAsync(Cancel));
        Assert.Equal([item.Id], await Ids("green"));
        Assert.Equal(1, (await feed.LagAsync(Cancel)).Waiting);

        Assert.Equal(1, await feed.OnceAsync(Cancel));
        Assert.Equal(0, await feed.OnceAsync(Cancel));
        Assert.Equal([item.Id], await Ids("green"));
        Assert.Equal(1, await archive.CountAsync(Cancel));
    }

    [Fact]
    public async Task An_item_that_the_database_has_no_more_leaves_the_archive()
    {
        var gone = SomeArchived.Item("Here and gone.");
        await archive.WriteAsync([gone], Cancel);
        await test.AddAsync(new ArchiveChange { ItemId = gone.Id, Version = 2, ChangedAt = Some.Time });

        await feed.OnceAsync(Cancel);

        Assert.Equal(0, await archive.CountAsync(Cancel));
    }

    [Fact]
    public async Task The_lag_tells_how_many_wait_and_since_when()
    {
        await test.AddAsync(
            new ArchiveChange { ItemId = Some.Id(), Version = 1, ChangedAt = Some.Time },
            new ArchiveChange { ItemId = Some.Id(), Version = 1, ChangedAt = Some.Time.AddMinutes(1) });

        Assert.Equal(new ArchiveLag(2, Some.Time), await feed.LagAsync(Cancel));
    }

    [Fact]
    public async Task A_second_writer_is_told_that_another_one_writes()
    {
        await archive.WriteAsync([SomeArchived.Item("First.")], Cancel);
        using var second = new LuceneArchive(Where);

        var refused = await Assert.ThrowsAsync<ArchiveUnavailableException>(() => second.WriteAsync([SomeArchived.Item("Second.")], Cancel));

        Assert.Contains("one does at a time", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await second.CountAsync(Cancel));
    }

    [Fact]
    public async Task A_rebuild_makes_the_archive_of_the_database_and_readers_follow()
    {
        var item = await Seen("A green bicycle.", "Forum One", "ann", 0.9);
        await archive.WriteAsync([SomeArchived.Item("A stranger that the database never had.")], Cancel);
        var told = new List<RebuildProgress>();

        var made = await Rebuild().RunAsync(new Told(told), Cancel);

        Assert.Equal(("g000002", 1L, 0), (made.Generation, made.Items, made.Again));
        Assert.Equal([new(1, 1)], told);
        Assert.Equal([item.Id], await Ids("green"));
        Assert.Empty(await Ids("stranger"));
    }

    [Fact]
    public async Task The_feed_goes_on_in_the_new_generation()
    {
        await archive.WriteAsync([SomeArchived.Item("Before.")], Cancel);
        await Rebuild().RunAsync(null, Cancel);
        var item = await Seen("A green bicycle.", "Forum One", "ann", 0.9);

        await feed.OnceAsync(Cancel);

        Assert.Equal([item.Id], await Ids("green"));
        Assert.Equal(1, await archive.CountAsync(Cancel));
    }

    [Fact]
    public async Task A_rebuild_starts_again_over_what_a_killed_one_left_and_keeps_one_generation_for_a_way_back()
    {
        await Seen("A green bicycle.", "Forum One", "ann", 0.9);
        await Rebuild().RunAsync(null, Cancel);
        var root = Path.Combine(test.Folder, "archive");
        Directory.CreateDirectory(Path.Combine(root, "g000002"));
        await File.WriteAllTextAsync(Path.Combine(root, "g000002", "segments_9"), "torn", Cancel);

        await Rebuild().RunAsync(null, Cancel);
        var last = await Rebuild().RunAsync(null, Cancel);

        Assert.Equal(("g000003", 1L), (last.Generation, last.Items));
        Assert.Equal(["g000002", "g000003"], Directory.GetDirectories(root).Select(Path.GetFileName).Order());
        Assert.Single(await Ids("green"));
    }

    [Fact]
    public async Task What_changes_while_a_rebuild_is_under_way_is_in_the_archive_at_the_end()
    {
        var item = await Seen("A green bicycle.", "Forum One", "ann", 0.9);
        var changing = new Changing(() =>
        {
            using var db = test.Contexts.CreateDbContext();
            var row = db.Items.Single();
            row.Verdict = "refer";
            row.Version++;
            db.SaveChanges();
        });

        await Rebuild().RunAsync(changing, Cancel);

        Assert.Equal([item.Id], await Ids("verdict:refer"));
    }

    [Fact]
    public async Task One_rebuild_runs_at_a_time()
    {
        await Seen("A green bicycle.", "Forum One", "ann", 0.9);
        ArchiveUnavailableException? refused = null;
        var second = new Changing(() => refused = Assert.Throws<ArchiveUnavailableException>(
            () => Rebuild().RunAsync(null, Cancel).GetAwaiter().GetResult()));

        await Rebuild().RunAsync(second, Cancel);

        Assert.NotNull(refused);
    }

    [Fact]
    public async Task An_archive_of_another_text_analysis_asks_for_a_rebuild()
    {
        var folder = Path.Combine(test.Folder, "archive", "g000001");
        using (var directory = global::Lucene.Net.Store.FSDirectory.Open(folder))
        using (var writer = new global::Lucene.Net.Index.IndexWriter(
            directory, new(global::Lucene.Net.Util.LuceneVersion.LUCENE_48, LuceneAnalysis.All)))
        {
            writer.SetCommitData(new Dictionary<string, string> { ["contentwatch.analysis"] = "0" });
            writer.Commit();
        }

        await File.WriteAllTextAsync(Path.Combine(test.Folder, "archive", "current"), "g000001", Cancel);

        var refused = await Assert.ThrowsAsync<ArchiveUnavailableException>(() => archive.CountAsync(Cancel));
        Assert.Contains("cw archive rebuild", refused.Message, StringComparison.Ordinal);
        await Rebuild().RunAsync(null, Cancel);
        Assert.Equal(0, await archive.CountAsync(Cancel));
    }

    private static ItemScore Score(Item item, double probability, string version, DateTimeOffset at) => new()
    {
        Id = Some.Id(),
        ItemId = item.Id,
        Label = Label.IncitementOrThreat,
        Outcome = ScoreOutcome.Scored,
        Probability = probability,
        Threshold = 0.7,
        ModelId = "artificial",
        ModelVersion = version,
        Language = "en",
        ScoredAt = at,
    };

    private ArchiveRebuild Rebuild() => new(test.Database, Where, test.Time);

    private async Task<Item> Seen(string text, string providerName, string handle, double probability)
    {
        var item = Some.Item(text);
        var provider = Some.Provider(providerName);
        var location = Some.Location(provider);
        var lead = Some.Lead(location);
        var capture = Some.Capture(lead);
        var account = new Account { Id = Some.Id(), ProviderId = provider.Id, Handle = handle, CreatedAt = Some.Time };
        await test.AddAsync(item, provider, location, lead, capture, account);
        await test.AddAsync(
            new Appearance
            {
                Id = Some.Id(),
                ItemId = item.Id,
                LocationId = location.Id,
                CaptureId = capture.Id,
                Selector = "main",
                AccountId = account.Id,
                PublishedAt = Some.Time.AddDays(-10),
                SeenAt = Some.Time,
            },
            Score(item, probability, "1", Some.Time));
        await test.Database.WriteAsync(
            async (db, cancel) => ArchiveOutbox.Changed(db, await db.Items.SingleAsync(i => i.Id == item.Id, cancel), test.Time.GetUtcNow()), Cancel);
        return item;
    }

    private async Task<List<Guid>> Ids(string text)
    {
        var tree = Assert.IsType<QueryReading.Understood>(QueryParser.Parse(text)).Tree;
        return [.. Assert.IsType<ArchivePage>(await archive.SearchAsync(new(tree), Cancel)).Hits.Select(h => h.Id)];
    }

    private sealed class Told(List<RebuildProgress> told) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => told.Add(value);
    }

    private sealed class Changing(Action act) : IProgress<RebuildProgress>
    {
        private bool done;

        public void Report(RebuildProgress value)
        {
            if (!done)
            {
                done = true;
                act();
            }
        }
    }

    /// <summary>Writes, and dies before it can say so.</summary>
    private sealed class DyingArchive(IArchive archive) : IArchive
    {
        public async Task WriteAsync(IReadOnlyCollection<ArchivedItem> items, CancellationToken cancellationToken)
        {
            await archive.WriteAsync(items, cancellationToken);
            throw new IOException("Killed.");
        }

        public Task RemoveAsync(IReadOnlyCollection<Guid> itemIds, CancellationToken cancellationToken) => archive.RemoveAsync(itemIds, cancellationToken);

        public Task<ArchiveAnswer> SearchAsync(ArchiveQuery query, CancellationToken cancellationToken) => archive.SearchAsync(query, cancellationToken);

        public Task<long> CountAsync(CancellationToken cancellationToken) => archive.CountAsync(cancellationToken);

        public IAsyncEnumerable<ItemVersion> IdsAndVersionsAsync(CancellationToken cancellationToken) => archive.IdsAndVersionsAsync(cancellationToken);
    }
}
