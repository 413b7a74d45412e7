using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ContentWatch.Tests.Extract.Apart;

/// <summary>A process closed in as a reader is tries to get out. Each attempt is made outside too, where it succeeds: so the refusal is the confinement's.</summary>
public sealed class EscapeTests : IDisposable
{
    private const string Program = "ContentWatch.Escapes.dll";
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("contentwatch-test-");
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Secret => Path.Combine(place.FullName, "contentwatch.db");

    public void Dispose()
    {
        listener.Dispose();
        place.Delete(recursive: true);
    }

    [Theory]
    [InlineData("start", "/bin/true", "refused: Win32Exception")]
    [InlineData("look-up", "localhost", "refused: SocketException")]
    [InlineData("loosen", "-", "refused: errno 1")]
    [InlineData("thread", "-", "done")]
    public Task It_starts_no_program_asks_no_name_and_loosens_no_limit(string attempt, string argument, string closedIn) => TryAsync(attempt, argument, closedIn);

    /// <summary>Only closed in: outside, the second half of a runtime that forks does not live.</summary>
    [Fact]
    public async Task It_does_not_double_itself()
    {
        var (bounds, outcome) = await RunAsync("fork", "-");
        Demand(bounds);

        Assert.Equal("refused: errno 1", outcome);
    }

    [Fact]
    public Task It_dials_nobody_not_even_this_machine()
    {
        listener.Start();
        return TryAsync("connect", $"{listener.LocalEndpoint}", "refused: SocketException");
    }

    [Theory]
    [InlineData("write", "refused: UnauthorizedAccessException")]
    [InlineData("append", "refused: UnauthorizedAccessException")]
    [InlineData("read", "refused: UnauthorizedAccessException")]
    [InlineData("delete", "refused: errno 1")]
    public async Task It_neither_reads_nor_changes_a_file_that_its_user_may(string attempt, string closedIn)
    {
        await File.WriteAllTextAsync(Secret, "secret", Cancel);
        var (bounds, outcome) = await RunAsync(attempt, Secret);
        Demand(bounds);

        Assert.Equal(closedIn, outcome);
        Assert.Equal("secret", await File.ReadAllTextAsync(Secret, Cancel));
        Assert.Equal("done", (await RunAsync(attempt, Secret, "open")).Outcome);
    }

    [Fact]
    public Task It_lists_no_folder() => TryAsync("list", place.FullName, "refused: UnauthorizedAccessException");

    [Theory]
    [InlineData("signal")]
    [InlineData("peek")]
    public Task It_reaches_no_other_process(string attempt) => TryAsync(attempt, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "refused: errno 1");

    private static async Task TryAsync(string attempt, string argument, string closedIn)
    {
        var (bounds, outcome) = await RunAsync(attempt, argument);
        Demand(bounds);

        Assert.Equal(closedIn, outcome);
        Assert.Equal("done", (await RunAsync(attempt, argument, "open")).Outcome);
    }

    private static void Demand(string bounds)
    {
        if (!OperatingSystem.IsLinux())
        {
            Requirements.Missing("Linux", "nothing else closes a process in");
        }

        Assert.Equal("All", bounds);
    }

    private static async Task<(string Bounds, string Outcome)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, Program), .. arguments])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
        })!;
        var said = (await process.StandardOutput.ReadToEndAsync(Cancel)).Trim().Split("; ");
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(2, said.Length);
        return (said[0], said[1]);
    }
}
