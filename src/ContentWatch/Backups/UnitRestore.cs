using System.Text.Json.Nodes;
using ContentWatch.Audit;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Backups;

/// <summary>
/// Restores a backup to an empty place, or in the place of a unit that is put aside:
/// <list type="number">
/// <item>takes the data folder, and on PostgreSQL the database, where nothing runs;</item>
/// <item>looks for the key that signs the log: without it the log could not go on;</item>
/// <item>checks all of the backup (<see cref="BackupCheck"/>), and compares its log with every checkpoint that was kept elsewhere;</item>
/// <item>refuses what is damaged, and what would take the log back behind such a checkpoint, unless the operator says why;</item>
/// <item>makes the new unit beside the old: captures, keys, database; leases and links that sign in end; <c>backup.restored</c> is its first entry;</item>
/// <item>swaps the two.</item>
/// </list>
/// Killed before the last step nothing has changed. The archive is built anew by the caller, from the database.
/// </summary>
public sealed class UnitRestore(IOptions<AuditOptions> options, TimeProvider time)
{
    private const string KeyName = "keys/audit.key";

    /// <summary>Restores.</summary>
    /// <param name="order">What and where to.</param>
    /// <param name="progress">Told rows, entries and captures.</param>
    /// <param name="cancellationToken">Leaves everything as it was.</param>
    /// <exception cref="BackupException">It cannot be restored as asked; nothing was touched.</exception>
    public async Task<RestoreOutcome> RestoreAsync(RestoreOrder order, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(progress);
        using var place = UnitPlace.Take(order.Folder, order.Replaces);
        await using var postgres = order.Postgres is null ? null : await PostgresPlace.TakeAsync(order.Postgres, order.Replaces, cancellationToken);
        await place.RefuseOpenDatabaseAsync(cancellationToken);
        var at = time.GetUtcNow();
        var isSameUnit = IsSameUnit(place, order.Backup);
        if (isSameUnit)
        {
            place.Carry("checkpoints");
        }

        KeepKey(order, place);
        var sqlite = Path.Combine(place.Staging, "contentwatch.db");
        var check = await new BackupCheck(time).CheckAsync(order.Backup, sqlite, options.Value.Origin, Outside(order, place), progress, cancellationToken);
        if (Judge(order, check) is { } refused)
        {
            return refused;
        }

        var rollBack = check.Log is AuditVerdict.Broken { Astray: { Count: > 0 } astray }
            ? RecordedRollback.Of(order.Backup.Manifest.Log.Size, order.Backup.Manifest.Log.Note is { } note ? Checkpoint.OfNote(note).History : 1, astray, order.RollBack!)
            : null;
        await CopyAsync(order.Backup, place, sqlite, isSameUnit, cancellationToken);
        var entry = Entry(order.Backup, rollBack);
        if (postgres is null)
        {
            using var database = new Database(new SqliteFile(sqlite));
            await database.WriteAsync((db, cancel) => SettleAsync(db, entry, order.Backup.Name, cancel), cancellationToken);
            return new RestoreOutcome.Restored(check, rollBack, place.Swap(at));
        }

        File.Delete(sqlite);
        await postgres.FillAsync(order.Backup, at, _ => { }, cancellationToken);
        await SettleAsync(postgres.Db, entry, order.Backup.Name, cancellationToken);
        await postgres.Db.SaveChangesAsync(cancellationToken);
        var aside = place.Swap(at);
        await postgres.CommitAsync(cancellationToken);
        return new RestoreOutcome.Restored(check, rollBack, aside);
    }

    /// <summary>What forbids to go on; null when nothing does.</summary>
    private static RestoreOutcome? Judge(RestoreOrder order, CheckResult check)
    {
        if (check.Log is not AuditVerdict.Broken { Astray: { Count: > 0 } astray } broken || check.Findings.Any(finding => finding.Kind != "audit"))
        {
            return check.IsSound ? null : new RestoreOutcome.NotSound(check);
        }

        return order.RollBack is null ? new RestoreOutcome.WouldRollBack(order.Backup.Manifest.Log.Size, astray.Max(head => head.Size), broken.Finding) : null;
    }

    /// <summary>The checkpoints of the second place, wherever the settings say it is: another disk, or what was carried over.</summary>
    private List<string> Outside(RestoreOrder order, UnitPlace place)
    {
        var mirror = new CheckpointMirror(options, Options.Create(new DatabaseOptions { Folder = place.Staging }), time);
        return [.. mirror.Notes(int.MaxValue), .. order.Outside];
    }

