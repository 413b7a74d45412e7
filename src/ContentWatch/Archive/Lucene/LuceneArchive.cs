using System.Runtime.CompilerServices;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Microsoft.Extensions.Options;

namespace ContentWatch.Archive.Lucene;

/// <summary>
/// The archive on one machine: Lucene.Net in files below the data folder, written by one process at a time, read by any.
/// Follows the file <c>current</c> from one generation to the next. Holds file handles; dispose of it once, at the end.
/// </summary>
/// <param name="options">Where the data folder is.</param>
public sealed class LuceneArchive(IOptions<DatabaseOptions> options) : IArchive, IDisposable
{
    private readonly LuceneFolder folder = new(FolderOf(options.Value));
    private readonly ReaderWriterLockSlim usage = new();
    private (string Name, LuceneIndex Index)? open;

    /// <summary>Where the archive is, below the data folder.</summary>
    internal static string FolderOf(DatabaseOptions options) => Path.Combine(options.Folder, "archive");

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyCollection<ArchivedItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Count == 0 ? Task.CompletedTask : Task.Run(() => Changed(index => index.Write(items)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(IReadOnlyCollection<Guid> itemIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(itemIds);
        return itemIds.Count == 0 ? Task.CompletedTask : Task.Run(() => Changed(index => index.Remove(itemIds)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ArchiveAnswer> SearchAsync(ArchiveQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.PageSize, ArchiveQuery.MaxPageSize);
        var after = query.Cursor is null ? null : LuceneCursor.Read(query);
        if (query.Cursor is not null && after is null)
        {
            return Task.FromResult<ArchiveAnswer>(new CursorRefused());
        }

        return Task.Run<ArchiveAnswer>(() => Read(searcher => Page(searcher, query, after), Nothing()), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        Task.Run(() => Read(searcher => (long)searcher.IndexReader.NumDocs, 0L), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ItemVersion> IdsAndVersionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var version in await Task.Run(() => Read(Versions, []), cancellationToken))
        {
            yield return version;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        open?.Index.Dispose();
        usage.Dispose();
    }

    /// <summary>All versions of a generation's items.</summary>
    internal static List<ItemVersion> Versions(IndexSearcher searcher)
    {
        var versions = new List<ItemVersion>(searcher.IndexReader.NumDocs);
        foreach (var leaf in searcher.IndexReader.Leaves)
        {
            var reader = leaf.AtomicReader;
            var (ids, numbers, live, bytes) = (reader.GetSortedDocValues(LuceneFields.Id), reader.GetNumericDocValues(LuceneFields.Version), reader.LiveDocs, new BytesRef());
            for (var doc = 0; doc < reader.MaxDoc; doc++)
            {
                if (live is null || live.Get(doc))
                {
                    ids.Get(doc, bytes);
                    versions.Add(new(Guid.Parse(bytes.Utf8ToString()), numbers.Get(doc)));
                }
            }
        }

        return versions;
    }

    private static ArchivePage Nothing() => new ArchivePage([], 0, new Dictionary<ArchiveFacet, IReadOnlyList<FacetCount>>(), null);

    private static ArchivePage Page(IndexSearcher searcher, ArchiveQuery query, FieldDoc? after)
    {
        var found = LuceneQueries.Of(query.Tree);
        var filtered = LuceneQueries.Filtered(found, query.Filters);
        var top = searcher.SearchAfter(after, filtered, null, query.PageSize + 1, LuceneCursor.Order(query.Sort), false, false);
        var shown = top.ScoreDocs.Take(query.PageSize).ToList();
        var snippets = query.WithSnippets ? new LuceneSnippets(query.Tree) : null;
        var hits = shown.ConvertAll(s => Hit(searcher.Doc(s.Doc), snippets));
        var next = top.ScoreDocs.Length > query.PageSize ? LuceneCursor.After(query, (FieldDoc)shown[^1]) : null;
        return new ArchivePage(hits, top.TotalHits, Facets(searcher, found, query), next);
    }

    private static ArchiveHit Hit(global::Lucene.Net.Documents.Document document, LuceneSnippets? snippets)
    {
        var bare = LuceneDocument.Hit(document, []);
        return snippets is null ? bare : bare with { Snippets = snippets.Of(LuceneDocument.TextOf(document), bare.Language) };
    }

    private static IReadOnlyDictionary<ArchiveFacet, IReadOnlyList<FacetCount>> Facets(IndexSearcher searcher, Query found, ArchiveQuery query)
    {
        if (!query.WithFacets)
        {
            return new Dictionary<ArchiveFacet, IReadOnlyList<FacetCount>>();
        }

        var facets = new LuceneFacets(query.Filters);
        searcher.Search(found, facets);
        return facets.Counts();
    }

    /// <summary>Writes; once more when a rebuild put another generation in place meanwhile, for the write may have missed it.</summary>
    private void Changed(Action<LuceneIndex> change)
    {
        string written;
        do
        {
            written = folder.CurrentOrFirst();
            Using(written, index =>
            {
                change(index);
                return true;
            });
        }
        while (folder.Current() != written);
    }

    private T Read<T>(Func<IndexSearcher, T> read, T whenEmpty) =>
        folder.Current() is { } current ? Using(current, index => index.Read(read, whenEmpty)) : whenEmpty;

    /// <summary>Uses a generation; the one before it is closed when nobody uses it any more.</summary>
    private T Using<T>(string generation, Func<LuceneIndex, T> use)
    {
        usage.EnterReadLock();
        try
        {
            if (open is { } same && same.Name == generation)
            {
                return use(same.Index);
            }
        }
        finally
        {
            usage.ExitReadLock();
        }

        Follow(generation);
        return Using(generation, use);
    }

    private void Follow(string generation)
    {
        usage.EnterWriteLock();
        try
        {
            if (open?.Name != generation)
            {
                open?.Index.Dispose();
                open = (generation, new LuceneIndex(folder.PathOf(generation)));
            }
        }
        finally
        {
            usage.ExitWriteLock();
        }
    }
}
