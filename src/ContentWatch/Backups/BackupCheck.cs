using ContentWatch.Audit;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Backups;

/// <summary>
/// Checks a backup without restoring it to where it would be used: every file has its hash, the rows fill a database of their version, the log in it is
/// proven, every capture is whole, and what the manifest says of the log is so. The database that it fills for that stays where the caller wants it.
/// </summary>
public sealed class BackupCheck(TimeProvider time)
{
    /// <summary>Checks.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="sqlite">Where the SQLite file is made; nothing may be there.</param>
    /// <param name="origin">The log's name.</param>
    /// <param name="outside">Checkpoints that were kept elsewhere.</param>
    /// <param name="progress">Told rows, entries and captures.</param>
    /// <param name="cancellationToken">Stops between two of them.</param>
    /// <exception cref="BackupException">A newer build made it.</exception>
    public async Task<CheckResult> CheckAsync(
        OpenBackup backup, string sqlite, string origin, IReadOnlyCollection<string> outside, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(backup);
        ArgumentNullException.ThrowIfNull(progress);
        var manifest = backup.Manifest;
        List<string> wrong = [.. manifest.Tables.Select(table => table.File).Concat(manifest.Files).Select(backup.Check).OfType<string>()];
        if (wrong.Count > 0)
        {
            return new(new AuditVerdict.Broken(null, "The log was not read: files of the backup are not what they were."), 0, 0, null, [new("files", wrong[0], wrong.Count)]);
        }

        var (rows, all) = (0L, manifest.Tables.Sum(table => table.Rows));
        var steps = all + manifest.Log.Size + manifest.Log.Waiting + manifest.Captures.Captures;
        await Filling.SqliteAsync(sqlite, backup, more => progress.Report(new(rows += more, steps)), cancellationToken);
        using var database = new Database(new SqliteFile(sqlite));
        var saysOtherwise = await SaysOtherwiseAsync(database, manifest.Log, cancellationToken);
        var result = await new UnitCheck(database, backup.Captures(time)).CheckAsync(
            VerifierOf(backup), origin, outside, null, manifest.Captures.Lost.ToHashSet(), new UnitCheck.Onward<WorkProgress>(at => progress.Report(new(all + at.Done, steps))), cancellationToken);
        return saysOtherwise ? result with { Findings = [.. result.Findings, new("files", $"The manifest of '{backup.Path}' says otherwise of the log than the log itself.", 1)] } : result;
    }

    private static async Task<bool> SaysOtherwiseAsync(Database database, BackupLog log, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var newest = await db.AuditCheckpoints.OrderByDescending(c => c.Size).FirstOrDefaultAsync(cancellationToken);
        return newest is null ? log.Size != 0 : newest.Size != log.Size || newest.Note != log.Note || !newest.Root.AsSpan().SequenceEqual(log.Root);
    }

    /// <summary>The public key that the backup brings; whoever restores compares it with the signing key.</summary>
    /// <exception cref="BackupException">It brings none, or it was changed.</exception>
    internal static NoteVerifier VerifierOf(OpenBackup backup)
    {
        var key = backup.Manifest.Files.FirstOrDefault(file => file.Name == "files/keys/audit.key.pub")
            ?? throw new BackupException($"'{backup.Path}' does not bring the public key of its log.");
        return backup.Check(key) is { } wrong ? throw new BackupException(wrong) : NoteVerifier.Parse(File.ReadAllText(backup.PathOf(key)).Trim());
    }
}
