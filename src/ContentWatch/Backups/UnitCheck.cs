using ContentWatch.Acquire;
using ContentWatch.Archive;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Backups;

/// <summary>One kind of thing that is wrong.</summary>
/// <param name="Kind"><c>audit</c>, <c>captures</c>, <c>archive</c> or <c>files</c>.</param>
/// <param name="First">The first that was found, in a sentence.</param>
/// <param name="Count">How many there are.</param>
public sealed record CheckFinding(string Kind, string First, long Count);

/// <summary>What checking a unit or a backup found.</summary>
/// <param name="Log">What of the audit log.</param>
/// <param name="Captures">Captures that were looked at.</param>
/// <param name="Files">Captured files that were hashed.</param>
/// <param name="Items">Items that the archive was asked for; null where no archive belongs to what was checked.</param>
/// <param name="Findings">What is wrong, one for each kind; empty when nothing is.</param>
public sealed record CheckResult(AuditVerdict Log, long Captures, long Files, long? Items, IReadOnlyList<CheckFinding> Findings)
{
    /// <summary>True when nothing is wrong.</summary>
    public bool IsSound => Findings.Count == 0;
}

/// <summary>
/// Checks that a database, its capture store and its archive belong together: the audit log is proven; every capture is there, each of its files has its hash
/// and its manifest says what its row says; the archive has each item in the database's version, but for changes that wait for the feed. Changes nothing.
/// </summary>
public sealed class UnitCheck(Database database, CaptureStore store)
{
    private const int Batch = 500;

    /// <summary>Checks.</summary>
    /// <param name="verifier">The key that signed the log's heads.</param>
    /// <param name="origin">The log's name.</param>
    /// <param name="outside">Checkpoints that were kept elsewhere.</param>
    /// <param name="archive">The archive; null where none belongs to it.</param>
    /// <param name="known">Files that are known to be lost: they are no finding.</param>
    /// <param name="progress">Told entries, captures and items.</param>
    /// <param name="cancellationToken">Stops between two of them.</param>
    public async Task<CheckResult> CheckAsync(
        NoteVerifier verifier,
        string origin,
        IReadOnlyCollection<string> outside,
        IArchive? archive,
        IReadOnlyCollection<ContentHash> known,
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var found = new Findings();
        await using var db = database.Read();
        var (entries, captures, items) = (await db.AuditLeaves.LongCountAsync(cancellationToken), await db.Captures.LongCountAsync(cancellationToken), archive is null ? 0 : await db.Items.LongCountAsync(cancellationToken));
        var total = entries + captures + items;

        var log = await new AuditVerifier(database).VerifyAsync(verifier, origin, outside, new Onward<long>(count => progress.Report(new(count, total))), cancellationToken);
        if (log is AuditVerdict.Broken broken)
        {
            found.Add("audit", broken.Index is { } index ? $"First at entry {index:N0}: {broken.Finding}" : broken.Finding);
        }

        var files = new HashSet<ContentHash>();
        var looked = 0L;
        await foreach (var capture in db.Captures.OrderBy(c => c.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (await WrongWithAsync(capture, files, known, cancellationToken) is { } wrong)
            {
                found.Add("captures", $"Capture {capture.Id}: {wrong}");
            }

            progress.Report(new(entries + ++looked, total));
        }

        long? asked = archive is null ? null : await CompareAsync(archive, found, at => progress.Report(new(entries + captures + at, total)), cancellationToken);
        return new(log, looked, files.Count, asked, found.All);
    }

    private async Task<string?> WrongWithAsync(Capture capture, HashSet<ContentHash> files, IReadOnlyCollection<ContentHash> known, CancellationToken cancellationToken)
    {
        if (await CapturedFiles.FindAsync(store, capture.ManifestHash, cancellationToken) is not { } bytes)
        {
            return known.Contains(capture.ManifestHash) ? null : $"the manifest {capture.ManifestHash} is {Missing(capture.ManifestHash)}.";
        }

        if (CapturedFiles.Read(bytes) is not { } record)
        {
            return $"the file {capture.ManifestHash} is no manifest of a capture.";
        }

        var last = record.Hops[^1];
        if (record.CaptureId != capture.Id || record.Body != capture.BodyHash || last.Request != capture.RequestHash || last.Response != capture.ResponseHash)
        {
            return "the manifest says otherwise than the row.";
        }

        foreach (var hash in await CapturedFiles.OfAsync(capture, store, cancellationToken))
        {
            if (!known.Contains(hash) && files.Add(hash) && await CapturedFiles.FindAsync(store, hash, cancellationToken) is null)
            {
                return $"the file {hash} is {Missing(hash)}.";
            }
        }

        return null;
    }

    private string Missing(ContentHash hash) => store.LengthOf(hash) is null ? "missing" : "damaged: its bytes do not have that hash";

    private async Task<long> CompareAsync(IArchive archive, Findings found, Action<long> at, CancellationToken cancellationToken)
    {
        // The archive first: what is written to the database meanwhile is newer there, and waits for the feed.
        var there = new Dictionary<Guid, long>();
        await foreach (var item in archive.IdsAndVersionsAsync(cancellationToken))
        {
            there[item.ItemId] = item.Version;
        }

        await using var db = database.Read();
        await using var snapshot = await Database.SnapshotAsync(db, cancellationToken);
        var waiting = (await db.ArchiveChanges.Select(c => c.ItemId).Distinct().ToListAsync(cancellationToken)).ToHashSet();
        var asked = 0L;
        await foreach (var item in db.Items.OrderBy(i => i.Id).Select(i => new { i.Id, i.Version }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var isThere = there.Remove(item.Id, out var version);
            if (!waiting.Contains(item.Id) && (!isThere || version != item.Version))
            {
                found.Add("archive", isThere ? $"Item {item.Id} is of version {version} in the archive and {item.Version} in the database." : $"Item {item.Id} is not in the archive.");
            }

            if (++asked % Batch == 0)
            {
                at(asked);
            }
        }

        foreach (var id in there.Keys.Where(id => !waiting.Contains(id)))
        {
            found.Add("archive", $"The archive has the item {id}, which the database does not.");
        }

        at(asked);
        return asked;
    }

    /// <summary>Tells in the same moment, where <see cref="Progress{T}"/> would tell later and in any order.</summary>
    internal sealed class Onward<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }

    private sealed class Findings
    {
        private readonly List<CheckFinding> all = [];

        public IReadOnlyList<CheckFinding> All => all;

        public void Add(string kind, string sentence)
        {
            var at = all.FindIndex(finding => finding.Kind == kind);
            if (at < 0)
            {
                all.Add(new(kind, sentence, 1));
            }
            else
            {
                all[at] = all[at] with { Count = all[at].Count + 1 };
            }
        }
    }
}
