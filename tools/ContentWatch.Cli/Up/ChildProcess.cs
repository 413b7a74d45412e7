using System.Diagnostics;

namespace ContentWatch.Cli.Up;

/// <summary>What to start: a host of ours with its arguments and settings.</summary>
/// <param name="Name">What the output calls it.</param>
/// <param name="Dll">The assembly.</param>
/// <param name="Arguments">After the assembly.</param>
/// <param name="Settings">Environment variables.</param>
internal sealed record ChildStart(string Name, string Dll, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Settings);

/// <summary>One running host. It ends when its standard input closes, so it never outlives us.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended, however.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Starts it; each line it prints goes to <paramref name="print"/>.</summary>
    public static ChildProcess Start(ChildStart start, Action<string> print)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(start.Dll),
        };
        info.ArgumentList.Add(start.Dll);
        foreach (var argument in start.Arguments)
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment[StopWithParent.Variable] = "1";
        foreach (var (key, value) in start.Settings)
        {
            info.Environment[key] = value;
        }

        var process = new Process { StartInfo = info };
        process.OutputDataReceived += (_, line) => Print(line.Data);
        process.ErrorDataReceived += (_, line) => Print(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process);

        void Print(string? line)
        {
            if (line is not null)
            {
                print(line);
            }
        }
    }

    /// <summary>Ends it without a chance to say anything; nothing happens where it has ended.</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits until it ends by itself; gives its exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>Asks it to end in good order and waits; after <paramref name="patience"/> it is killed.</summary>
    /// <returns>True when it ended in good order.</returns>
    public async Task<bool> StopAsync(TimeSpan patience, TimeProvider time)
    {
        process.StandardInput.Close();
        using var patienceOver = new CancellationTokenSource(patience, time);
        try
        {
            await process.WaitForExitAsync(patienceOver.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();
}
