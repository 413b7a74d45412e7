using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContentWatch.Extract.Apart;

/// <summary>
/// Reads bodies as <see cref="Extractor"/> does, each in a process that is closed in: no network, no files of ours, bounded memory, processor time and time. The
/// processes live over many pages, as many as <see cref="ExtractOptions.Readers"/>; one that dies is followed by another at the next page. Thread-safe.
/// </summary>
public sealed partial class ApartExtractor(
    IOptions<ExtractOptions> options, ReaderProgram program, TimeProvider time, ILogger<ApartExtractor> logger) : IAsyncDisposable
{
    private readonly ExtractOptions limits = options.Value;
    private readonly ConcurrentStack<ReaderProcess> idle = new();
    private readonly SemaphoreSlim seats = new(options.Value.Readers);
    private int told;

    /// <summary>How many pages are read at the same time.</summary>
    public int Readers => limits.Readers;

    /// <summary>The process ids of the readers that wait for a page.</summary>
    internal IReadOnlyList<int> Idle => [.. idle.Select(reader => reader.Id)];

    /// <summary>Sees to it that a reader is ready, so that no page is blamed for one that cannot start.</summary>
    /// <exception cref="ReaderNotStartedException">None starts.</exception>
    public Task ReadyAsync(CancellationToken cancellationToken) => WithReaderAsync(_ => Task.FromResult(true), cancellationToken);

    /// <summary>Reads a body; waits for a reader while all are busy.</summary>
    /// <param name="body">The body, unpacked.</param>
    /// <param name="contentType">The Content-Type as sent; null when none was.</param>
    /// <param name="finalUrl">The address that answered; links are resolved against it.</param>
    /// <param name="cancellationToken">Kills the reader at its page.</param>
    /// <exception cref="ReaderNotStartedException">None starts.</exception>
    public Task<ExtractionResult> ExtractAsync(ReadOnlyMemory<byte> body, string? contentType, string finalUrl, CancellationToken cancellationToken) =>
        WithReaderAsync(reader => reader.AskAsync(body, contentType, finalUrl, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (idle.TryPop(out var reader))
        {
            await EndAsync(reader);
        }

        seats.Dispose();
    }

    private async Task<T> WithReaderAsync<T>(Func<ReaderProcess, Task<T>> use, CancellationToken cancellationToken)
    {
        await seats.WaitAsync(cancellationToken);
        try
        {
            var reader = await TakeAsync(cancellationToken);
            try
            {
                return await use(reader);
            }
            finally
            {
                await GiveBackAsync(reader);
            }
        }
        finally
        {
            seats.Release();
        }
    }

    private async Task<ReaderProcess> TakeAsync(CancellationToken cancellationToken)
    {
        while (idle.TryPop(out var waiting))
        {
            if (waiting.IsFit)
            {
                return waiting;
            }

            await EndAsync(waiting);
        }

        var reader = await ReaderProcess.StartAsync(program, limits, time, cancellationToken);
        if (Interlocked.Exchange(ref told, 1) == 0 && reader.Bounds != Bounds.All)
        {
            Log.Unbounded(logger, Bounds.All & ~reader.Bounds);
        }

        return reader;
    }

    private async Task GiveBackAsync(ReaderProcess reader)
    {
        if (reader.IsFit)
        {
            idle.Push(reader);
            return;
        }

        await EndAsync(reader);
    }

    private static async Task EndAsync(ReaderProcess reader)
    {
        await reader.EndAsync();
        reader.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "This system does not hold the process that reads pages to all bounds; it refuses: {Bounds}.")]
        public static partial void Unbounded(ILogger logger, Bounds bounds);
    }
}
