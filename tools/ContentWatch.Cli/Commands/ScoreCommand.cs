using System.ComponentModel;
using System.Globalization;
using ContentWatch.Cli.Up;
using ContentWatch.Extract;
using ContentWatch.Score;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace ContentWatch.Cli.Commands;

/// <summary>What <c>cw score</c> takes.</summary>
internal sealed class ScoreSettings : CommandSettings
{
    /// <summary>The text's file.</summary>
    [CommandArgument(0, "[FILE]")]
    [Description("A text file. Default: standard input.")]
    public string? File { get; init; }

    /// <summary>The language, if known.</summary>
    [CommandOption("--language <TAG>")]
    [Description("BCP 47 tag. Default: as detected.")]
    public string? Language { get; init; }
}

/// <summary><c>cw score FILE</c>: what every configured scorer says of a text. Nothing is kept.</summary>
internal sealed class ScoreCommand : AsyncCommand<ScoreSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, ScoreSettings settings, CancellationToken cancellationToken)
    {
        if (settings.File is not null && !System.IO.File.Exists(settings.File))
        {
            throw new RefusedException($"There is no file '{settings.File}'.");
        }

        var text = settings.File is null ? await Console.In.ReadToEndAsync(cancellationToken) : await System.IO.File.ReadAllTextAsync(settings.File, cancellationToken);
        var language = settings.Language ?? new Language().Of(text, null);
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection([new("Score:ModelsFolder", ModelsFolder.Find())]).Build();
        await using var product = new ServiceCollection().AddScore(configuration).BuildServiceProvider();
        foreach (var score in product.GetServices<IScorer>().SelectMany(scorer => scorer.Score(text, language, cancellationToken)))
        {
            Console.WriteLine(Line(score));
        }

        return 0;
    }

    private static string Line(Score.Score score) => string.Create(
        CultureInfo.InvariantCulture,
        $"{score.Label,-18} {score.Language,-4} {(score.Probability is { } p ? $"{p:0.000} (threshold {score.Threshold:0.000})" : score.Outcome.ToString())}  {score.ModelId} {score.ModelVersion}");
}
