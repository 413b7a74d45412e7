using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ContentWatch.Audit;
using ContentWatch.Score;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Archive;

/// <summary>What somebody asks of the archive.</summary>
/// <param name="Text">The query as typed; see <see cref="QueryParser"/>.</param>
public sealed record SearchForm(string Text)
{
    /// <summary>The order. Default: relevance.</summary>
    public ArchiveSort Sort { get; init; }

    /// <summary>Hits of a page; null for the configured number.</summary>
    public int? PageSize { get; init; }

    /// <summary>Where the page begins; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Values chosen in facets.</summary>
    public IReadOnlyList<ArchiveFilter> Filters { get; init; } = [];

    /// <summary>Whether snippets of the content are shown. Default: no.</summary>
    public bool WithSnippets { get; init; }

    /// <summary>
    /// Whether whoever asks must not learn scores before a verdict of their own: nothing may be found, sorted, counted or shown by them. Default: no.
    /// </summary>
    public bool WithoutScores { get; init; }

    /// <summary>Why it is searched, such as a case number; at most 200 characters; null when nobody asks for it. Kept in the record for ever: no names.</summary>
    public string? Purpose { get; init; }
}

/// <summary>What became of a search.</summary>
public abstract record SearchResult
{
    private SearchResult()
    {
    }

    /// <summary>A page. Facts only, unless snippets were asked for.</summary>
    /// <param name="Page">The hits. Titles and snippets are content: only with <see cref="SearchForm.WithSnippets"/>.</param>
    public sealed record Found(ArchivePage Page) : SearchResult;

    /// <summary>The query is not understood.</summary>
    /// <param name="Problem">Where and why.</param>
    public sealed record NotUnderstood(QueryProblem Problem) : SearchResult;

    /// <summary>The cursor is not one of this query.</summary>
    public sealed record CursorRefused : SearchResult;

    /// <summary>The search asks for scores, which stay hidden from whoever asks.</summary>
    public sealed record ScoresHidden : SearchResult;

    /// <summary>A field of the form does not hold.</summary>
    /// <param name="Field">Which, by the name in <see cref="SearchForm"/>.</param>
    /// <param name="Reason">Why, in a sentence.</param>
    public sealed record Refused(string Field, string Reason) : SearchResult;
}

/// <summary>An item without its content.</summary>
/// <param name="Id">The item.</param>
/// <param name="Hash">Its content hash.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Characters">How long its text is.</param>
/// <param name="Verdict">What people decided; null when nothing yet.</param>
/// <param name="FirstSeenAt">When we first saw it.</param>
/// <param name="Appearances">Where it was seen, first first.</param>
/// <param name="Scores">What models say of it, newest first.</param>
public sealed record ItemFacts(
    Guid Id,
    ContentHash Hash,
    string Language,
    int Characters,
    string? Verdict,
    DateTimeOffset FirstSeenAt,
    IReadOnlyList<AppearanceFacts> Appearances,
    IReadOnlyList<ItemScore> Scores);

/// <summary>Where and when an item was seen.</summary>
/// <param name="Id">The appearance.</param>
/// <param name="LocationId">The location.</param>
/// <param name="Url">Its address as first given.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Account">Who published it; null when the page does not say.</param>
/// <param name="Availability">What we saw at the location last.</param>
/// <param name="PublishedAt">When it was published; null when the page does not say.</param>
/// <param name="SeenAt">When we saw it.</param>
public sealed record AppearanceFacts(
    Guid Id,
    Guid LocationId,
    string Url,
    string Provider,
    string? Account,
    Availability Availability,
    DateTimeOffset? PublishedAt,
    DateTimeOffset SeenAt);

/// <summary>An item's text, as a reader would read it. Text of strangers: never markup.</summary>
/// <param name="Title">Its title; null when none.</param>
/// <param name="Text">Its text.</param>
public sealed record ItemText(string? Title, string Text);

/// <summary>
/// Where the archive is searched and items are read. Every search and every reading is an entry of the audit log, committed
/// before anything is handed out. Thread-safe.
/// </summary>
/// <remarks>
/// The entry of a search holds the SHA-256 and the length of the query, not its words: the log can never forget, and people
/// search for names. Who asks whether a given query was made can hash it and look.
/// </remarks>
public sealed class SearchDesk(Database database, IArchive archive, AuditLog audit, IOptions<ArchiveOptions> options)
{
    private const int MaxPurpose = 200;

    /// <summary>Searches.</summary>
    public async Task<SearchResult> SearchAsync(Actor actor, SearchForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (Wrong(form) is { } wrong)
        {
            return wrong;
        }

        return QueryParser.Parse(form.Text) switch
        {
            QueryReading.Understood understood when form.WithoutScores && AsksForScores(form, understood.Tree) => new SearchResult.ScoresHidden(),
            QueryReading.Understood understood => await FoundAsync(actor, form, understood.Tree, cancellationToken),
            QueryReading.Refused refused => new SearchResult.NotUnderstood(refused.Problem),
            _ => throw new InvalidOperationException("A kind of reading that is not in the list."),
        };
    }

