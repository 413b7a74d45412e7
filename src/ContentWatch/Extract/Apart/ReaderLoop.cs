using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ContentWatch.Extract.Apart;

/// <summary>
/// The reader's whole life: closes itself in, then answers requests one after the other until its parent is gone. It knows the limits of reading from
/// its environment (<c>Extract__…</c>) and nothing else: no data folder, no database, no secret.
/// </summary>
public static class ReaderLoop
{
    /// <summary>The exit code of a reader that ran out of memory.</summary>
    internal const int OutOfMemory = 71;

    /// <summary>What the runtime itself needs besides the heap: code, stacks, the compiler.</summary>
    private const int RuntimeMegabytes = 256;

    /// <summary>Reads from the standard input and answers on the standard output until the input ends.</summary>
    /// <returns>The exit code.</returns>
    public static int Run()
    {
        Confinement.RestrictFiles();
        var limits = new ExtractOptions();
        new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("Extract").Bind(limits);
        var language = new Language();
        language.Load();
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        var bounds = Confinement.Close((limits.MaxMemory + RuntimeMegabytes) * 1024L * 1024, limits.MaxCpu);
        output.Write(ReaderWire.Hello(bounds));
        output.Flush();
        Serve(new(Options.Create(limits), language), input, output);
        return 0;
    }

    /// <summary>This thread listens all the time, so that the parent's end is seen in the middle of a page too; another one reads.</summary>
    private static void Serve(Extractor extractor, Stream input, Stream output)
    {
        using var requests = new BlockingCollection<(ReadOnlyMemory<byte> Body, string? ContentType, string FinalUrl)>();
        var thread = new Thread(() => Answer(extractor, requests, output), Extractor.StackBytes) { IsBackground = true, Name = "extract" };
        thread.Start();
        while (ReaderWire.ReadRequest(input) is { } request)
        {
            requests.Add(request);
        }
    }

    private static void Answer(
        Extractor extractor, BlockingCollection<(ReadOnlyMemory<byte> Body, string? ContentType, string FinalUrl)> requests, Stream output)
    {
        foreach (var (body, contentType, finalUrl) in requests.GetConsumingEnumerable())
        {
            try
            {
                ReaderWire.WriteAnswer(output, Extract(extractor, body, contentType, finalUrl));
            }
            catch (OutOfMemoryException)
            {
                Environment.Exit(OutOfMemory);
            }
        }
    }

    private static ExtractionResult Extract(Extractor extractor, ReadOnlyMemory<byte> body, string? contentType, string finalUrl)
    {
        try
        {
            return extractor.Extract(body, contentType, finalUrl);
        }
        catch (Exception exception) when (ContentFault.Is(exception))
        {
            return new ExtractionResult.Failed(ContentFault.Reason(exception));
        }
    }
}
