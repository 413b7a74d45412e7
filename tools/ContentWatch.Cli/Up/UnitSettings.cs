using Microsoft.Extensions.Configuration;

namespace ContentWatch.Cli.Up;

/// <summary>What a unit says of itself to sites and platforms. In real use it has to be in the environment before anything starts.</summary>
internal static class UnitSettings
{
    private static readonly (string Name, string Example)[] Needed =
    [
        ("Acquire__Contact", "desk@unit.example"),
        ("Refer__UnitName", "'Example unit'"),
        ("Refer__Contact", "desk@unit.example"),
    ];

    /// <summary>Checks that all of them are set.</summary>
    /// <exception cref="RefusedException">Some are not; the message names them and gives a line that sets all.</exception>
    public static void RefuseUnset()
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        string[] unset = [.. Needed.Select(setting => setting.Name)
            .Where(name => string.IsNullOrWhiteSpace(environment[name.Replace("__", ":", StringComparison.Ordinal)]))];
        if (unset.Length > 0)
        {
            var all = string.Join(' ', Needed.Select(setting => $"{setting.Name}={setting.Example}"));
            throw new RefusedException(
                $"Not set: {string.Join(", ", unset)}. Sites and platforms are told who asks, so nothing starts without it. For example:{Environment.NewLine}"
                + $"  {all} dotnet run --project tools/ContentWatch.Cli -- up");
        }
    }
}
