namespace ContentWatch.Worker;

/// <summary>What a worker process does. One process may have more than one role; acquire stays apart because it touches hostile bytes.</summary>
[Flags]
internal enum WorkerRoles
{
    None = 0,

    /// <summary>Dials the Internet, fetches, has read what it fetched.</summary>
    Acquire = 1,

    /// <summary>Scores, feeds the archive, opens cases, sequences the audit log. Dials nothing.</summary>
    Assess = 2,

    /// <summary>Dials the platforms, and looks whether content is still there.</summary>
    Refer = 4,
}

/// <summary>Reads the roles from the command line: <c>--roles assess,refer</c>.</summary>
internal static class WorkerRolesOption
{
    /// <summary>The roles named.</summary>
    /// <exception cref="FormatException">None is named, or a name is unknown; the message lists what there is.</exception>
    public static WorkerRoles Parse(string? roles)
    {
        var parsed = WorkerRoles.None;
        foreach (var role in (roles ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            parsed |= role switch
            {
                "acquire" => WorkerRoles.Acquire,
                "assess" => WorkerRoles.Assess,
                "refer" => WorkerRoles.Refer,
                _ => throw new FormatException($"There is no worker role '{role}'. Roles are acquire, assess and refer."),
            };
        }

        return parsed == WorkerRoles.None
            ? throw new FormatException("Name the worker's roles: --roles acquire, or --roles assess,refer.")
            : parsed;
    }
}
