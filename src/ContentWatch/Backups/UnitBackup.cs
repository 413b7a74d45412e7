using System.Reflection;
using System.Text.Json.Nodes;
using ContentWatch.Acquire;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Backups;

/// <summary>A backup that was made.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="NewFiles">Captured files that the folder did not have yet.</param>
public sealed record MadeBackup(OpenBackup Backup, long NewFiles);

/// <summary>
/// Makes a backup while the unit runs:
/// <list type="number">
/// <item>keeps other backups out of the folder;</item>
/// <item>takes one moment of the database and writes every table as it is then;</item>
/// <item>copies the captured files that this moment names and the folder lacks, hashing each; bytes of captures never change;</item>
/// <item>copies what else of the data folder is needed: its mark, the log's public key, and on request the signing key and the secrets;</item>
/// <item>writes the manifest, records <c>backup.made</c>, and last gives the backup its name.</item>
/// </list>
/// Killed before the end it leaves a half folder, which never counts and is deleted by the next backup; captures that it copied stay and need not be copied again.
/// </summary>
public sealed class UnitBackup(Database database, AuditLog audit, CaptureStore store, IOptions<DatabaseOptions> data, TimeProvider time)
{
    private static readonly string[] Always = ["folder.json", "keys/audit.key.pub"];

    /// <summary>Makes one.</summary>
    /// <param name="folder">The folder of backups; made where it is missing.</param>
    /// <param name="withKeys">Also the signing key and the channels' secrets: then who has the backup can sign the log and speak to platforms.</param>
    /// <param name="progress">Told rows and captured files.</param>
    /// <param name="cancellationToken">Leaves a half folder.</param>
    /// <exception cref="BackupException">The folder cannot take it.</exception>
    public async Task<MadeBackup> MakeAsync(string folder, bool withKeys, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        RefuseWithinTheUnit(folder);
        var target = BackupFolder.OpenOrMake(folder);
        using var held = target.Hold();
        await using var db = database.Read();
        await using var snapshot = await Database.SnapshotAsync(db, cancellationToken);
        var at = time.GetUtcNow();
        var half = target.Begin(at);
        var shapes = TableShapes.Of(db);
        var count = new Count(progress, await RowsAsync(db, shapes, cancellationToken));

        List<BackupTable> tables = [];
        foreach (var shape in shapes)
        {
            tables.Add(await TableFile.WriteAsync(db, shape, half, count.Add, cancellationToken));
        }

        var (captures, fresh) = await CopyCapturesAsync(db, target.Captures(time), count, cancellationToken);
        var manifest = new BackupManifest(
            at,
            typeof(UnitBackup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            db.Database.IsSqlite() ? Schemas.Sqlite : Schemas.Postgres,
            Schemas.Newest,
            tables,
            await LogAsync(db, cancellationToken),
            captures,
            [.. Always.Concat(withKeys ? Keys() : []).Where(name => File.Exists(In(name))).Select(name => CopyFile(name, half))],
            withKeys);
        BackupFolder.Seal(half, manifest);
        await RecordAsync(manifest, Path.GetFileName(half)[..^".half".Length], cancellationToken);
        return new(new(target.Finish(half), manifest), fresh);
    }

    private async Task<(BackupCaptures Captures, long Fresh)> CopyCapturesAsync(ContentWatchDb db, CaptureStore target, Count count, CancellationToken cancellationToken)
    {
        var (captures, bytes, fresh) = (0L, 0L, 0L);
        HashSet<ContentHash> files = [];
        List<ContentHash> lost = [];
        await foreach (var capture in db.Captures.OrderBy(c => c.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            captures++;
            foreach (var hash in await CapturedFiles.OfAsync(capture, store, cancellationToken))
            {
                if (!files.Add(hash))
                {
                    continue;
                }

                if (target.LengthOf(hash) is null)
                {
                    if (await CapturedFiles.FindAsync(store, hash, cancellationToken) is not { } found)
                    {
                        lost.Add(hash);
                        continue;
                    }

                    await target.PutAsync(found, cancellationToken);
                    fresh++;
                }

                bytes += target.LengthOf(hash)!.Value;
            }

            count.Add(1);
        }

        return (new(captures, files.Count, bytes, lost), fresh);
    }

    private static async Task<long> RowsAsync(ContentWatchDb db, IReadOnlyList<TableShape> shapes, CancellationToken cancellationToken)
    {
        var rows = (long)await db.Captures.CountAsync(cancellationToken);
        foreach (var shape in shapes)
        {
            // The name of a table of our own model.
#pragma warning disable EF1002
            rows += await db.Database.SqlQueryRaw<long>($"SELECT count(*) AS \"Value\" FROM \"{shape.Name}\"").SingleAsync(cancellationToken);
#pragma warning restore EF1002
        }

        return rows;
    }

    private static async Task<BackupLog> LogAsync(ContentWatchDb db, CancellationToken cancellationToken)
    {
        var newest = await db.AuditCheckpoints.OrderByDescending(c => c.Size).FirstOrDefaultAsync(cancellationToken);
        var waiting = await db.AuditLeaves.CountAsync(leaf => leaf.Index == null, cancellationToken);
        return new(newest?.Size ?? 0, newest?.Root ?? new MerkleTree().Root, waiting, newest?.Note);
    }

    private Task RecordAsync(BackupManifest manifest, string name, CancellationToken cancellationToken) => database.WriteAsync(
        (db, cancel) => audit.AppendAsync(
            db,
            Actor.Operator,
            "backup.made",
            $"backup/{name}",
            new JsonObject
            {
                ["manifest"] = ContentHash.Of(manifest.ToBytes()).ToString(),
                ["size"] = manifest.Log.Size,
                ["root"] = Convert.ToBase64String(manifest.Log.Root),
                ["captures"] = manifest.Captures.Captures,
                ["lost"] = manifest.Captures.Lost.Count,
                ["keys"] = manifest.HasKeys,
            },
            cancel),
        cancellationToken);

    private BackupFile CopyFile(string name, string half)
    {
        var bytes = File.ReadAllBytes(In(name));
        BackupFolder.Keep(Path.Combine([half, "files", .. name.Split('/')]), bytes);
        return new($"files/{name}", bytes.Length, ContentHash.Of(bytes));
    }

    /// <summary>The signing key and every secret of a channel.</summary>
    private IEnumerable<string> Keys()
    {
        var secrets = In("secrets");
        var kept = Directory.Exists(secrets) ? Directory.EnumerateFiles(secrets, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".new", StringComparison.Ordinal)) : [];
        return kept.Select(file => Path.GetRelativePath(data.Value.Folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal).Prepend("keys/audit.key");
    }

    private string In(string name) => Path.Combine([data.Value.Folder, .. name.Split('/')]);

    private void RefuseWithinTheUnit(string folder)
    {
        var (unit, target) = (Path.GetFullPath(data.Value.Folder) + Path.DirectorySeparatorChar, Path.GetFullPath(folder) + Path.DirectorySeparatorChar);
        if (target.StartsWith(unit, StringComparison.Ordinal))
        {
            throw new BackupException($"'{folder}' lies in the data folder: what burns with the unit is no backup. Name a folder elsewhere, best on another disk.");
        }
    }

    private sealed class Count(IProgress<WorkProgress> progress, long total)
    {
        private long done;

        public void Add(int more) => progress.Report(new(done += more, total));
    }
}
