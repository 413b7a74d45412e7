using System.Runtime.InteropServices;

namespace ContentWatch.Escapes;

/// <summary>System calls that the attempts need.</summary>
internal static partial class Tried
{
    [LibraryImport("libc", EntryPoint = "unlink", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    public static partial nint ReadMemory(int process, nint ours, nuint oursCount, nint theirs, nuint theirsCount, nuint flags);

    /// <summary>A second process of this program, that ends at once.</summary>
    public static int Fork()
    {
        var child = ForkItself();
        if (child == 0)
        {
            Exit(0);
        }

        return child;
    }

    [LibraryImport("libc", EntryPoint = "fork", SetLastError = true)]
    private static partial int ForkItself();

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}
