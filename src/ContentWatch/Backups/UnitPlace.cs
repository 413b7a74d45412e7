using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ContentWatch.Backups;

/// <summary>
/// The data folder that a backup is restored to. What is new is made in <c>restoring</c> within it, so that it moves into place by renaming, also where the
/// folder is a volume of its own; what was there moves into <c>before-TIME</c>. The folder's mark goes first and comes last: without it no command takes the folder for a unit.
/// </summary>
internal sealed class UnitPlace : IDisposable
{
    private const string Mark = "folder.json";
    private const string Lock = "up.lock";
    private const string Before = "before-";
    private const string StagingName = "restoring";
    private const int Broken = 11;
    private const int NotADatabase = 26;
    private const int Busy = 5;

    private readonly string folder;
    private readonly FileStream held;

    private UnitPlace(string folder, FileStream held)
    {
        this.folder = folder;
        this.held = held;
    }

    /// <summary>Where the new unit is made.</summary>
    public string Staging => Path.Combine(folder, StagingName);

    /// <summary>True when a unit, or what is left of one, is there.</summary>
    public bool IsTaken => Entries().Any();

    /// <summary>Takes the folder for itself, with an empty place for the new unit.</summary>
    /// <exception cref="BackupException">It is a file, a unit runs on it, or one is there and may not be put aside.</exception>
    public static UnitPlace Take(string path, bool replaces)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path))
        {
            throw new BackupException($"'{path}' is a file. A unit is restored to a folder.");
        }

        BackupFolder.MakePrivate(path);
        var place = new UnitPlace(path, Hold(path));
        if (place.IsTaken && !replaces)
        {
            place.Dispose();
            throw new BackupException($"'{path}' is not empty. Name an empty or a new folder with --data, or put what is there aside with --replace.");
        }

        place.Clear();
        BackupFolder.MakePrivate(place.Staging);
        return place;
    }

    /// <summary>Where a file of the unit that is there would be.</summary>
    public string In(string name) => Path.Combine([folder, .. name.Split('/')]);

    /// <summary>Makes sure that no process has the SQLite file open: only then does it leave the WAL mode, for a moment.</summary>
    /// <exception cref="BackupException">One has.</exception>
    public async Task RefuseOpenDatabaseAsync(CancellationToken cancellationToken)
    {
        var path = In("contentwatch.db");
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            await using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=1");
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=DELETE; PRAGMA journal_mode=WAL;";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (SqliteException open) when (open.SqliteErrorCode == Busy)
        {
            throw new BackupException($"A process has the database '{path}' open. Stop the web and all workers first.");
        }
        catch (SqliteException damaged) when (damaged.SqliteErrorCode is Broken or NotADatabase)
        {
            // What is damaged is put aside as it is: that may be why a backup is restored.
        }
    }

    /// <summary>Copies a folder of the unit that is there into the new one; does nothing where it is not there.</summary>
    public void Carry(string name)
    {
        if (!Directory.Exists(In(name)))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(In(name), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Staging, Path.GetRelativePath(folder, file));
            if (!File.Exists(copy))
            {
                BackupFolder.Keep(copy, File.ReadAllBytes(file));
            }
        }
    }

    /// <summary>Puts aside what is there and moves the new unit into its place.</summary>
    /// <returns>Where what was there is; null when nothing was.</returns>
    public string? Swap(DateTimeOffset at)
    {
        var old = Entries().OrderBy(name => name != Mark).ToList();
        var aside = In(Before + at.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
        for (var more = 2; Directory.Exists(aside); more++)
        {
            aside = FormattableString.Invariant($"{aside.Split('_')[0]}_{more}");
        }

        if (old.Count > 0)
        {
            BackupFolder.MakePrivate(aside);
            old.ForEach(name => Directory.Move(In(name), Path.Combine(aside, name)));
        }

        foreach (var name in NamesIn(Staging).OrderBy(name => name == Mark))
        {
            Directory.Move(Path.Combine(Staging, name), In(name));
        }

        Acquire.FolderSync.Flush(folder);
        return old.Count > 0 ? aside : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        held.Dispose();
    }

    private static FileStream Hold(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, Lock), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException running) when (Troubles.Of(running) is null)
        {
            throw new BackupException($"A unit runs on '{path}', or another restore is under way. Stop it first.");
        }
    }

    private void Clear()
    {
        if (Directory.Exists(Staging))
        {
            Directory.Delete(Staging, recursive: true);
        }
    }

    private IEnumerable<string> Entries() => NamesIn(folder).Where(name => name is not (Lock or StagingName) && !name.StartsWith(Before, StringComparison.Ordinal));

    private static List<string> NamesIn(string path) => Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).ToList();
}
