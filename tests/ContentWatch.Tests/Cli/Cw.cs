using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace ContentWatch.Tests.Cli;

/// <summary>Tests that start processes run one after the other, when the rest is done: each takes a machine's whole attention for a while.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Processes
{
    public const string Name = "processes";
}

/// <summary>The built <c>cw</c> as an operator runs it: a process of its own.</summary>
internal sealed class Cw : IAsyncDisposable
{
    private const string Command = "ContentWatch.Cli";
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);
    private readonly Process process;
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly List<string> heard = [];
    private int open = 2;

    private Cw(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var dll = Path.Combine(here.FullName, "..", "..", program, here.Name, program == Command ? "cw.dll" : program + ".dll");
        process = new()
        {
            StartInfo = new("dotnet", [dll, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        foreach (var (name, value) in environment)
        {
            process.StartInfo.Environment[name] = value;
        }

        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What a unit says of itself, without which real use does not start.</summary>
    public static IReadOnlyDictionary<string, string> Unit { get; } = new Dictionary<string, string>
    {
        ["Acquire__Contact"] = "desk@unit.example",
        ["Refer__UnitName"] = "Example unit",
        ["Refer__Contact"] = "desk@unit.example",
    };

    /// <summary>Everything it printed so far.</summary>
    public string Printed
    {
        get
        {
            lock (heard)
            {
                return string.Join('\n', heard);
            }
        }
    }

    /// <summary>True once it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>The processes that it started and that live.</summary>
    public IReadOnlyList<int> Children => [.. Directory.GetDirectories($"/proc/{process.Id}/task")
        .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    /// <summary>Runs a command to its end.</summary>
    public static Task<(int Code, string Printed)> RunAsync(string? input, params string[] arguments) => RunAsync(Command, Nothing, input, arguments);

    /// <summary>Runs a command to its end, with these settings in the environment.</summary>
    public static Task<(int Code, string Printed)> RunWithAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        RunAsync(Command, settings, null, arguments);

    /// <summary>Runs one of the hosts until it ends by itself.</summary>
    public static Task<(int Code, string Printed)> RunHostAsync(string host, IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        RunAsync(host, settings, null, arguments);
    /// <summary>Starts a command that goes on, as a unit does.</summary>
    public static Cw Start(params string[] arguments) => new(Command, arguments, Unit);

    /// <summary>Waits until it prints a line that has the words.</summary>
    public async Task<string> UntilAsync(string words)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            while (true)
            {
                if (await lines.Reader.ReadAsync(patience.Token) is var line && line.Contains(words, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"It never printed '{words}' but:\n{Printed}");
        }
    }

    /// <summary>Sends the signal and waits for its end.</summary>
    public async Task<int> EndAsync(string? signal = null)
    {
        if (signal is not null)
        {
            using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static async Task<(int Code, string Printed)> RunAsync(
        string program, IReadOnlyDictionary<string, string> settings, string? input, string[] arguments)
    {
        await using var cw = new Cw(program, arguments, settings);
        await cw.process.StandardInput.WriteAsync(input);
        cw.process.StandardInput.Close();
        return (await cw.EndAsync(), cw.Printed);
    }

    private void Heard(string? line)
    {
        if (line is null)
        {
            if (Interlocked.Decrement(ref open) == 0)
            {
                lines.Writer.TryComplete();
            }

            return;
        }

        lock (heard)
        {
            heard.Add(line);
        }

        lines.Writer.TryWrite(line);
    }
}
