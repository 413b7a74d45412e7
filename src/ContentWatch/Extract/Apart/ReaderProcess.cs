using System.Diagnostics;
using System.Globalization;

namespace ContentWatch.Extract.Apart;

/// <summary>
/// One reader, seen from the worker that started it: asked one page at a time, killed when it runs over the time of a page or answers nonsense. It ends by
/// itself when its standard input closes, so it never outlives us. Not thread-safe.
/// </summary>
internal sealed class ReaderProcess : IDisposable
{
    private const int Signalled = 128;
    private const int OverCpuTime = Signalled + 24;
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly ExtractOptions limits;
    private readonly TimeProvider time;
    private readonly Stream input;
    private readonly Stream output;
    private TimeSpan cpuAtStart;
    private bool isBroken;

    private ReaderProcess(Process process, ExtractOptions limits, TimeProvider time)
    {
        (this.process, this.limits, this.time) = (process, limits, time);
        (input, output) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);

        // What it complains of could quote content: it is taken off its hands and dropped.
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>The bounds that the system holds it to.</summary>
    public Bounds Bounds { get; private set; }

    /// <summary>True when it can be asked another page: it lives, never failed, and has used less than half of its processor time.</summary>
    public bool IsFit => !isBroken && Cpu() is { } cpu && cpu - cpuAtStart < limits.MaxCpu / 2;

    /// <summary>Starts one and waits until it is closed in and ready.</summary>
    /// <exception cref="ReaderNotStartedException">It was not ready within two minutes, or is of another build.</exception>
    public static async Task<ReaderProcess> StartAsync(ReaderProgram program, ExtractOptions limits, TimeProvider time, CancellationToken cancellationToken)
    {
        var process = Process.Start(Description(program, limits)) ?? throw new ReaderNotStartedException("The process that reads pages could not be started.");
        var reader = new ReaderProcess(process, limits, time);
        try
        {
            await reader.GreetAsync(cancellationToken);
            return reader;
        }
        catch
        {
            reader.Kill();
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Has it read a page.</summary>
    /// <returns>Its answer, checked; <see cref="ExtractionResult.Failed"/> when it died over the page, ran over its time, or its answer is refused.</returns>
    public async Task<ExtractionResult> AskAsync(ReadOnlyMemory<byte> body, string? contentType, string finalUrl, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(limits.Timeout, time);
        try
        {
            var answer = await KillingAsync(() => ExchangeAsync(body, contentType, finalUrl), over.Token, cancellationToken);
            return answer is { } frame ? AnswerCheck.Read(frame, limits) : new ExtractionResult.Failed(await WhyAsync(over.IsCancellationRequested));
        }
        catch (InvalidDataException refused)
        {
            Kill();
            return new ExtractionResult.Failed($"The answer of the process that read it is refused: {refused.Message}.");
        }
    }

    /// <summary>Lets it end in good order.</summary>
    public async Task EndAsync()
    {
        isBroken = true;
        await input.DisposeAsync();
        using var patience = new CancellationTokenSource(EndPatience, time);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();

    /// <summary>An environment of its own: the limits of reading and of the runtime; nothing of ours, where settings and secrets may stand.</summary>
    private static ProcessStartInfo Description(ReaderProgram program, ExtractOptions limits)
    {
        var start = new ProcessStartInfo(program.FileName, program.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment.Clear();
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = (limits.MaxMemory * 1024L * 1024).ToString("x", CultureInfo.InvariantCulture);
        foreach (var limit in new (string Name, IFormattable Value)[]
        {
            (nameof(limits.MaxCharacters), limits.MaxCharacters), (nameof(limits.MaxDepth), limits.MaxDepth), (nameof(limits.MaxElements), limits.MaxElements),
            (nameof(limits.MaxLinks), limits.MaxLinks), (nameof(limits.MaxItems), limits.MaxItems), (nameof(limits.MaxMemory), limits.MaxMemory), (nameof(limits.MaxCpu), limits.MaxCpu),
        })
        {
            start.Environment[$"Extract__{limit.Name}"] = limit.Value.ToString(null, CultureInfo.InvariantCulture);
        }

        return start;
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(StartPatience, time);
        try
        {
            var frame = await KillingAsync(() => ReaderWire.ReadFrameAsync(output, 2, CancellationToken.None), patience.Token, cancellationToken)
                ?? throw new ReaderNotStartedException($"The process that reads pages was not ready: {await WhyAsync(patience.IsCancellationRequested)}");
            var fields = new FrameFields(frame);
            fields.Version();
            Bounds = (Bounds)fields.Byte() & Bounds.All;
            fields.End();
            cpuAtStart = Cpu() ?? TimeSpan.Zero;
        }
        catch (InvalidDataException refused)
        {
            throw new ReaderNotStartedException($"The process that reads pages is not of this build: its greeting is refused, because {refused.Message}.");
        }
    }

    private async Task<byte[]?> ExchangeAsync(ReadOnlyMemory<byte> body, string? contentType, string finalUrl)
    {
        await ReaderWire.WriteRequestAsync(input, body, contentType, finalUrl, CancellationToken.None);
        return await ReaderWire.ReadFrameAsync(output, AnswerCheck.MostBytes(limits), CancellationToken.None);
    }

    /// <summary>Talks to it, and kills it when either token says so: only the death of the other end ends a read of a pipe.</summary>
    /// <returns>What it said; null when it died.</returns>
    private async Task<byte[]?> KillingAsync(Func<Task<byte[]?>> talk, CancellationToken over, CancellationToken cancellationToken)
    {
        byte[]? said;
        using (over.Register(Kill))
        using (cancellationToken.Register(Kill))
        {
            try
            {
                said = await talk();
            }
            catch (IOException)
            {
                // The pipe broke while we wrote: it is dead, as when it breaks while we read.
                said = null;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return said;
    }

    /// <summary>Why it died, once it is dead.</summary>
    private async Task<string> WhyAsync(bool isOver)
    {
        Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        return isOver ? $"It took longer than {limits.Timeout.TotalSeconds:0.#} s to read." : process.ExitCode switch
        {
            ReaderLoop.OutOfMemory => $"Reading it took more than {limits.MaxMemory:N0} MiB of memory.",
            OverCpuTime => $"Reading it took more than {limits.MaxCpu.TotalSeconds:0.#} s of processor time.",
            > Signalled and var code => $"The process that read it died of signal {code - Signalled}.",
            var code => $"The process that read it ended with code {code}.",
        };
    }

    /// <summary>The processor time that it used; null when it is dead.</summary>
    private TimeSpan? Cpu()
    {
        try
        {
            return process.HasExited ? null : process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            // It died between the two questions.
            return null;
        }
    }

    private void Kill()
    {
        isBroken = true;
        process.Kill();
    }
}

/// <summary>No page can be read, whichever: the process that reads them does not start.</summary>
/// <param name="message">Why, in a sentence.</param>
public sealed class ReaderNotStartedException(string message) : Exception(message);
