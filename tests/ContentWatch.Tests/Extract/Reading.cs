using System.Text;
using ContentWatch.Extract;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Extract;

/// <summary>The extractor as the product builds it, and the few ways in which tests ask it.</summary>
internal static class Reading
{
    /// <summary>Where pages of the tests are.</summary>
    public const string Url = "https://forum.example/threads/7?page=2";

    /// <summary>The languages, loaded once for all tests.</summary>
    public static Language Languages { get; } = new();

    /// <summary>What comes of a body.</summary>
    public static Task<ExtractionResult> Of(byte[] body, string? contentType, ExtractOptions? options = null) =>
        new Extractor(Options.Create(options ?? new()), Languages, TimeProvider.System)
            .ExtractAsync(body, contentType, Url, TestContext.Current.CancellationToken);

    /// <summary>The text of a page that can be read.</summary>
    public static async Task<ExtractedText> Page(string html) => Text(await Of(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8"));

    /// <summary>The text of a body that can be read.</summary>
    public static ExtractedText Text(ExtractionResult result) => Assert.IsType<ExtractionResult.Extracted>(result).Text;

    /// <summary>Why it could not be read.</summary>
    public static string Reason(ExtractionResult result) => Assert.IsType<ExtractionResult.Unreadable>(result).Reason;
}
