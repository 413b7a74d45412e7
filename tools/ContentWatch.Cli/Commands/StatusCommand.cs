using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary>What <c>cw status</c> takes.</summary>
internal sealed class StatusSettings : DataSettings
{
    /// <summary>Print JSON.</summary>
    [CommandOption("--json")]
    [Description("Print the status as JSON for programs (format status, version 1).")]
    public bool Json { get; init; }

    /// <summary>Only the workers of one role.</summary>
    [CommandOption("--role <ROLE>")]
    [Description("Ask only whether a worker of this role (acquire, assess, refer) is heard of: for a health check of its process.")]
    public string? Role { get; init; }
}

/// <summary>
/// <c>cw status</c>: how the work goes, what is wrong and what to do. Exit code 0 when all is well, 3 when something is wrong, 2 when it
/// cannot be told. With <c>--role</c> 3 means only that no such worker is heard of: a step that fails is not mended by a restart.
/// </summary>
internal sealed class StatusCommand : AsyncCommand<StatusSettings>
{
    private const int Trouble = 3;

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, StatusSettings settings, CancellationToken cancellationToken)
    {
        await using var product = DataSettings.Product(settings.OpenFolder());
        await DataSettings.RefuseOtherVersionAsync(product, cancellationToken);
        var status = await product.GetRequiredService<StatusReader>().ReadAsync(cancellationToken);
        if (settings.Role is { } role)
        {
            return TellOf(role, status);
        }

        if (settings.Json)
        {
            Console.WriteLine(status.ToJson());
        }
        else
        {
            Print(status);
        }

        return status.IsTrouble ? Trouble : 0;
    }

    private static int TellOf(string role, OperatingStatus status)
    {
        var workers = status.Workers.Where(worker => worker.Role == role).ToList();
        if (workers.Count == 0)
        {
            throw new RefusedException($"There is no worker role '{role}'. Roles are acquire, assess and refer.");
        }

        foreach (var worker in workers)
        {
            Console.WriteLine(worker.IsSilent ? StatusAdvice.Of(worker) : $"{role}: {worker.Doing}");
        }

        return workers.Exists(worker => worker.IsSilent) ? Trouble : 0;
    }

    private static void Print(OperatingStatus status)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("", "Now", "Trouble", "");
        foreach (var worker in status.Workers)
        {
            table.AddRow($"Worker {worker.Role}", Markup.Escape(worker.SeenAt is { } at ? at.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "never"), "", Mark(worker.IsTrouble));
        }

        foreach (var number in status.Numbers)
        {
            table.AddRow(
                StatusAdvice.Title(number),
                number.Write(number.Value, CultureInfo.InvariantCulture),
                (number.IsFloor ? "below " : "above ") + number.Write(number.Limit, CultureInfo.InvariantCulture),
                Mark(number.IsTrouble));
        }

        AnsiConsole.Write(table);
        Console.WriteLine(status.IsTrouble ? string.Join(Environment.NewLine, status.Advice.Select(sentence => "! " + sentence)) : "All is well.");
    }

    private static string Mark(bool isTrouble) => isTrouble ? "TROUBLE" : "ok";
}
