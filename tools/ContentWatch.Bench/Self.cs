using System.Diagnostics;

namespace ContentWatch.Bench;

/// <summary>Starts this program again, as another process.</summary>
internal static class Self
{
    /// <summary>Starts it with its input and output in our hands.</summary>
    public static Process Again(params string[] arguments) => Start(typeof(Self).Assembly.Location, arguments);

    /// <summary>Starts another assembly so.</summary>
    public static Process Start(string dll, params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [dll, .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
