using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContentWatch.Score;

/// <summary>Registers the stage.</summary>
public static class ScoreRegistration
{
    /// <summary>The configured scorers: for the worker's role assess alone, since each loads its model when it is first asked for.</summary>
    /// <exception cref="OptionsValidationException">At start: a scorer is named twice, or there is no such model.</exception>
    public static IServiceCollection AddScore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection("Score");
        services.AddOptions<ScoreOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ScoreOptions>, ScorersExist>();
        var options = section.Get<ScoreOptions>() ?? new ScoreOptions();
        foreach (var name in Chosen(options).Distinct(StringComparer.Ordinal))
        {
            services.AddSingleton<IScorer>(_ => new OnnxTextScorer(ManifestOf(options, name), options.Threads));
        }

        return services;
    }

    private static IEnumerable<string> Chosen(ScoreOptions options) => options.Scorers.Count > 0 ? options.Scorers : Existing(options);

    private static string ManifestOf(ScoreOptions options, string name) => Path.Combine(options.ModelsFolder, name, "manifest.json");

    private static IReadOnlyList<string> Existing(ScoreOptions options) => !Directory.Exists(options.ModelsFolder)
        ? []
        : [.. Directory.GetDirectories(options.ModelsFolder).Select(folder => Path.GetFileName(folder)!)
            .Where(name => File.Exists(ManifestOf(options, name))).Order(StringComparer.Ordinal)];

    private sealed class ScorersExist : IValidateOptions<ScoreOptions>
    {
        public ValidateOptionsResult Validate(string? name, ScoreOptions options)
        {
            var existing = Existing(options);
            var wrong = options.Scorers.Except(existing, StringComparer.Ordinal).Select(scorer => $"Score:Scorers: there is no model '{scorer}'")
                .Concat(options.Scorers.GroupBy(scorer => scorer, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"Score:Scorers: '{same.Key}' is named twice"))
                .Select(fault => $"{fault}; '{options.ModelsFolder}' has: {string.Join(", ", existing)}.")
                .ToList();
            return wrong.Count > 0 ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;
        }
    }
}
