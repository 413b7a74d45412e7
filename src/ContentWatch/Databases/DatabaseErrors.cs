using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ContentWatch.Databases;

/// <summary>
/// Says in the log what PostgreSQL refused, in place of EF Core, which knows of no collision that is begun again and calls each an error: among
/// those nobody would see a real one. Writes the statement, never its values. Thread-safe.
/// </summary>
internal sealed partial class DatabaseErrors(ILogger<DatabaseErrors> log) : DbCommandInterceptor, IDbTransactionInterceptor
{
    /// <summary>Lets EF Core's own entries be for debugging only: each of them is about a command or a commit of which this class is told.</summary>
    public static void InPlaceOfEntityFramework(WarningsConfigurationBuilder warnings) => warnings.Log(
        (RelationalEventId.CommandError, LogLevel.Debug),
        (RelationalEventId.TransactionError, LogLevel.Debug),
        (CoreEventId.QueryIterationFailed, LogLevel.Debug),
        (CoreEventId.SaveChangesFailed, LogLevel.Debug));

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Tell(eventData.Exception, command.CommandText);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Tell(eventData.Exception, command.CommandText);
        return Task.CompletedTask;
    }

    public void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => Tell(eventData.Exception, eventData.Action);

    public Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Tell(eventData.Exception, eventData.Action);
        return Task.CompletedTask;
    }

    // A collision is told by whoever begins it again, or gives up (Database).
    private void Tell(Exception exception, string statement)
    {
        if (!Collisions.Is(exception))
        {
            Log.Refused(log, exception, statement);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The database refused: {Statement}")]
        public static partial void Refused(ILogger log, Exception exception, string statement);
    }
}
