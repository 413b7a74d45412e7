using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContentWatch.Acquire;
using Microsoft.Extensions.Options;

namespace ContentWatch.Backups;

/// <summary>
/// A folder of backups: one folder for each, named by its time, and one capture store that all of them share, since captured bytes never change.
/// <code>
/// captures/sha256/ab/cd/abcd…   bytes that any of the backups names
/// 20261201-120000/              one backup: tables/NAME.jsonl.gz, files/…, manifest.json, manifest.sha256
/// 20261202-120000.half/         one that is being made, or was killed: it never counts
/// </code>
/// </summary>
public sealed class BackupFolder
{
    private const string Half = ".half";
    private const string ManifestName = "manifest.json";
    private const string SealName = "manifest.sha256";
    private const string NameFormat = "yyyyMMdd-HHmmss";

    private readonly string root;

    private BackupFolder(string root) => this.root = root;

    /// <summary>The captures of all backups in it.</summary>
    /// <param name="time">Names half files.</param>
    public CaptureStore Captures(TimeProvider time) => StoreIn(root, time);

    /// <summary>Opens the folder, or makes it where nothing stands.</summary>
    /// <exception cref="BackupException">Something else stands there.</exception>
    internal static BackupFolder OpenOrMake(string path)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path))
        {
            throw new BackupException($"'{path}' is a file. Backups go into a folder.");
        }

        var isOurs = !Directory.Exists(path) || Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).All(name => name is "captures" or "backup.lock" || IsName(name!) || IsHalf(name!));
        if (!isOurs)
        {
            throw new BackupException($"'{path}' holds other files than backups. Name an empty or a new folder.");
        }

        MakePrivate(path);
        return new(path);
    }

    /// <summary>The backup at <paramref name="path"/>, or the newest whole one in the folder of backups there.</summary>
    /// <exception cref="BackupException">There is no whole backup, or its manifest was changed.</exception>
    public static OpenBackup Open(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Directory.Exists(path))
        {
            throw new BackupException($"There is no folder at '{path}'.");
        }

        if (IsHalf(Path.GetFileName(path)))
        {
            throw new BackupException($"'{path}' is half a backup: it was broken off, or is still being made.");
        }

        if (!File.Exists(Path.Combine(path, ManifestName)))
        {
            var names = Directory.EnumerateDirectories(path).Select(Path.GetFileName).OfType<string>().ToList();
            path = names.Where(IsName).Max(StringComparer.Ordinal) is { } newest
                ? Path.Combine(path, newest)
                : throw new BackupException(names.Exists(IsHalf) ? $"'{path}' holds half a backup and no whole one: the backup was broken off, or is still being made." : $"'{path}' is no backup.");
        }

        return OpenBackup(path);
    }

    /// <summary>Keeps other backups out of the folder until disposed of, and deletes what killed ones left.</summary>
    /// <exception cref="BackupException">Another is being made.</exception>
    internal IDisposable Hold()
    {
        try
        {
            var held = new FileStream(Path.Combine(root, "backup.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            foreach (var half in Directory.EnumerateDirectories(root, "*" + Half))
            {
                Directory.Delete(half, recursive: true);
            }

            return held;
        }
        catch (IOException held) when (held is not DirectoryNotFoundException && Troubles.Of(held) is null)
        {
            throw new BackupException($"Another backup is being made in '{root}'.");
        }
    }

    /// <summary>The folder in which a backup of this moment is made.</summary>
    internal string Begin(DateTimeOffset at)
    {
        while (Directory.Exists(Path.Combine(root, NameOf(at))))
        {
            at = at.AddSeconds(1);
        }

        var half = Path.Combine(root, NameOf(at) + Half);
        MakePrivate(half);
        return half;
    }

    /// <summary>Writes the manifest: all that is lacking then is the name.</summary>
    internal static void Seal(string half, BackupManifest manifest)
    {
        var bytes = manifest.ToBytes();
        Keep(Path.Combine(half, ManifestName), bytes);
        Keep(Path.Combine(half, SealName), Encoding.ASCII.GetBytes(ContentHash.Of(bytes) + "\n"));
        FolderSync.Flush(half);
    }

    /// <summary>Gives a sealed backup its name: from now on it counts.</summary>
    /// <returns>Where it is.</returns>
    internal string Finish(string half)
    {
        var whole = half[..^Half.Length];
        Directory.Move(half, whole);
        FolderSync.Flush(root);
        return whole;
    }

    /// <summary>A capture store in a folder.</summary>
    internal static CaptureStore StoreIn(string folder, TimeProvider time) =>
        new(Options.Create(new DatabaseOptions { Folder = folder }), Options.Create(new AcquireOptions()), time);

    /// <summary>Makes a folder that the owner alone may read.</summary>
    internal static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Opens a new file that the owner alone may read.</summary>
    internal static FileStream NewFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(path, options);
    }

    /// <summary>Writes a new file and flushes it.</summary>
    internal static void Keep(string path, ReadOnlySpan<byte> bytes)
    {
        MakePrivate(Path.GetDirectoryName(path)!);
        using var file = NewFile(path);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static OpenBackup OpenBackup(string path)
    {
        var (manifest, seal) = (Path.Combine(path, ManifestName), Path.Combine(path, SealName));
        if (!File.Exists(manifest) || !File.Exists(seal))
        {
            throw new BackupException($"'{path}' lacks its {(File.Exists(manifest) ? SealName : ManifestName)}: it is no whole backup.");
        }

        var bytes = File.ReadAllBytes(manifest);
        return File.ReadAllText(seal).Trim() == ContentHash.Of(bytes).ToString()
            ? new(path, BackupManifest.Read(bytes))
            : throw new BackupException($"'{manifest}' was changed: it does not have the hash in '{SealName}'.");
    }

    private static string NameOf(DateTimeOffset at) => at.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture);

    private static bool IsName(string name) => DateTime.TryParseExact(name, NameFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsHalf(string name) => name.EndsWith(Half, StringComparison.Ordinal) && IsName(name[..^Half.Length]);
}

/// <summary>One whole backup.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Manifest">What it says of itself; its seal was compared.</param>
public sealed record OpenBackup(string Path, BackupManifest Manifest)
{
    /// <summary>Its name: the time.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Where a file of it is.</summary>
    public string PathOf(BackupFile file) => System.IO.Path.Combine([Path, .. file.Name.Split('/')]);

    /// <summary>The captures that it shares with the other backups of its folder.</summary>
    internal CaptureStore Captures(TimeProvider time) => BackupFolder.StoreIn(System.IO.Path.GetDirectoryName(Path)!, time);

    /// <summary>Compares a file with what the manifest says of it.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    internal string? Check(BackupFile file)
    {
        var path = PathOf(file);
        if (!File.Exists(path))
        {
            return $"'{path}' is missing.";
        }

        using var stream = File.OpenRead(path);
        return stream.Length != file.Bytes ? $"'{path}' has {stream.Length:N0} bytes and not {file.Bytes:N0}."
            : ContentHash.FromDigest(SHA256.HashData(stream)) != file.Hash ? $"'{path}' was changed: it does not have the hash in the manifest."
            : null;
    }
}
