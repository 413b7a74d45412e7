using System.Runtime.InteropServices;

namespace ContentWatch.Extract.Apart;

/// <summary>
/// Landlock (Linux 5.13 and later, <c>landlock(7)</c>): from here on a thread and what it starts read the named folders, run what lies in them, and
/// touch no other file; TCP (Linux 6.7), abstract sockets and signals to others (6.12) are refused too.
/// </summary>
internal static unsafe class FileRules
{
    private const int CreateRuleset = 444;
    private const int AddRule = 445;
    private const int RestrictSelf = 446;
    private const nuint AskVersion = 1;
    private const nuint PathBeneath = 1;
    private const ulong Run = 1 << 0;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;

    /// <summary>Restricts the calling thread; false where the system cannot.</summary>
    /// <param name="readable">Folders and files that stay readable; those that do not exist are passed over.</param>
    public static bool Restrict(IEnumerable<string> readable)
    {
        var version = (int)Libc.Call(CreateRuleset, 0, 0, AskVersion, 0);
        if (version < 1)
        {
            return false;
        }

        // Each version knows more rights; what is handled and not allowed by a rule is refused.
        var rights = version switch { 1 => 13, 2 => 14, 3 or 4 => 15, _ => 16 };
        var attribute = new Ruleset((1UL << rights) - 1, version >= 4 ? 0b11UL : 0, version >= 6 ? 0b11UL : 0);
        var rules = (int)Libc.Call(CreateRuleset, (nuint)(&attribute), version switch { < 4 => 8u, < 6 => 16u, _ => 24u }, 0, 0);
        if (rules < 0)
        {
            return false;
        }

        foreach (var path in readable)
        {
            Allow(rules, path);
        }

        var restricted = Libc.Call(RestrictSelf, (nuint)rules, 0, 0, 0) == 0;
        _ = Libc.Close(rules);
        return restricted;
    }

    private static void Allow(int rules, string path)
    {
        var place = Libc.Open(path, Libc.PathOnly);
        if (place < 0)
        {
            return;
        }

        var rule = new Beneath(Run | ReadFile | (Directory.Exists(path) ? ReadFolder : 0), place);
        _ = Libc.Call(AddRule, (nuint)rules, PathBeneath, (nuint)(&rule), 0);
        _ = Libc.Close(place);
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Ruleset(ulong Files, ulong Net, ulong Scoped);

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly record struct Beneath(ulong Allowed, int Place);
}