    /// <summary>True when what is there signs with the same key: then its checkpoints, secrets and passwords belong to what is restored too.</summary>
    private static bool IsSameUnit(UnitPlace place, OpenBackup backup) =>
        place.In(KeyName + ".pub") is var path && File.Exists(path) && File.ReadAllText(path).Trim() == BackupCheck.VerifierOf(backup).ToString();

    private static void KeepKey(RestoreOrder order, UnitPlace place)
    {
        var brought = order.Backup.Manifest.Files.FirstOrDefault(file => file.Name == "files/" + KeyName);
        var source = order.Key ?? (brought is null ? place.In(KeyName) : order.Backup.PathOf(brought));
        if (!File.Exists(source))
        {
            throw new BackupException(order.Key is null
                ? "The backup does not bring the key that signs the audit log, and none is in the data folder: without it the log cannot go on. Name your copy with --key FILE."
                : $"There is no key at '{source}'.");
        }

        var path = Path.Combine(place.Staging, "keys", "audit.key");
        BackupFolder.Keep(path, File.ReadAllBytes(source));
        using var key = CheckpointKey.Load(path);
        var expected = BackupCheck.VerifierOf(order.Backup);
        if (NoteVerifier.Of(expected.Name, key.PublicKey).ToString() != expected.ToString())
        {
            throw new BackupException($"'{source}' is not the key that signed the log of this backup.");
        }
    }

    private async Task CopyAsync(OpenBackup backup, UnitPlace place, string sqlite, bool isSameUnit, CancellationToken cancellationToken)
    {
        foreach (var file in backup.Manifest.Files.Where(file => file.Name != "files/" + KeyName))
        {
            BackupFolder.Keep(Path.Combine([place.Staging, .. file.Name.Split('/')[1..]]), await File.ReadAllBytesAsync(backup.PathOf(file), cancellationToken));
        }

        if (isSameUnit)
        {
            place.Carry("secrets");
            place.Carry("database");
        }

        var (from, to) = (backup.Captures(time), BackupFolder.StoreIn(place.Staging, time));
        await using var db = new SqliteFile(sqlite).CreateDbContext();
        await foreach (var capture in db.Captures.AsNoTracking().OrderBy(c => c.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            foreach (var hash in await CapturedFiles.OfAsync(capture, from, cancellationToken))
            {
                if (to.LengthOf(hash) is null && await CapturedFiles.FindAsync(from, hash, cancellationToken) is { } bytes)
                {
                    await to.PutAsync(bytes, cancellationToken);
                }
            }
        }
    }

    private static JsonObject Entry(OpenBackup backup, RecordedRollback? rollBack)
    {
        var details = new JsonObject
        {
            ["manifest"] = ContentHash.Of(backup.Manifest.ToBytes()).ToString(),
            ["size"] = backup.Manifest.Log.Size,
            ["root"] = Convert.ToBase64String(backup.Manifest.Log.Root),
        };
        rollBack?.Into(details);
        return details;
    }

    /// <summary>
    /// The first act of what was restored. What workers held when the backup was made is let go; links that sign in end, since the backup cannot know which of them were used.
    /// </summary>
    private async Task SettleAsync(ContentWatchDb db, JsonObject entry, string name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await db.Leads.Where(lead => lead.LeaseUntil > now).ExecuteUpdateAsync(set => set.SetProperty(lead => lead.LeaseUntil, now), cancellationToken);
        await db.Captures.Where(capture => capture.LeaseUntil > now).ExecuteUpdateAsync(set => set.SetProperty(capture => capture.LeaseUntil, now), cancellationToken);
        await db.Appearances.Where(appearance => appearance.LeaseUntil > now).ExecuteUpdateAsync(set => set.SetProperty(appearance => appearance.LeaseUntil, now), cancellationToken);
        await db.Referrals.Where(referral => referral.LeaseUntil > now).ExecuteUpdateAsync(set => set.SetProperty(referral => referral.LeaseUntil, now), cancellationToken);
        await db.OneTimeLinks.Where(link => link.UsedAt == null && link.ExpiresAt > now).ExecuteUpdateAsync(set => set.SetProperty(link => link.ExpiresAt, now), cancellationToken);
        await new AuditLog(time, options).AppendAsync(db, Actor.Operator, RecordedRollback.Act, $"backup/{name}", (JsonObject)entry.DeepClone(), cancellationToken);
    }
}
