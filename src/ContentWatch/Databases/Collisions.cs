using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentWatch.Databases;

/// <summary>
/// Acts of several processes that got into each other's way on PostgreSQL. Nothing of the act was kept, and done again from its start it finds
/// what the other one wrote: that is how it would have gone on SQLite, where one waits for the other.
/// </summary>
internal static class Collisions
{
    /// <summary>How often an act is begun anew before the collision is the caller's to know.</summary>
    public const int MostTries = 12;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    /// <summary>True for a collision.</summary>
    public static bool Is(Exception exception)
    {
        for (var at = exception; at is not null; at = at.InnerException)
        {
            if (at is DbUpdateConcurrencyException or PostgresException
                {
                    SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
                        or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation
                })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How long to wait before the next try: longer each time, and never the same for two.</summary>
    public static TimeSpan Wait(int tries, Random random)
    {
        var wait = ShortestWait * Math.Pow(2, tries - 1);
        return (wait < LongestWait ? wait : LongestWait) * (0.5 + random.NextDouble());
    }
}
