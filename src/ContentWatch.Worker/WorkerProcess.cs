using System.Collections.Concurrent;

namespace ContentWatch.Worker;

/// <summary>This process: its name in leases and heartbeats, and what its steps are doing. Thread-safe.</summary>
internal sealed class WorkerProcess(WorkerRoles roles, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, string> doing = new();

    /// <summary>When it started.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>The roles, in lower case: <c>assess, refer</c>.</summary>
    public string Role { get; } = string.Join(", ", Enum.GetValues<WorkerRoles>()
        .Where(role => role != WorkerRoles.None && roles.HasFlag(role))
        .Select(role => role.ToString().ToLowerInvariant()));

    /// <summary>Unique among all that run: roles, machine and process id.</summary>
    public string Name => $"{Role.Replace(", ", "+", StringComparison.Ordinal)}/{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>What all steps are doing, in a line.</summary>
    public string Doing => string.Join("; ", doing.OrderBy(step => step.Key, StringComparer.Ordinal).Select(step => $"{step.Key}: {step.Value}"));

    /// <summary>A step says what it is doing.</summary>
    public void Report(string step, string what) => doing[step] = what;
}
