using System.Diagnostics;
using System.IO.Compression;

namespace ContentWatch.Acquire;

/// <summary>Reads and unpacks a body in bounded steps: a small answer cannot become a large one.</summary>
internal static class BodyDecoding
{
    private const int Step = 64 * 1024;
    private const int MaxCodings = 2;
    private static readonly string[] Known = ["gzip", "x-gzip", "br", "deflate"];

    /// <summary>Reads to the end.</summary>
    /// <exception cref="AnswerTooLargeException">There is more than <paramref name="max"/>.</exception>
    public static async Task<byte[]> ReadAsync(Stream body, long max, Action heard, CancellationToken cancellationToken)
    {
        var whole = new MemoryStream();
        var buffer = new byte[Step];
        int count;
        while ((count = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            heard();
            if (whole.Length + count > max)
            {
                throw new AnswerTooLargeException(max);
            }

            whole.Write(buffer, 0, count);
        }

        return whole.ToArray();
    }

    /// <summary>Lets pass what comes of a body that nobody reads: to its end, to <paramref name="max"/> bytes, or for <paramref name="longest"/>.</summary>
    public static async Task SkimAsync(Stream body, int max, TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        var buffer = new byte[Step];
        try
        {
            int count;
            for (var left = max; left > 0 && (count = await body.ReadAsync(buffer.AsMemory(0, Math.Min(left, Step)), either.Token)) > 0; left -= count)
            {
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The head said where to go.
        }
    }

    /// <summary>Undoes the content codings, the last applied first (RFC 9110 §8.4).</summary>
    /// <exception cref="InvalidDataException">A coding is unknown or broken, or there are more than two.</exception>
    /// <exception cref="AnswerTooLargeException">It unpacks to more than <paramref name="max"/>.</exception>
    public static async Task<byte[]> UnpackAsync(byte[] body, IEnumerable<string> headers, long max, CancellationToken cancellationToken)
    {
        var codings = headers.SelectMany(header => header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(coding => coding.ToLowerInvariant()).Where(coding => coding != "identity").Reverse().ToList();
        if (codings.Count > MaxCodings)
        {
            throw new InvalidDataException($"The body is packed {codings.Count} times; at most {MaxCodings} are unpacked.");
        }

        if (codings.FirstOrDefault(coding => !Known.Contains(coding)) is { } unknown)
        {
            throw new InvalidDataException($"The coding '{(unknown.Length > 20 ? unknown[..20] : unknown)}' is unknown.");
        }

        foreach (var coding in body.Length == 0 ? [] : codings)
        {
            try
            {
                await using var unpacked = Unpack(new MemoryStream(body), coding, body);
                body = await ReadAsync(unpacked, max, () => { }, cancellationToken);
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
            {
                throw new InvalidDataException($"The body is not valid {coding}.", e);
            }
        }

        return body;
    }

    private static Stream Unpack(Stream packed, string coding, byte[] body) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(packed, CompressionMode.Decompress),
        "br" => new BrotliStream(packed, CompressionMode.Decompress),
        // Servers send both zlib and bare deflate under this name; the first byte tells (RFC 1950 §2.2).
        "deflate" => (body[0] & 0x0f) == 8 ? new ZLibStream(packed, CompressionMode.Decompress) : new DeflateStream(packed, CompressionMode.Decompress),
        _ => throw new UnreachableException(),
    };
}
