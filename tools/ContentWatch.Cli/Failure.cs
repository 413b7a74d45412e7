using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Cli.Up;
using ContentWatch.Score;
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
    /// <param name="exception">What went wrong.</param>
    /// <param name="to">Where to; null for standard error.</param>
    public static int Explain(Exception exception, TextWriter? to = null)
    {
        to ??= Console.Error;
        if (Troubles.Of(exception) is { } trouble)
        {
            to.WriteLine(trouble.Sentence());
            return Refused;
        }

        switch (exception)
        {
            case CommandAppException wrong:
                to.WriteLine(wrong.Message);
                return Refused;
            case DataFolderException or DatabaseVersionException or RefusedException or ModelRefusedException or ArchiveUnavailableException
                or CheckpointKeyException or OptionsValidationException or UnauthorizedAccessException:
                to.WriteLine(exception.Message);
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
