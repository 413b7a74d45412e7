using ContentWatch.Archive;
using ContentWatch.Score;

namespace ContentWatch.Tests.Archive;

/// <summary>What every archive promises. An archive inherits this and says how it is opened.</summary>
public abstract class ArchiveContract : IDisposable
{
    private readonly List<IArchive> opened = [];
    private IArchive? first;

    /// <summary>Opens the archive of this test, as one more process would.</summary>
    protected abstract IArchive Open();

    /// <summary>Deletes all that the test left.</summary>
    protected abstract void Clean();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IArchive Archive => first ??= Another();

    public void Dispose()
    {
        opened.OfType<IDisposable>().ToList().ForEach(a => a.Dispose());
        Clean();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_archive_to_which_nothing_was_written_answers_with_an_empty_page()
    {
        var page = await Ask("anything");

        Assert.Empty(page.Hits);
        Assert.Equal(0, page.Total);
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task An_item_is_found_by_all_words_and_not_by_some()
    {
        var item = SomeArchived.Item("The green bicycle stands at the station.");
        await Write(item, SomeArchived.Item("A green boat."));

        Assert.Equal([item.Id], await Ids("bicycle green"));
        Assert.Empty(await Ids("bicycle boat"));
    }

    [Theory]
    [InlineData("nl", "De fietsen staan bij het station.", "fiets")]
    [InlineData("en", "Seven bicycles were repaired.", "bicycle repairing")]
    [InlineData("de", "Die Häuser am Fluss.", "haus")]
    [InlineData("fr", "L'avion des chevaux", "cheval avion")]
    [InlineData("ar", "الكتاب على الطاولة", "كتاب")]
    [InlineData("fa", "كتاب‌هاي ما", "کتاب")]
    [InlineData("ru", "Зелёные велосипеды", "велосипед")]
    [InlineData("tr", "İstanbul'da yağmur", "istanbul")]
    [InlineData("ja", "東京の自転車", "東京")]
    [InlineData("el", "Το πράσινο ποδήλατο", "ΠΟΔΗΛΑΤΟ")]
    [InlineData("hi", "हरी साइकिल स्टेशन पर", "साइकिल")]
    [InlineData("und", "Crème brûlée", "creme brulee")]
    [InlineData("ti", "ሰላም ዓለም", "ሰላም")]
    public async Task Words_of_any_script_are_found_in_the_forms_of_their_language(string language, string text, string query)
    {
        var item = SomeArchived.Item(text, language);
        await Write(item, SomeArchived.Item("Something else entirely."));

        Assert.Equal([item.Id], await Ids(query));
    }

    [Fact]
    public async Task Phrases_prefixes_alternatives_and_exclusions_mean_what_they_say()
    {
        var green = SomeArchived.Item("The green bicycle stands still.");
        var red = SomeArchived.Item("A red bicycle, and then something green.");
        await Write(green, red);

        Assert.Equal([green.Id], await Ids("\"green bicycle\""));
        Assert.Equal(Sorted(green, red), await Ids("bicy*"));
        Assert.Equal([red.Id], await Ids("bicycle -stands"));
        Assert.Equal(Sorted(green, red), await Ids("(red OR still) AND bicycle"));
        Assert.Equal([green.Id], await Ids("NOT red"));
    }

    [Theory]
    [InlineData("NEAR(green, bicycle)")]
    [InlineData("text_plain:green")]
    [InlineData("text:*")]
    [InlineData("\"green bicycle\"~5")]
    [InlineData("/gr.*/")]
    [InlineData("gren~1")]
    [InlineData("[a TO z]")]
    [InlineData("{\"match_all\":{}}")]
    [InlineData("green' OR 1=1 --")]
    public async Task The_language_of_the_engine_is_out_of_reach(string text)
    {
        await Write(SomeArchived.Item("The green bicycle."));

        var ids = QueryParser.Parse(text) is QueryReading.Understood understood ? (await Ask(new ArchiveQuery(understood.Tree))).Hits : [];

        Assert.Empty(ids);
    }

    [Fact]
    public async Task Writing_the_same_item_twice_keeps_one()
    {
        var item = SomeArchived.Item("Once is enough.");

        await Write(item);
        await Write(item, item);

        Assert.Equal([item.Id], await Ids("enough"));
        Assert.Equal(1, await Archive.CountAsync(Cancel));
    }

    [Fact]
    public async Task An_older_version_never_overwrites_a_newer_one()
    {
        var id = Some.Id();
        await Write(SomeArchived.Item("The newer words.", id: id, version: 3));

        await Write(SomeArchived.Item("The older words.", id: id, version: 2));

        Assert.Empty(await Ids("older"));
        Assert.Equal([id], await Ids("newer"));
        Assert.Equal([new(id, 3)], await Archive.IdsAndVersionsAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_newer_version_replaces_an_older_one_even_in_one_batch()
    {
        var id = Some.Id();

        await Write(SomeArchived.Item("The newer words.", id: id, version: 2), SomeArchived.Item("The older words.", id: id, version: 1));
        await Write(SomeArchived.Item("The newest words.", id: id, version: 3));

        Assert.Empty(await Ids("older OR newer"));
        Assert.Equal([id], await Ids("newest"));
    }

    [Fact]
    public async Task An_item_taken_out_is_found_no_more()
    {
        var item = SomeArchived.Item("Here and gone.");
        await Write(item);

        await Archive.RemoveAsync([item.Id, Some.Id()], Cancel);

        Assert.Empty(await Ids("gone"));
        Assert.Equal(0, await Archive.CountAsync(Cancel));
    }

    [Fact]
    public async Task A_write_is_seen_by_another_reader_at_once_and_again()
    {
        var reader = Another();
        await Write(SomeArchived.Item("First word."));
        Assert.Equal(1, await reader.CountAsync(Cancel));

        await Write(SomeArchived.Item("Second word."));

        Assert.Equal(2, await reader.CountAsync(Cancel));
    }

    [Fact]
    public async Task Snippets_are_ranges_of_the_text_as_it_was_written_and_never_markup()
    {
        const string Text = "😀 <b>Green</b> & <script>alert(1)</script> — the bicycles were green, the boat red.";
        await Write(SomeArchived.Item(Text));

        var hit = Assert.Single((await Ask("green bicycle", q => q with { WithSnippets = true })).Hits);

        var snippet = Assert.Single(hit.Snippets);
        Assert.Equal(Text.Substring(snippet.Start, snippet.Text.Length), snippet.Text);
        Assert.Equal(["Green", "bicycles", "green"], snippet.Found.Select(f => snippet.Text.Substring(f.Start, f.Length)));
    }

    [Fact]
    public async Task A_phrase_is_shown_as_one_range_and_its_words_alone_are_not()
    {
        var before = string.Concat(Enumerable.Repeat("Nothing of note is said in this line. ", 40));
        await Write(SomeArchived.Item(before + "A bicycle is here. The green bicycle is there."));

        var hit = Assert.Single((await Ask("\"green bicycle\"", q => q with { WithSnippets = true })).Hits);

        var snippet = Assert.Single(hit.Snippets);
        Assert.Equal(["green bicycle"], snippet.Found.Select(f => snippet.Text.Substring(f.Start, f.Length)));
        Assert.True(snippet.Text.Length < 250);
    }

    [Fact]
    public async Task Fields_narrow_and_a_hit_carries_the_facts()
    {
        var item = SomeArchived.Item("The green bicycle.", "nl") with
        {
            Title = "Cycling news",
            Providers = ["Big Forum", "Small Host"],
            Hosts = ["big.example:8443"],
            Accounts = ["Ann Other"],
            Scores = new Dictionary<Label, double> { [Label.IncitementOrThreat] = 0.85, [Label.Hateful] = 0.2 },
            Labels = [Label.IncitementOrThreat],
            Verdict = "refer",
            PublishedAt = new(2026, 2, 14, 23, 30, 0, TimeSpan.Zero),
        };
        await Write(item, SomeArchived.Item("Another bicycle.") with { Scores = new Dictionary<Label, double> { [Label.Hateful] = 0.5 } });

        string[] fit =
        [
            "lang:NL", "provider:\"small host\"", "host:big.example:8443", "account:\"ann other\"", "label:incitement", "verdict:refer",
            "incitement:>0.8", "score:>=0.85", "hateful:<0.3", "published:2026-01..2026-02", "published:2026-02-14", "title:cycling",
            $"hash:{item.Hash}", $"hash:{item.Hash.ToString()[..8]}", "bicycle NOT lang:en", "seen:2026-12 title:news",
        ];
        foreach (var query in fit)
        {
            Assert.True((await Ids(query)).SequenceEqual([item.Id]), query);
        }

        foreach (var query in new[] { "verdict:dismiss", "incitement:>0.85", "published:2026-03..", "published:..2026-01", "title:bicycle", "seen:2025" })
        {
            Assert.True((await Ids(query)).Count == 0, query);
        }

        var hit = Assert.Single((await Ask("lang:nl")).Hits);
        Assert.Equal(
            (item.Hash, item.Title, "nl", "refer", item.PublishedAt, item.FirstSeenAt, item.LastSeenAt),
            (hit.Hash, hit.Title, hit.Language, hit.Verdict, hit.PublishedAt, hit.FirstSeenAt, hit.LastSeenAt));
        Assert.Equal(item.Providers, hit.Providers);
        Assert.Equal(item.Scores, hit.Scores);
        Assert.Equal(item.Labels, hit.Labels);
    }

    [Fact]
    public async Task Facets_count_all_hits_and_each_without_its_own_filter()
    {
        await Write(
            SomeArchived.Item("green one", "nl") with { Providers = ["A"] },
            SomeArchived.Item("green two", "nl") with { Providers = ["A", "B"] },
            SomeArchived.Item("green three", "en") with { Providers = ["B"], Verdict = "refer" },
            SomeArchived.Item("red", "de"));
        ArchiveFilter[] chosen = [new(ArchiveFacet.Language, "nl"), new(ArchiveFacet.Provider, "B")];

        var all = await Ask("green", q => q with { WithFacets = true });
        var page = await Ask("green", q => q with { WithFacets = true, Filters = chosen });

        Assert.Equal([new("nl", 2), new("en", 1)], all.Facets[ArchiveFacet.Language]);
        Assert.Equal([new("none", 2), new("refer", 1)], all.Facets[ArchiveFacet.Verdict]);
        Assert.Equal(1, page.Total);
        Assert.Equal([new("en", 1), new("nl", 1)], page.Facets[ArchiveFacet.Language]);
        Assert.Equal([new("A", 2), new("B", 1)], page.Facets[ArchiveFacet.Provider]);
        Assert.Equal([new("none", 1)], page.Facets[ArchiveFacet.Verdict]);
    }

    [Fact]
    public async Task Values_of_one_facet_widen_and_facets_narrow()
    {
        await Write(SomeArchived.Item("green one", "nl"), SomeArchived.Item("green two", "en"), SomeArchived.Item("green three", "de"));
        ArchiveFilter[] both = [new(ArchiveFacet.Language, "nl"), new(ArchiveFacet.Language, "en")];

        Assert.Equal(2, (await Ask("green", q => q with { Filters = both })).Total);
        Assert.Equal(0, (await Ask("green", q => q with { Filters = [.. both, new(ArchiveFacet.Verdict, "refer")] })).Total);
    }

    [Fact]
    public async Task Hits_come_in_the_order_asked_for()
    {
        var old = SomeArchived.Item("green green green") with { PublishedAt = Some.Time.AddDays(-9), Scores = Hateful(0.9) };
        var middle = SomeArchived.Item("green, and a lot of other words beside it") with { PublishedAt = Some.Time.AddDays(-5) };
        var unsaid = SomeArchived.Item("green and then some") with { Scores = Hateful(0.1) };
        await Write(middle, unsaid, old);

        Assert.Equal([unsaid.Id, middle.Id, old.Id], await InOrder(ArchiveSort.Newest));
        Assert.Equal([old.Id, middle.Id, unsaid.Id], await InOrder(ArchiveSort.Oldest));
        Assert.Equal([old.Id, unsaid.Id, middle.Id], await InOrder(ArchiveSort.Hateful));
        Assert.Equal(old.Id, (await InOrder(ArchiveSort.Relevance))[0]);
    }

    [Theory]
    [InlineData(ArchiveSort.Relevance)]
    [InlineData(ArchiveSort.Newest)]
    [InlineData(ArchiveSort.Oldest)]
    [InlineData(ArchiveSort.Hateful)]
    public async Task Paging_to_the_end_shows_each_item_once(ArchiveSort sort)
    {
        var items = Enumerable.Range(0, 250)
            .Select(n => SomeArchived.Item($"green {n}") with { PublishedAt = Some.Time.AddDays(-(n % 3)), Scores = Hateful(n % 2 / 2.0) })
            .ToArray();
        await Write(items);

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await Ask("green", q => q with { Sort = sort, PageSize = 7, Cursor = cursor });
            Assert.Equal(250, page.Total);
            seen.AddRange(page.Hits.Select(h => h.Id));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(250, seen.Count);
        Assert.Equal(250, seen.Distinct().Count());
    }

    [Fact]
    public async Task Paging_shows_each_item_once_while_others_are_written()
    {
        var items = Enumerable.Range(0, 40).Select(n => SomeArchived.Item($"green {n}") with { PublishedAt = Some.Time.AddMinutes(-n) }).ToArray();
        await Write(items);

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await Ask("green", q => q with { Sort = ArchiveSort.Newest, PageSize = 6, Cursor = cursor });
            seen.AddRange(page.Hits.Select(h => h.Id));
            cursor = page.Next;
            await Write(SomeArchived.Item($"green newcomer {Some.Number()}") with { PublishedAt = Some.Time.AddDays(1) });
            await Write(items[seen.Count / 2] with { Version = 2 + seen.Count });
        }
        while (cursor is not null);

        Assert.Equal(items.Select(i => i.Id), seen);
    }

    [Fact]
    public async Task A_cursor_of_another_query_order_or_filter_is_refused()
    {
        await Write(SomeArchived.Item("green one"), SomeArchived.Item("green two"));
        var cursor = (await Ask("green", q => q with { PageSize = 1 })).Next;
        var same = new ArchiveQuery(Tree("green")) { PageSize = 1, Cursor = cursor };

        Assert.IsType<ArchivePage>(await Archive.SearchAsync(same, Cancel));
        Assert.IsType<CursorRefused>(await Archive.SearchAsync(same with { Tree = Tree("two") }, Cancel));
        Assert.IsType<CursorRefused>(await Archive.SearchAsync(same with { Sort = ArchiveSort.Newest }, Cancel));
        Assert.IsType<CursorRefused>(await Archive.SearchAsync(same with { Filters = [new(ArchiveFacet.Language, "en")] }, Cancel));
        Assert.IsType<CursorRefused>(await Archive.SearchAsync(same with { Cursor = "nonsense" }, Cancel));
        Assert.IsType<CursorRefused>(await Archive.SearchAsync(same with { Cursor = cursor + "A" }, Cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task A_page_of_no_or_too_many_hits_is_refused(int size) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Archive.SearchAsync(new(Tree("green")) { PageSize = size }, Cancel));

    private static Dictionary<Label, double> Hateful(double probability) => new() { [Label.Hateful] = probability };

    private static QueryNode Tree(string text) => Assert.IsType<QueryReading.Understood>(QueryParser.Parse(text)).Tree;

    private static List<Guid> Sorted(params ArchivedItem[] items) => [.. items.Select(i => i.Id).Order()];

    private IArchive Another()
    {
        opened.Add(Open());
        return opened[^1];
    }

    private Task Write(params ArchivedItem[] items) => Archive.WriteAsync(items, Cancel);

    private Task<ArchivePage> Ask(string text, Func<ArchiveQuery, ArchiveQuery>? with = null)
    {
        var query = new ArchiveQuery(Tree(text));
        return Ask(with is null ? query : with(query));
    }

    private async Task<ArchivePage> Ask(ArchiveQuery query) => Assert.IsType<ArchivePage>(await Archive.SearchAsync(query, Cancel));

    private async Task<List<Guid>> Ids(string text) => [.. (await Ask(text)).Hits.Select(h => h.Id).Order()];

    private async Task<List<Guid>> InOrder(ArchiveSort sort) => [.. (await Ask("green", q => q with { Sort = sort })).Hits.Select(h => h.Id)];
}
