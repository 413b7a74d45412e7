using System.Text;
using ContentWatch.Extract;
using ContentWatch.Extract.Apart;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Extract;

/// <summary>The extractor as a reader runs it and as a worker does, and the few ways in which tests ask it.</summary>
internal static class Reading
{
    /// <summary>Where pages of the tests are.</summary>
    public const string Url = "https://forum.example/threads/7?page=2";

    /// <summary>The languages, loaded once for all tests.</summary>
    public static Language Languages { get; } = new();

    /// <summary>Reading apart as the workers do it, by one process for all tests; it ends with the test run.</summary>
    public static ApartExtractor Apart { get; } = ApartBy(ReaderProgram.Worker);

    /// <summary>Reading apart by some program.</summary>
    public static ApartExtractor ApartBy(ReaderProgram program, ExtractOptions? options = null) =>
        new(Options.Create(options ?? new() { Timeout = TimeSpan.FromMinutes(1) }), program, TimeProvider.System, NullLogger<ApartExtractor>.Instance);

    /// <summary>What comes of a body, in this process.</summary>
    public static Task<ExtractionResult> Of(byte[] body, string? contentType, ExtractOptions? options = null)
    {
        var limits = options ?? new();
        Languages.Load();
        var read = new Task<ExtractionResult>(() => new Extractor(Options.Create(limits), Languages).Extract(body, contentType, Url));
        new Thread(read.RunSynchronously, Extractor.StackBytes) { IsBackground = true }.Start();
        return read.WaitAsync(limits.Timeout, TestContext.Current.CancellationToken);
    }

    /// <summary>The text of a page that can be read.</summary>
    public static async Task<ExtractedText> Page(string html) => Text(await Of(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8"));

    /// <summary>The text of a body that can be read.</summary>
    public static ExtractedText Text(ExtractionResult result) => Assert.IsType<ExtractionResult.Extracted>(result).Text;

    /// <summary>Why it could not be read.</summary>
    public static string Reason(ExtractionResult result) => Assert.IsType<ExtractionResult.Unreadable>(result).Reason;
}
