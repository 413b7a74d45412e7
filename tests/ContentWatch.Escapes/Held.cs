using System.Text;
using ContentWatch.Extract;
using ContentWatch.Extract.Apart;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContentWatch.Escapes;

/// <summary>A worker with a reader in the middle of a page.</summary>
internal static class Held
{
    /// <summary>Forty million bytes that take many seconds to compose, and no reader has so many.</summary>
    public static byte[] LongPage { get; } = Encoding.UTF8.GetBytes(new string('é', 20_000_000));

    public static async Task HoldAsync()
    {
        var limits = new ExtractOptions { MaxCharacters = 50_000_000, MaxMemory = 8_192, Timeout = TimeSpan.FromMinutes(5) };
        await using var extractor = new ApartExtractor(Options.Create(limits), ReaderProgram.Worker, TimeProvider.System, NullLogger<ApartExtractor>.Instance);
        await extractor.ReadyAsync(CancellationToken.None);
        var reader = extractor.Idle.Single();
        var page = extractor.ExtractAsync(LongPage, "text/plain; charset=utf-8", "https://forum.example/", CancellationToken.None);
        Console.WriteLine(reader);
        await page;
    }
}
