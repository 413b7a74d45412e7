using System.Collections;
using System.Runtime.InteropServices;

namespace ContentWatch.Extract.Apart;

/// <summary>The bounds that the system holds a process to, beside the memory of its runtime and the patience of its parent, which hold everywhere.</summary>
[Flags]
public enum Bounds
{
    /// <summary>None: another system than Linux.</summary>
    None = 0,

    /// <summary>Memory, processor time, open files, size of files, core dumps: <c>setrlimit(2)</c>.</summary>
    Limits = 1,

    /// <summary>No sockets, programs, writing, signals: <see cref="SystemCallFilter"/>.</summary>
    SystemCalls = 2,

    /// <summary>No files but the program's own and the system's libraries: <see cref="FileRules"/>.</summary>
    Files = 4,

    /// <summary>All of them.</summary>
    All = Limits | SystemCalls | Files,
}

/// <summary>
/// Closes this process in before it sees the first hostile byte, in two steps: <see cref="RestrictFiles"/> as the first thing it does, and
/// <see cref="Close"/> when it has loaded what it needs. Neither can be undone. On another system than Linux both do nothing and say so.
/// </summary>
internal static class Confinement
{
    private const string Mark = "CONTENTWATCH_FILES_RESTRICTED";
    private const int CpuTime = 0;
    private const int FileSize = 1;
    private const int PrivateMemory = 2;
    private const int CoreSize = 4;
    private const int OpenFiles = 7;

    /// <summary>The runtime keeps each part of itself and of the libraries open, two hundred or so, and opens some at the first page that needs them.</summary>
    private const nuint MostOpenFiles = 1_024;

    private const int DropFromBoundingSet = 24;
    private const int NoNewPrivileges = 38;
    private const int MostCapabilities = 64;
    private const int CloseRange = 436;
    private const nuint OnExecute = 4;

    /// <summary>What the runtime and libc read, besides the program and the runtime itself.</summary>
    private static readonly string[] SystemPlaces =
    [
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/localtime", "/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/proc/stat",
        "/sys/fs/cgroup", "/sys/devices/system", "/dev/null", "/dev/urandom",
    ];

    /// <summary>
    /// Restricts the files and starts this program again in its own place: rules hold for a thread and what comes of it, and a runtime has several
    /// threads before it runs the first line. Returns in the process that came of it, or where the system has no such rules.
    /// </summary>
    public static void RestrictFiles()
    {
        if (!OperatingSystem.IsLinux() || IsRestricted || Environment.ProcessPath is not { } program)
        {
            return;
        }

        // What the parent left open goes with the old program. Of root, no power beyond the owner of its files is left.
        _ = Libc.Call(CloseRange, 3, uint.MaxValue, OnExecute, 0);
        _ = Libc.Control(NoNewPrivileges, 1, 0, 0, 0);
        for (var capability = 0u; capability < MostCapabilities; capability++)
        {
            _ = Libc.Control(DropFromBoundingSet, capability, 0, 0, 0);
        }

        if (FileRules.Restrict([Path.GetDirectoryName(program)!, AppContext.BaseDirectory, RuntimeEnvironment.GetRuntimeDirectory(), .. SystemPlaces]))
        {
            _ = Libc.Execute(program, [.. File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0'), null], [.. Variables(), $"{Mark}=1", null]);
            throw new InvalidOperationException($"The program could not be started within its rules (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    /// <summary>Sets the limits and the filter of system calls, for every thread.</summary>
    /// <param name="memoryBytes">Most private memory of the process, the runtime's own included.</param>
    /// <param name="cpu">Processor time from now on; then the process is killed.</param>
    /// <returns>The bounds that hold now.</returns>
    public static Bounds Close(long memoryBytes, TimeSpan cpu)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Bounds.None;
        }

        var seconds = (nuint)Math.Ceiling((Environment.CpuUsage.TotalTime + cpu).TotalSeconds);
        var limited = Set(CpuTime, seconds, seconds + 1)
            & Set(FileSize, 0, 0)
            & Set(PrivateMemory, (nuint)memoryBytes, (nuint)memoryBytes)
            & Set(CoreSize, 0, 0)
            & Set(OpenFiles, MostOpenFiles, MostOpenFiles);
        var filtered = Libc.Control(NoNewPrivileges, 1, 0, 0, 0) == 0 && SystemCallFilter.Apply();
        return (limited ? Bounds.Limits : Bounds.None) | (filtered ? Bounds.SystemCalls : Bounds.None) | (IsRestricted ? Bounds.Files : Bounds.None);
    }

    private static bool IsRestricted => Environment.GetEnvironmentVariable(Mark) is not null;

    private static bool Set(int resource, nuint soft, nuint hard) => Libc.SetLimit(resource, new(soft, hard)) == 0;

    private static IEnumerable<string> Variables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}");
}
