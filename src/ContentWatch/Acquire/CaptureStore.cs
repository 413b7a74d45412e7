using Microsoft.Extensions.Options;

namespace ContentWatch.Acquire;

/// <summary>Bytes in the store are not those that were put there.</summary>
/// <param name="hash">The name they are kept under.</param>
public sealed class CaptureDamagedException(ContentHash hash) : IOException($"The bytes kept as {hash} are not those that were captured.");

/// <summary>
/// Keeps captured bytes for good, each under its SHA-256: <c>captures/sha256/ab/cd/abcd…</c>. There is no way to change or replace
/// what is there; the hash is checked on every read. Thread-safe, also between processes.
/// </summary>
public sealed class CaptureStore
{
    private readonly string root;
    private readonly TimeProvider time;
    private readonly long keepFree;

    /// <summary>The store in the data folder.</summary>
    public CaptureStore(IOptions<DatabaseOptions> data, IOptions<AcquireOptions> options, TimeProvider time)
    {
        root = Path.Combine(data.Value.Folder, "captures");
        keepFree = options.Value.KeepFreeBytes;
        this.time = time;
    }

    /// <summary>False while the disk is nearly full: then nothing more is fetched.</summary>
    public bool HasRoom
    {
        get
        {
            MakeFolder(root);
            return new DriveInfo(root).AvailableFreeSpace > keepFree;
        }
    }

    /// <summary>Keeps bytes; keeping the same again does nothing.</summary>
    /// <exception cref="IOException">The disk is full or broken; nothing half is left under the name.</exception>
    public async Task<ContentHash> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var hash = ContentHash.Of(bytes.Span);
        var path = PathOf(hash);
        if (File.Exists(path))
        {
            return hash;
        }

        var folder = Path.GetDirectoryName(path)!;
        MakeFolder(folder);
        var half = Path.Combine(folder, $".{Identity.New(time):N}");
        try
        {
            await using (var file = new FileStream(half, Options()))
            {
                await file.WriteAsync(bytes, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.SetAttributes(half, FileAttributes.ReadOnly);
            File.Move(half, path, overwrite: true);
        }
        catch
        {
            File.Delete(half);
            throw;
        }

        FolderSync.Flush(folder);
        return hash;
    }

    /// <summary>Reads bytes and checks them.</summary>
    /// <exception cref="FileNotFoundException">Nothing is kept under the hash.</exception>
    /// <exception cref="CaptureDamagedException">What is kept is not what was captured.</exception>
    public async Task<byte[]> ReadAsync(ContentHash hash, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(PathOf(hash), cancellationToken);
        return ContentHash.Of(bytes) == hash ? bytes : throw new CaptureDamagedException(hash);
    }

    /// <summary>How many bytes are kept under the hash; null when nothing is. Does not read them.</summary>
    public long? LengthOf(ContentHash hash) => new FileInfo(PathOf(hash)) is { Exists: true } file ? file.Length : null;

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>Makes the folder and those above it, each for the service alone: .NET gives the mode to the last only.</summary>
    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } above)
            {
                MakeFolder(above);
            }

            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string PathOf(ContentHash hash)
    {
        var hex = hash.ToString();
        return Path.Combine(root, "sha256", hex[..2], hex[2..4], hex);
    }
}
