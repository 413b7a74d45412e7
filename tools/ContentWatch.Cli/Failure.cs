using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Backups;
using ContentWatch.Cli.Up;
using ContentWatch.Databases;
using ContentWatch.Score;
using Microsoft.Extensions.Options;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ContentWatch.Cli;

/// <summary>Says in a line what went wrong and what to do; only a bug shows its stack.</summary>
internal static class Failure
{
    private const int Near = 3;
    private static readonly string[] Commands = ["up", "status", "score", "lead add", "secret set", "backup", "restore", "verify", "audit verify", "archive rebuild", "db migrate", "db roles"];

    /// <summary>Bad input or a state that the operator can mend.</summary>
    public const int Refused = 2;

    /// <summary>Prints the explanation; gives the exit code.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="to">Where to; null for standard error.</param>
    /// <param name="typed">What was typed after <c>cw</c>; null when nothing was.</param>
    public static int Explain(Exception exception, TextWriter? to = null, IReadOnlyList<string>? typed = null)
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
                to.WriteLine($"{wrong.Message}{Meant(typed ?? [])} 'cw --help' lists the commands, 'cw COMMAND --help' what each takes.");
                return Refused;
            case DataFolderException or DatabaseVersionException or RefusedException or BackupException or ModelRefusedException or ArchiveUnavailableException
                or CheckpointKeyException or OptionsValidationException or UnauthorizedAccessException:
                to.WriteLine(exception.Message);
                return Refused;
            default:
                AnsiConsole.WriteException(exception, ExceptionFormats.ShortenEverything);
                return 1;
        }
    }

    /// <summary>The command that is nearest to what was typed, as a question; nothing when none is near or the command was right.</summary>
    private static string Meant(IReadOnlyList<string> typed)
    {
        var words = string.Join(' ', typed.TakeWhile(word => !word.StartsWith('-')).Take(2));
        var nearest = Commands.MinBy(command => Distance(command, words))!;
        return words == nearest || Distance(nearest, words) > Near ? "" : $" Did you mean 'cw {nearest}'?";
    }

    /// <summary>Letters to add, drop or change to get from one word to the other (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        foreach (var (i, letter) in one.Index())
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 1; j <= other.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (letter == other[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}

/// <summary>A command that cannot be carried out as given.</summary>
/// <param name="message">Why, and what to do.</param>
internal sealed class RefusedException(string message) : Exception(message);
