using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ContentWatch.Databases;

/// <summary>
/// What a query of <see cref="Database.TakeAsync{T}"/> does about rows that another process is about to change. On SQLite nothing is needed:
/// the act has the write lock before its first read.
/// </summary>
public static class RowLocks
{
    /// <summary>Waits for whoever changes the rows, then locks them as they are after that.</summary>
    public static IQueryable<T> Locking<T>(this IQueryable<T> rows) => rows.TagWith(PostgresRowLocks.Wait);

    /// <summary>Leaves out rows that somebody else is taking, and locks the rest: two workers get two rows at once.</summary>
    public static IQueryable<T> SkippingLocked<T>(this IQueryable<T> rows) => rows.TagWith(PostgresRowLocks.Skip);
}

/// <summary>Ends tagged queries with the clause that EF Core has no word for (PostgreSQL manual, "The Locking Clause").</summary>
internal sealed class PostgresRowLocks : DbCommandInterceptor
{
    public const string Wait = "lock the rows";
    public const string Skip = "skip locked rows";

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        End(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        End(command);
        return new(result);
    }

    private static void End(DbCommand command)
    {
        if (command.CommandText.StartsWith($"-- {Skip}", StringComparison.Ordinal))
        {
            command.CommandText += "\nFOR UPDATE SKIP LOCKED";
        }
        else if (command.CommandText.StartsWith($"-- {Wait}", StringComparison.Ordinal))
        {
            command.CommandText += "\nFOR UPDATE";
        }
    }
}