    /// <summary>Those of the items that have no number because no model speaks their language: no number is not a low number.</summary>
    public async Task<IReadOnlySet<Guid>> WithoutModelAsync(IReadOnlyCollection<Guid> itemIds, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await db.ItemScores.Where(s => itemIds.Contains(s.ItemId) && s.Outcome == ScoreOutcome.NoModelForLanguage)
            .Select(s => s.ItemId).ToHashSetAsync(cancellationToken);
    }

    /// <summary>What is known of an item, without its title and text; null when there is none.</summary>
    public async Task<ItemFacts?> FindItemAsync(Guid itemId, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var item = await db.Items
            .Where(i => i.Id == itemId)
            .Select(i => new { i.Hash, i.Language, i.Text.Length, i.Verdict, i.FirstSeenAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (item is null)
        {
            return null;
        }

        var appearances = await Appearances(db, itemId).ToListAsync(cancellationToken);
        var scores = await db.ItemScores.Where(s => s.ItemId == itemId).OrderByDescending(s => s.ScoredAt).ToListAsync(cancellationToken);
        return new(itemId, item.Hash, item.Language, item.Length, item.Verdict, item.FirstSeenAt, appearances, scores);
    }

    /// <summary>The text of an item; null when there is none. The reading is recorded first.</summary>
    public Task<ItemText?> ReadTextAsync(Actor actor, Guid itemId, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancel) =>
        {
            var text = await db.Items.Where(i => i.Id == itemId).Select(i => new ItemText(i.Title, i.Text)).SingleOrDefaultAsync(cancel);
            if (text is not null)
            {
                await audit.AppendAsync(db, actor, "item.read", $"item/{itemId}", null, cancel);
            }

            return text;
        },
        cancellationToken);

    private async Task<SearchResult> FoundAsync(Actor actor, SearchForm form, QueryNode tree, CancellationToken cancellationToken)
    {
        var query = new ArchiveQuery(tree)
        {
            Sort = form.Sort,
            PageSize = form.PageSize ?? options.Value.PageSize,
            Cursor = form.Cursor,
            Filters = form.Filters,
            WithFacets = true,
            WithSnippets = form.WithSnippets,
        };
        if (await archive.SearchAsync(query, cancellationToken) is not ArchivePage page)
        {
            return new SearchResult.CursorRefused();
        }

        var details = Details(form, page);
        await database.WriteAsync(
            (db, cancel) => audit.AppendAsync(db, actor, "archive.searched", "archive", details, cancel), cancellationToken);
        page = form.WithSnippets ? page : WithoutContent(page);
        return new SearchResult.Found(form.WithoutScores ? WithoutScores(page) : page);
    }

    private static bool AsksForScores(SearchForm form, QueryNode tree) =>
        form.Sort is ArchiveSort.Incitement or ArchiveSort.Hateful || form.Filters.Any(f => f.Facet == ArchiveFacet.Label) || tree.AsksForScores;

    private static SearchResult.Refused? Wrong(SearchForm form) => form switch
    {
        { PageSize: < 1 or > ArchiveQuery.MaxPageSize } => new(nameof(SearchForm.PageSize), "A page has 1 to 200 hits."),
        { Purpose.Length: > MaxPurpose } => new(nameof(SearchForm.Purpose), "A purpose has at most 200 characters."),
        { Filters.Count: > QueryParser.MaxClauses } => new(nameof(SearchForm.Filters), "There are more than 64 filters."),
        _ => null,
    };

    private static JsonObject Details(SearchForm form, ArchivePage page) => new()
    {
        ["query"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(form.Text))),
        ["length"] = form.Text.Length,
        ["filters"] = form.Filters.Count,
        ["total"] = page.Total,
        ["purpose"] = form.Purpose,
        ["snippets"] = form.WithSnippets,
        ["items"] = new JsonArray([.. page.Hits.Select(h => JsonValue.Create(h.Id.ToString()))]),
    };

    private static ArchivePage WithoutContent(ArchivePage page) => page with { Hits = [.. page.Hits.Select(h => h with { Title = null, Snippets = [] })] };

    private static ArchivePage WithoutScores(ArchivePage page) => page with
    {
        Hits = [.. page.Hits.Select(h => h with { Scores = new Dictionary<Score.Label, double>(), Labels = [] })],
        Facets = page.Facets.Where(f => f.Key != ArchiveFacet.Label).ToDictionary(),
    };

    private static IQueryable<AppearanceFacts> Appearances(ContentWatchDb db, Guid itemId) =>
        from appearance in db.Appearances
        where appearance.ItemId == itemId
        join location in db.Locations on appearance.LocationId equals location.Id
        join provider in db.Providers on location.ProviderId equals provider.Id
        join account in db.Accounts on appearance.AccountId equals (Guid?)account.Id into accounts
        from account in accounts.DefaultIfEmpty()
        orderby appearance.SeenAt
        select new AppearanceFacts(
            appearance.Id,
            location.Id,
            location.Url,
            provider.Name,
            account == null ? null : account.Handle,
            location.Availability,
            appearance.PublishedAt,
            appearance.SeenAt);
}
