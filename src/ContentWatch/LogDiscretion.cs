using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContentWatch;

/// <summary>
/// Keeps out of the logs what the web framework would write there at its lower levels: paths (a one-time link is a secret), headers, cookies,
/// form fields and what circuits carry. No setting of the log's levels opens it. Our own messages carry ids, counts and names of steps by themselves.
/// </summary>
public static class LogDiscretion
{
    private const string Talkative = "Microsoft.AspNetCore";

    // Whoever may write under this name puts the path around every message of the request, ours too.
    private const string Surrounding = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>Applies it to every provider of the process's log.</summary>
    public static IServiceCollection AddLogDiscretion(this IServiceCollection services) => services.PostConfigure<LoggerFilterOptions>(options =>
    {
        for (var i = 0; i < options.Rules.Count; i++)
        {
            var rule = options.Rules[i];
            options.Rules[i] = new LoggerFilterRule(
                rule.ProviderName, rule.CategoryName, rule.LogLevel, (provider, category, level) => MayBeWritten(category, level) && rule.Filter?.Invoke(provider, category, level) != false);
        }

        // The weakest of all: it holds where no rule is configured.
        options.Rules.Insert(0, new LoggerFilterRule(null, null, null, (_, category, level) => MayBeWritten(category, level)));
    });

    private static bool MayBeWritten(string? category, LogLevel level) =>
        category != Surrounding && (level >= LogLevel.Warning || category?.StartsWith(Talkative, StringComparison.Ordinal) != true);
}
