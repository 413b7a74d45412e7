using System.Text;
using ContentWatch.Archive;
using ContentWatch.Archive.Lucene;
using ContentWatch.Audit;
using ContentWatch.Score;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Archive;

public sealed class SearchDeskTests : IDisposable
{
    private readonly TestDatabase test = new();
    private readonly LuceneArchive archive;
    private readonly Actor reader = Actor.Person(Some.Id());
    private readonly SearchDesk desk;

    public SearchDeskTests()
    {
        archive = new(Options.Create(new DatabaseOptions { Folder = test.Folder }));
        desk = new(test.Database, archive, new AuditLog(test.Time), Options.Create(new ArchiveOptions()));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        archive.Dispose();
        test.Dispose();
    }

    [Fact]
    public async Task A_search_is_recorded_with_the_items_shown_and_without_its_words()
    {
        var item = SomeArchived.Item("A green bicycle.");
        await archive.WriteAsync([item], Cancel);

        var found = await desk.SearchAsync(reader, new("bicycle") { WithSnippets = true, Purpose = "case 12" }, Cancel);

        Assert.NotEmpty(Assert.IsType<SearchResult.Found>(found).Page.Hits.Single().Snippets);
        var entry = Assert.Single(await Entries());
        Assert.Equal(("archive.searched", "archive", reader.Id), (entry.Act, entry.Subject, entry.ActorId));
        var record = Encoding.UTF8.GetString(entry.Bytes);
        Assert.Contains(item.Id.ToString(), record, StringComparison.Ordinal);
        Assert.Contains("case 12", record, StringComparison.Ordinal);
        Assert.DoesNotContain("bicycle", record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_cannot_be_recorded_shows_nothing()
    {
        await archive.WriteAsync([SomeArchived.Item("A green bicycle.")], Cancel);
        await DropAudit();

        await Assert.ThrowsAnyAsync<Exception>(() => desk.SearchAsync(reader, new("bicycle") { WithSnippets = true }, Cancel));
    }

    [Fact]
    public async Task Without_snippets_a_search_hands_out_no_content()
    {
        await archive.WriteAsync([SomeArchived.Item("A green bicycle.") with { Title = "Cycling" }], Cancel);

        var found = await desk.SearchAsync(reader, new("bicycle"), Cancel);

        var hit = Assert.Single(Assert.IsType<SearchResult.Found>(found).Page.Hits);
        Assert.Null(hit.Title);
        Assert.Empty(hit.Snippets);
    }

    [Fact]
    public async Task What_is_wrong_with_a_search_is_answered_and_not_recorded()
    {
        Assert.IsType<SearchResult.NotUnderstood>(await desk.SearchAsync(reader, new("\"green"), Cancel));
        Assert.IsType<SearchResult.CursorRefused>(await desk.SearchAsync(reader, new("green") { Cursor = "x" }, Cancel));
        Assert.IsType<SearchResult.Refused>(await desk.SearchAsync(reader, new("green") { PageSize = 201 }, Cancel));
        Assert.IsType<SearchResult.Refused>(await desk.SearchAsync(reader, new("green") { Purpose = new string('x', 201) }, Cancel));

        Assert.Empty(await Entries());
    }

    [Theory]
    [InlineData("green score:>0.5")]
    [InlineData("green OR (bicycle NOT score:<0.5)")]
    [InlineData("NOT label:hateful")]
    public async Task Who_must_not_learn_scores_cannot_search_by_them(string query)
    {
        await archive.WriteAsync([Scored()], Cancel);

        Assert.IsType<SearchResult.ScoresHidden>(await desk.SearchAsync(reader, new(query) { WithoutScores = true }, Cancel));
        Assert.IsType<SearchResult.Found>(await desk.SearchAsync(reader, new(query), Cancel));
    }

    [Fact]
    public async Task Who_must_not_learn_scores_cannot_sort_filter_or_count_by_them_and_sees_none()
    {
        await archive.WriteAsync([Scored()], Cancel);

        Assert.IsType<SearchResult.ScoresHidden>(await desk.SearchAsync(reader, new("green") { WithoutScores = true, Sort = ArchiveSort.Hateful }, Cancel));
        Assert.IsType<SearchResult.ScoresHidden>(await desk.SearchAsync(reader, new("green") { WithoutScores = true, Sort = ArchiveSort.Incitement }, Cancel));
        Assert.IsType<SearchResult.ScoresHidden>(
            await desk.SearchAsync(reader, new("green") { WithoutScores = true, Filters = [new(ArchiveFacet.Label, "hateful")] }, Cancel));
        var page = Assert.IsType<SearchResult.Found>(await desk.SearchAsync(reader, new("green") { WithoutScores = true }, Cancel)).Page;
        Assert.Empty(page.Hits.Single().Scores);
        Assert.Empty(page.Hits.Single().Labels);
        Assert.DoesNotContain(ArchiveFacet.Label, page.Facets.Keys);
        Assert.NotEmpty(Assert.IsType<SearchResult.Found>(await desk.SearchAsync(reader, new("green"), Cancel)).Page.Hits.Single().Scores);
    }

    [Fact]
    public async Task Reading_a_text_is_recorded()
    {
        var item = Some.Item("A green bicycle.");
        await test.AddAsync(item);

        var text = await desk.ReadTextAsync(reader, item.Id, Cancel);

        Assert.Equal(new ItemText(null, "A green bicycle."), text);
        var entry = Assert.Single(await Entries());
        Assert.Equal(("item.read", $"item/{item.Id}"), (entry.Act, entry.Subject));
    }

    [Fact]
    public async Task A_text_whose_reading_cannot_be_recorded_is_not_read()
    {
        var item = Some.Item();
        await test.AddAsync(item);
        await DropAudit();

        await Assert.ThrowsAnyAsync<Exception>(() => desk.ReadTextAsync(reader, item.Id, Cancel));
    }

    [Fact]
    public async Task The_facts_of_an_item_tell_where_it_was_seen_and_nothing_of_its_text()
    {
        var (item, provider) = (Some.Item("A green bicycle."), Some.Provider("Forum One"));
        var location = Some.Location(provider);
        var lead = Some.Lead(location);
        var capture = Some.Capture(lead);
        await test.AddAsync(item, provider, location, lead, capture);
        await test.AddAsync(new Appearance
        {
            Id = Some.Id(),
            ItemId = item.Id,
            LocationId = location.Id,
            CaptureId = capture.Id,
            Selector = "main",
            SeenAt = Some.Time,
        });

        var facts = await desk.FindItemAsync(item.Id, Cancel);

        Assert.NotNull(facts);
        Assert.Equal((item.Hash, "en", 16), (facts.Hash, facts.Language, facts.Characters));
        Assert.Equal((location.Url, "Forum One"), (facts.Appearances.Single().Url, facts.Appearances.Single().Provider));
        Assert.Null(await desk.FindItemAsync(Some.Id(), Cancel));
        Assert.Null(await desk.ReadTextAsync(reader, Some.Id(), Cancel));
    }

    private static ArchivedItem Scored() =>
        SomeArchived.Item("A green bicycle.") with { Scores = new Dictionary<Label, double> { [Label.Hateful] = .9 }, Labels = [Label.Hateful] };

    private async Task<List<AuditLeaf>> Entries()
    {
        await using var db = test.Database.Read();
        return await db.AuditLeaves.ToListAsync(Cancel);
    }

    private Task DropAudit() => test.RefuseEntriesAsync();
}
