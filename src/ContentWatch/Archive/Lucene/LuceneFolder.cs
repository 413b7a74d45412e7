using ContentWatch.Acquire;

namespace ContentWatch.Archive.Lucene;

/// <summary>
/// The archive's folder: one folder per generation, and a file <c>current</c> that names the one in use. The file is replaced
/// whole, so a reader sees the old name or the new one and nothing between.
/// </summary>
internal sealed class LuceneFolder(string root)
{
    private const string First = "g000001";

    private string Pointer => Path.Combine(root, "current");

    /// <summary>The generation in use; null when nothing was ever written.</summary>
    public string? Current() => File.Exists(Pointer) ? File.ReadAllText(Pointer).Trim() : null;

    /// <summary>The generation in use; the first is made when there is none.</summary>
    public string CurrentOrFirst()
    {
        if (Current() is { } current)
        {
            return current;
        }

        Directory.CreateDirectory(PathOf(First));
        Use(First);
        return First;
    }

    /// <summary>An empty folder for the generation after the one in use; what an earlier attempt left there is gone.</summary>
    public string Next()
    {
        var number = Current() is { } current ? int.Parse(current.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) : 0;
        var next = FormattableString.Invariant($"g{number + 1:000000}");
        if (Directory.Exists(PathOf(next)))
        {
            Directory.Delete(PathOf(next), recursive: true);
        }

        Directory.CreateDirectory(PathOf(next));
        return next;
    }

    /// <summary>Makes a generation the one in use.</summary>
    public void Use(string generation)
    {
        var written = Pointer + ".new";
        using (var file = new FileStream(written, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(generation));
            file.Flush(flushToDisk: true);
        }

        File.Move(written, Pointer, overwrite: true);
        FolderSync.Flush(root);
    }

    /// <summary>Deletes all generations but those named.</summary>
    public void Keep(params string?[] generations)
    {
        foreach (var folder in Directory.EnumerateDirectories(root, "g*").Where(f => !generations.Contains(Path.GetFileName(f))))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Holds off other rebuilds until disposed of, or until the process ends.</summary>
    /// <exception cref="IOException">Another one holds it.</exception>
    public FileStream HoldForRebuild()
    {
        Directory.CreateDirectory(root);
        return new FileStream(Path.Combine(root, "rebuild.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Where a generation's files are.</summary>
    public string PathOf(string generation) => Path.Combine(root, generation);
}
