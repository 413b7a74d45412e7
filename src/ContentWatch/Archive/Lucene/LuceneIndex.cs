using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace ContentWatch.Archive.Lucene;

/// <summary>
/// One generation of the archive: a folder of the engine's files. The first write takes the folder's lock, which the operating
/// system gives back when the process ends, however it ends. Reads see the newest commit of any process. Thread-safe.
/// </summary>
internal sealed class LuceneIndex(string folder, bool forBulk = false) : IDisposable
{
    private const string AnalysisKey = "contentwatch.analysis";
    private const string FirstHead = "segments_1";
    private const double BufferMegabytes = 64;

    private readonly FSDirectory directory = FSDirectory.Open(folder);
    private readonly System.Threading.Lock writing = new();
    private readonly System.Threading.Lock opening = new();
    private IndexWriter? writer;
    private SearcherManager? searchers;

    /// <summary>Writes the items whose version is higher than the one that is there, and commits.</summary>
    public void Write(IReadOnlyCollection<ArchivedItem> items)
    {
        lock (writing)
        {
            var open = Writer();
            using (var reader = DirectoryReader.Open(open, applyAllDeletes: true))
            {
                foreach (var item in items.GroupBy(i => i.Id).Select(same => same.MaxBy(i => i.Version)!))
                {
                    if (VersionOf(reader, item.Id) is not { } there || there < item.Version)
                    {
                        open.UpdateDocument(new Term(LuceneFields.Id, item.Id.ToString()), LuceneDocument.Of(item));
                    }
                }
            }

            Commit(open);
        }
    }

    /// <summary>Takes items out and commits.</summary>
    public void Remove(IEnumerable<Guid> ids)
    {
        lock (writing)
        {
            var open = Writer();
            open.DeleteDocuments([.. ids.Select(id => new Term(LuceneFields.Id, id.ToString()))]);
            Commit(open);
        }
    }

    /// <summary>Reads with the newest commit; <paramref name="whenEmpty"/> when nothing was ever committed.</summary>
    public T Read<T>(Func<IndexSearcher, T> read, T whenEmpty)
    {
        if (Searchers() is not { } open)
        {
            return whenEmpty;
        }

        open.MaybeRefreshBlocking();
        var searcher = open.Acquire();
        try
        {
            return read(searcher);
        }
        finally
        {
            open.Release(searcher);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (writing)
        {
            writer?.Dispose();
            searchers?.Dispose();
            directory.Dispose();
        }
    }

    private static void Commit(IndexWriter open)
    {
        open.SetCommitData(new Dictionary<string, string> { [AnalysisKey] = LuceneAnalysis.Version });
        open.Commit();
    }

    private static long? VersionOf(IndexReader reader, Guid id)
    {
        var term = new Term(LuceneFields.Id, id.ToString());
        foreach (var leaf in reader.Leaves)
        {
            var documents = leaf.AtomicReader.GetTermDocsEnum(term);
            if (documents is not null && documents.NextDoc() is var doc && doc != DocIdSetIterator.NO_MORE_DOCS)
            {
                return leaf.AtomicReader.GetNumericDocValues(LuceneFields.Version).Get(doc);
            }
        }

        return null;
    }

    private IndexWriter Writer()
    {
        if (writer is not null)
        {
            return writer;
        }

        ClearCutOffBeginning();
        RefuseAnotherVersion();
        var config = new IndexWriterConfig(LuceneVersion.LUCENE_48, LuceneAnalysis.All)
        {
            Similarity = new BM25Similarity(),
            RAMBufferSizeMB = BufferMegabytes,
            WriteLockTimeout = 1_000,
        };
        if (!forBulk)
        {
            config.MergeScheduler = new SerialMergeScheduler();
        }

        try
        {
            return writer = new IndexWriter(directory, config);
        }
        catch (LockObtainFailedException locked)
        {
            throw new ArchiveUnavailableException($"Another process writes the archive in {folder}: one does at a time.", locked);
        }
    }

    private SearcherManager? Searchers()
    {
        lock (opening)
        {
            if (searchers is null && Commits().Count > 0)
            {
                RefuseAnotherVersion();
                searchers = new SearcherManager(directory, new ByBm25());
            }

            return searchers;
        }
    }

    private void RefuseAnotherVersion()
    {
        if (Commits() is not [.., var newest])
        {
            return;
        }

        var version = newest.UserData.TryGetValue(AnalysisKey, out var found) ? found : "none";
        if (version != LuceneAnalysis.Version)
        {
            throw new ArchiveUnavailableException(
                $"The archive in {folder} was made with text analysis {version}; this program has {LuceneAnalysis.Version}. Run cw archive rebuild.");
        }
    }

    /// <summary>The commits, the oldest first; none before the first is whole.</summary>
    private IList<IndexCommit> Commits()
    {
        try
        {
            return DirectoryReader.IndexExists(directory) ? DirectoryReader.ListCommits(directory) : [];
        }
        catch (IOException) when (HasNoMoreThanABeginning)
        {
            return [];
        }
    }

    /// <summary>
    /// No head but that of the first commit, which is unreadable while it is being written, and stays so when the writer is killed then; or not that one either,
    /// for the moment in which another writer takes it away.
    /// </summary>
    private bool HasNoMoreThanABeginning =>
        directory.ListAll().Where(name => name.StartsWith("segments_", StringComparison.Ordinal)).All(name => name == FirstHead);

    /// <summary>
    /// The engine never opens a folder whose first commit was cut off. Nothing was kept by it: whoever wrote was not told so, and writes again. Done with the
    /// writer's lock, so that no living writer's beginning is taken away.
    /// </summary>
    private void ClearCutOffBeginning()
    {
        if (!DirectoryReader.IndexExists(directory) || Commits().Count > 0 || !HasNoMoreThanABeginning)
        {
            return;
        }

        using var held = directory.MakeLock(IndexWriter.WRITE_LOCK_NAME);
        if (held.Obtain() && Commits().Count == 0 && HasNoMoreThanABeginning)
        {
            // Its number stands in a file of its own, which is believed: that one first.
            foreach (var name in directory.ListAll().Intersect([IndexFileNames.SEGMENTS_GEN, FirstHead]).Order(StringComparer.Ordinal))
            {
                directory.DeleteFile(name);
            }
        }
    }

    private sealed class ByBm25 : SearcherFactory
    {
        public override IndexSearcher NewSearcher(IndexReader reader) => new(reader) { Similarity = new BM25Similarity() };
    }
}
