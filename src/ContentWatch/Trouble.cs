using ContentWatch.Audit;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ContentWatch;

/// <summary>What is broken around us, where an operator can mend it: nothing half was kept, and the same act succeeds once it is mended.</summary>
public enum Trouble
{
    /// <summary>There is no room on the disk.</summary>
    DiskFull,

    /// <summary>Another process kept the database locked for too long.</summary>
    DatabaseLocked,

    /// <summary>The database server does not answer, or it broke off.</summary>
    DatabaseAway,

    /// <summary>Too many audit entries wait for their place: what cannot be recorded is not done.</summary>
    AuditBehind,
}

/// <summary>Tells trouble around us from a bug of ours.</summary>
public static class Troubles
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Full = 13;
    private const int NoSpace = 28;

    /// <summary>What an exception says of the world around us; null when it says nothing.</summary>
    public static Trouble? Of(Exception? exception) => exception switch
    {
        null => null,
        AuditBacklogException => Trouble.AuditBehind,
        SqliteException { SqliteErrorCode: Busy or Locked } => Trouble.DatabaseLocked,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Trouble.DiskFull,
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable } => Trouble.DatabaseLocked,
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow } => Trouble.DatabaseAway,
        PostgresException => null,
        NpgsqlException => Trouble.DatabaseAway,
        SqliteException { SqliteErrorCode: Full } or IOException { HResult: NoSpace } => Trouble.DiskFull,
        _ => Of(exception.InnerException),
    };

    /// <summary>What happened and what to do, in English.</summary>
    public static string Sentence(this Trouble trouble) => trouble switch
    {
        Trouble.DiskFull => "The disk is full. Nothing half was kept; free some space and try again.",
        Trouble.DatabaseLocked => "The database is locked by another process for too long. Nothing was kept; stop it, or try again.",
        Trouble.DatabaseAway => "The database server does not answer. Nothing half was kept; see that it runs and can be reached, then try again.",
        Trouble.AuditBehind => "Too many audit entries wait for their place, so nothing can be done that would have to be recorded. See that the assess worker runs, then try again.",
        _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, "No trouble that we know."),
    };
}
