namespace ContentWatch.Accounts;

/// <summary>
/// Makes guessing slow without letting a stranger lock anybody out: wrong passwords count for the name that was typed and the address they came
/// from, together. After five, each further one makes that address wait for that name, twice as long every time. Names that nobody has count
/// alike. Kept in memory: whoever can restart the site needs no guesses. Thread-safe.
/// </summary>
public sealed class SignInThrottle(TimeProvider time)
{
    /// <summary>Wrong passwords in a row before the first wait.</summary>
    public const int FreeTries = 5;

    /// <summary>The first wait.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // Longer than the longest wait, or waiting it out would begin from nothing.
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(24);
    private const int MostKept = 100_000;
    private const int LongestName = 64;
    private readonly Dictionary<(string Name, string Address), (int Wrong, DateTimeOffset Last)> tries = [];
    private readonly Lock gate = new();

    /// <summary>Asks whether a try may be made, and counts it as wrong until <see cref="Succeeded"/> says otherwise: tries side by side count each.</summary>
    /// <returns>How long to wait first; zero when the try may be made.</returns>
    public TimeSpan Enter(string name, string address)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            var (wrong, last) = tries.GetValueOrDefault(Key(name, address));
            if (now - last > Forgotten)
            {
                wrong = 0;
            }

            if (last + WaitAfter(wrong) - now is var wait && wait > TimeSpan.Zero)
            {
                return wait;
            }

            Forget(now);
            tries[Key(name, address)] = (wrong + 1, now);
            return TimeSpan.Zero;
        }
    }

    /// <summary>The password was right: nothing is counted any more for this name and address.</summary>
    public void Succeeded(string name, string address)
    {
        lock (gate)
        {
            tries.Remove(Key(name, address));
        }
    }

    // A name that is too long to be anybody's is kept short, or it would fill the memory.
    private static (string Name, string Address) Key(string name, string address) => (PersonDesk.Normal(name.Length > LongestName ? name[..LongestName] : name), address);

    private static TimeSpan WaitAfter(int wrong)
    {
        if (wrong < FreeTries)
        {
            return TimeSpan.Zero;
        }

        var wait = FirstWait * Math.Pow(2, Math.Min(wrong - FreeTries, 20));
        return wait < LongestWait ? wait : LongestWait;
    }

    // Who fills the memory with made-up names loses the oldest of them, at twenty tries a minute for an address.
    private void Forget(DateTimeOffset now)
    {
        if (tries.Count < MostKept)
        {
            return;
        }

        foreach (var (key, _) in tries.OrderBy(one => one.Value.Last).Take(MostKept / 10).Concat(tries.Where(one => now - one.Value.Last > Forgotten)).ToList())
        {
            tries.Remove(key);
        }
    }
}
