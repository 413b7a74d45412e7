using ContentWatch.Cli.Commands;
using ContentWatch.Cli.Up;
using ContentWatch.Review;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace ContentWatch.Load.Kill;

/// <summary>What the reviewing process takes.</summary>
internal sealed class ReviewerSettings : CommandSettings
{
    /// <summary>The data folder.</summary>
    [CommandArgument(0, "<FOLDER>")]
    public required string Folder { get; init; }

    /// <summary>Whose account.</summary>
    [CommandArgument(1, "<PERSON>")]
    public required string Person { get; init; }
}

/// <summary>
/// A reviewer who never rests: takes the next case, opens its text, refers what has an odd number and dismisses the others. Prints <c>deciding</c> with
/// the case before the verdict is given and <c>decided</c> with the verdict once it was; ends with its input.
/// </summary>
internal sealed class ReviewerCommand : AsyncCommand<ReviewerSettings>
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, ReviewerSettings settings, CancellationToken cancellationToken)
    {
        await using var product = DataSettings.Product(DataFolder.Open(settings.Folder));
        var desk = product.GetRequiredService<CaseDesk>();
        var by = new Reviewer(Guid.Parse(settings.Person));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // What reads the console reads it at once: on a thread of its own.
        _ = Task.Run(() => Console.In.ReadToEnd(), cancellationToken).ContinueWith(_ => ended.Cancel(), TaskScheduler.Default);
        while (!ended.IsCancellationRequested)
        {
            if (await desk.ClaimNextAsync(by, cancellationToken) is CaseOutcome.Claimed claimed)
            {
                await DecideAsync(desk, by, claimed, cancellationToken);
            }
            else
            {
                await Task.WhenAny(Task.Delay(Rest, TimeProvider.System, ended.Token));
            }
        }

        return 0;
    }

    private static async Task DecideAsync(CaseDesk desk, Reviewer by, CaseOutcome.Claimed claimed, CancellationToken cancellationToken)
    {
        await desk.RevealAsync(claimed.CaseId, by, cancellationToken);
        var form = claimed.Number % 2 == 1
            ? new VerdictForm(VerdictKind.Refer, TermsClause: "Made-up clause 4", Purpose: ExemptPurpose.NoneFound)
            : new VerdictForm(VerdictKind.Dismiss);
        Console.WriteLine($"deciding {claimed.CaseId}");
        switch (await desk.DecideAsync(claimed.CaseId, by, form, claimed.Version, cancellationToken))
        {
            case VerdictOutcome.Decided decided:
                Console.WriteLine($"decided {claimed.CaseId} {decided.VerdictId}");
                break;

            // A page of the same text came in between: the case is taken up again.
            case VerdictOutcome.Changed or VerdictOutcome.Refused:
                break;
            case var other:
                throw new InvalidOperationException($"The verdict on case {claimed.Number} was not given: {other}.");
        }
    }
}
