using Microsoft.Extensions.Hosting;

namespace ContentWatch;

/// <summary>
/// Stops a host when the process that started it is gone: <c>cw up</c> holds the other end of our standard input, and its
/// closing, even by kill -9, ends us in good order. No orphans are left.
/// </summary>
public sealed class StopWithParent(IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>The environment variable by which <c>cw up</c> asks for this; any value.</summary>
    public const string Variable = "CONTENTWATCH_STOP_WITH_PARENT";

    /// <summary>True when the parent asked for it.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        try
        {
            while (await input.ReadAsync(buffer, stoppingToken) > 0)
            {
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        lifetime.StopApplication();
    }
}
