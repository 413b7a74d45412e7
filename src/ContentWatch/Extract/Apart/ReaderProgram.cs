namespace ContentWatch.Extract.Apart;

/// <summary>The program that reads apart, and how it is started.</summary>
/// <param name="FileName">What is run.</param>
/// <param name="Arguments">With what.</param>
public sealed record ReaderProgram(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>The arguments by which the worker's program becomes a reader; nothing else of it is loaded then.</summary>
    public static IReadOnlyList<string> Role { get; } = ["--roles", "extract"];

    /// <summary>The worker's program that lies beside the running one.</summary>
    public static ReaderProgram Worker { get; } = new(
        Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "ContentWatch.Worker.dll"), .. Role]);
}
