using System.Runtime.InteropServices;

namespace ContentWatch.Acquire;

/// <summary>Makes a rename survive a power cut: on Unix a folder has to be flushed itself, and .NET has no door for it.</summary>
internal static partial class FolderSync
{
    private const int ReadOnlyFlag = 0;

    /// <summary>Flushes the folder's entries to the disk; does nothing on Windows, where the rename is journaled.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(folder, ReadOnlyFlag);
        if (handle < 0)
        {
            throw new IOException($"The folder '{folder}' cannot be opened to flush it.");
        }

        var flushed = Fsync(handle);
        _ = Close(handle);
        if (flushed != 0)
        {
            throw new IOException($"The folder '{folder}' cannot be flushed.");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
