using System.Runtime.InteropServices;

namespace ContentWatch.Extract.Apart;

/// <summary>The system calls of Linux that close a process in and that .NET has no door for.</summary>
internal static partial class Libc
{
    /// <summary>Open a path only to name it in a rule.</summary>
    public const int PathOnly = 0x20_0000 | CloseOnExecute;

    private const int CloseOnExecute = 0x8_0000;

    /// <summary><c>prctl(2)</c>.</summary>
    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int Control(int what, nuint a, nuint b, nuint c, nuint d);

    /// <summary><c>syscall(2)</c>: for the calls that libc has no name for.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint Call(nint number, nuint a, nuint b, nuint c, nuint d);

    /// <summary><c>setrlimit(2)</c>.</summary>
    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    public static partial int SetLimit(int resource, in ResourceLimit limit);

    /// <summary><c>execve(2)</c>; the arrays end with a null. Returns only when it failed.</summary>
    [LibraryImport("libc", EntryPoint = "execve", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Execute(string path, string?[] arguments, string?[] environment);

    /// <summary><c>open(2)</c>.</summary>
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Open(string path, int flags);

    /// <summary><c>close(2)</c>.</summary>
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int handle);

    /// <summary>A soft and a hard limit, as <c>struct rlimit</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct ResourceLimit(nuint Soft, nuint Hard);
}
