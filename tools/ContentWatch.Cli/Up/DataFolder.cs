using System.Text.Json;

namespace ContentWatch.Cli.Up;

/// <summary>The folder that holds everything a unit has: database, captures, archive, keys. Only the owner may read it.</summary>
internal sealed class DataFolder
{
    private const int Version = 1;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly bool isDemo;

    private DataFolder(string path, bool isNew, bool isDemo)
    {
        this.isDemo = isDemo;
        FullPath = path;
        IsNew = isNew;
    }

    /// <summary>Where it is.</summary>
    public string FullPath { get; }

    /// <summary>True when this call made it.</summary>
    public bool IsNew { get; }

    /// <summary>The file that says what the folder is.</summary>
    private static string MarkIn(string path) => Path.Combine(path, "folder.json");

    /// <summary>The demo's own sites, as allow rules name them; none in real use. What is handed in by a command is checked with them.</summary>
    public IReadOnlyList<string> DemoSites => isDemo && File.Exists(DemoSitesFile) ? File.ReadAllLines(DemoSitesFile) : [];

    private string DemoSitesFile => Path.Combine(FullPath, "demo-sites.txt");

    /// <summary>Opens the folder, or makes it where nothing stands.</summary>
    /// <exception cref="DataFolderException">Something else stands there, it is of another version, or demo and real use would mix.</exception>
    public static DataFolder OpenOrMake(string path, bool demo)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path))
        {
            throw new DataFolderException($"'{path}' is a file. The data folder has to be a folder.");
        }

        if (File.Exists(MarkIn(path)))
        {
            return Open(path, demo);
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new DataFolderException($"'{path}' holds other files and is no ContentWatch data folder. Name an empty or a new one with --data.");
        }

        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        File.WriteAllText(MarkIn(path), JsonSerializer.Serialize(new Mark(Version, demo)));
        return new(path, isNew: true, demo);
    }

    /// <summary>Opens a folder that has to be there already, of either kind.</summary>
    /// <exception cref="DataFolderException">There is none, or it is of another version.</exception>
    public static DataFolder Open(string path, bool? demo = null)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(MarkIn(path)))
        {
            throw new DataFolderException($"There is no ContentWatch data folder at '{path}'. 'cw up' makes one; --data names another.");
        }

        var mark = Read(path);
        if (mark.V != Version)
        {
            throw new DataFolderException($"The data folder '{path}' is of version {mark.V}; this build reads version {Version}.");
        }

        if (demo is { } wanted && wanted != mark.Demo)
        {
            throw new DataFolderException(mark.Demo
                ? $"'{path}' holds the demo. Start it with --demo, or name another folder with --data."
                : $"'{path}' is in real use. The demo does not mix with it: name another folder with --data.");
        }

        return new(path, isNew: false, mark.Demo);
    }

    /// <summary>Keeps the folder for one <c>cw up</c> until the caller disposes of it; the operating system lets go when the process ends, however it ends.</summary>
    /// <exception cref="DataFolderException">Another has it.</exception>
    public IDisposable Hold()
    {
        try
        {
            return new FileStream(Path.Combine(FullPath, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DataFolderException($"Another 'cw up' runs on '{FullPath}'. Stop it first, or name another folder with --data.");
        }
    }

    /// <summary>Keeps where the demo's own sites are, for commands that come later.</summary>
    public void KeepDemoSites(IEnumerable<string> sites) => File.WriteAllLines(DemoSitesFile, sites);

    private static Mark Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Mark>(File.ReadAllText(MarkIn(path))) is { V: > 0 } mark
                ? mark
                : throw new DataFolderException($"'{MarkIn(path)}' does not say its version.");
        }
        catch (JsonException e)
        {
            throw new DataFolderException($"'{MarkIn(path)}' cannot be read: {e.Message}");
        }
    }

    private sealed record Mark(int V, bool Demo);
}

/// <summary>The data folder cannot be used.</summary>
/// <param name="message">Why, and what to do.</param>
internal sealed class DataFolderException(string message) : Exception(message);
