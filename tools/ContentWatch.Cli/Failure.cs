using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Cli.Up;
using ContentWatch.Score;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ContentWatch.Cli;

/// <summary>Says in a line what went wrong and what to do; only a bug shows its stack.</summary>
internal static class Failure
{
    /// <summary>Bad input or a state that the operator can mend.</summary>
    public const int Refused = 2;

    /// <summary>Prints the explanation; gives the exit code.</summary>
    public static int Explain(Exception exception)
    {
        switch (exception)
        {
            case CommandAppException wrong:
                Console.Error.WriteLine(wrong.Message);
                return Refused;
            case DbUpdateException { InnerException: { } cause }:
                return Explain(cause);
            case DataFolderException or DatabaseVersionException or RefusedException or ModelRefusedException or ArchiveUnavailableException
                or CheckpointKeyException or OptionsValidationException or UnauthorizedAccessException:
                Console.Error.WriteLine(exception.Message);
                return Refused;
            case SqliteException { SqliteErrorCode: 5 or 6 }:
                Console.Error.WriteLine("The database is locked by another process for too long. Stop it, or try again.");
                return Refused;
            case SqliteException { SqliteErrorCode: 13 }:
            case IOException { HResult: 28 }:
                Console.Error.WriteLine("The disk is full. Nothing half was kept; free some space and try again.");
                return Refused;
            default:
                AnsiConsole.WriteException(exception, ExceptionFormats.ShortenEverything);
                return 1;
        }
    }
}

/// <summary>A command that cannot be carried out as given.</summary>
/// <param name="message">Why, and what to do.</param>
internal sealed class RefusedException(string message) : Exception(message);
