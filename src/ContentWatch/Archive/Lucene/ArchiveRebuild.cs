using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Archive.Lucene;

/// <summary>How far a rebuild is.</summary>
/// <param name="Written">Items that the new generation has.</param>
/// <param name="InDatabase">Items that the database has.</param>
public sealed record RebuildProgress(long Written, long InDatabase);

/// <summary>What a rebuild made.</summary>
/// <param name="Generation">The generation now in use.</param>
/// <param name="Items">Its items.</param>
/// <param name="Again">Items that changed while it was built and wait in the outbox for the feed.</param>
public sealed record RebuildResult(string Generation, long Items, int Again);

/// <summary>
/// Builds the archive anew beside the one in use:
/// <list type="number">
/// <item>takes an empty folder for the next generation; what a killed attempt left there is deleted: starting again is safe;</item>
/// <item>writes every item of the database;</item>
/// <item>compares ids and versions with the database, and mends what changed meanwhile, up to three times;</item>
/// <item>replaces the file <c>current</c>: readers and the feed follow it with their next step;</item>
/// <item>compares once more, and puts what the feed wrote to the old generation meanwhile into the outbox;</item>
/// <item>keeps the generation before for a way back; deletes older ones.</item>
/// </list>
/// Killed before step 4 the old generation stays in use. Killed between 4 and 5, run it again. One at a time.
/// </summary>
public sealed class ArchiveRebuild(Database database, IOptions<DatabaseOptions> options, TimeProvider time)
{
    private const int Batch = 500;
    private const int Rounds = 3;

    private readonly LuceneFolder folder = new(LuceneArchive.FolderOf(options.Value));

    /// <summary>Does all of it.</summary>
    /// <exception cref="ArchiveUnavailableException">Another rebuild is under way.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task<RebuildResult> RunAsync(IProgress<RebuildProgress>? progress, CancellationToken cancellationToken)
    {
        using var alone = Alone();
        var before = folder.Current();
        var next = folder.Next();
        using (var index = new LuceneIndex(folder.PathOf(next), forBulk: true))
        {
            index.Write([]);
            for (var round = 0; round < Rounds && await CompareAsync(index, cancellationToken) is { IsSame: false } found; round++)
            {
                await MendAsync(index, found, progress, cancellationToken);
            }
        }

        folder.Use(next);
        using var used = new LuceneIndex(folder.PathOf(next));
        var last = await CompareAsync(used, cancellationToken);
        await AgainAsync(last, cancellationToken);
        folder.Keep(before, next);
        return new(next, used.Read(searcher => searcher.IndexReader.NumDocs, 0), last.Differing.Count + last.Gone.Count);
    }

    private FileStream Alone()
    {
        try
        {
            return folder.HoldForRebuild();
        }
        catch (IOException held) when (held is not DirectoryNotFoundException)
        {
            throw new ArchiveUnavailableException("Another rebuild of the archive is under way.", held);
        }
    }

    private async Task<Difference> CompareAsync(LuceneIndex index, CancellationToken cancellationToken)
    {
        var there = index.Read(LuceneArchive.Versions, []).ToDictionary(v => v.ItemId, v => v.Version);
        var differing = new List<Guid>();
        var total = 0L;
        await using var db = database.Read();
        await foreach (var item in db.Items.Select(i => new { i.Id, i.Version }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            total++;
            if (!there.Remove(item.Id, out var version) || version < item.Version)
            {
                differing.Add(item.Id);
            }
        }

        return new(differing, [.. there.Keys], total);
    }

    private async Task MendAsync(LuceneIndex index, Difference found, IProgress<RebuildProgress>? progress, CancellationToken cancellationToken)
    {
        index.Remove(found.Gone);
        var written = found.InDatabase - found.Differing.Count;
        foreach (var ids in found.Differing.Chunk(Batch))
        {
            await using var db = database.Read();
            var items = await ArchiveGathering.OfAsync(db, ids, cancellationToken);
            index.Write(items);
            written += ids.Length;
            progress?.Report(new(written, found.InDatabase));
        }
    }

    private async Task AgainAsync(Difference last, CancellationToken cancellationToken)
    {
        foreach (var ids in last.Differing.Concat(last.Gone).Chunk(Batch))
        {
            await database.WriteAsync(
                (db, _) =>
                {
                    db.ArchiveChanges.AddRange(ids.Select(id => new ArchiveChange { ItemId = id, Version = 0, ChangedAt = time.GetUtcNow() }));
                    return Task.CompletedTask;
                },
                cancellationToken);
        }
    }

    private sealed record Difference(List<Guid> Differing, List<Guid> Gone, long InDatabase)
    {
        public bool IsSame => Differing.Count + Gone.Count == 0;
    }
}
