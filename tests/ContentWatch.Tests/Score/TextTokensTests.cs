using System.Text.Json;
using ContentWatch.Score;

namespace ContentWatch.Tests.Score;

public sealed class TextTokensTests
{
    private static readonly TextTokens Tokens = new(Models.Encoder("tokenizer.model"), "query: ");
    private static readonly TextWindows Windows = new(512, 0, 2);

    [Fact]
    public void Every_golden_line_has_the_ids_that_the_original_tokenizer_gives()
    {
        var lines = File.ReadAllLines(Models.Encoder("golden-tokens.jsonl")).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();

        // An empty text never reaches the encoder, so its line (prefix and a lone space) is not ours to give.
        var wrong = lines.Where(line => line.GetProperty("clean").GetString()!.Length > 0).Where(line => Windows.Cut(Tokens, line.GetProperty("text").GetString()!) is var windows
            && !(windows.Count == 0 ? Empty : windows[0]).SequenceEqual(line.GetProperty("input_ids").EnumerateArray().Select(id => id.GetInt32())));

        Assert.Equal(209, lines.Count);
        Assert.Empty(wrong.Select(line => line.GetProperty("clean").GetString()));
    }

    [Theory]
    [InlineData("two  spaces")]
    [InlineData("\u200b\u200b\u0000\t\n")]
    [InlineData("\ud800 half a pair \udc00")]
    [InlineData("🙂🙂🙂")]
    public void Odd_text_has_ids_and_an_end(string text) => Assert.All(Windows.Cut(Tokens, text), window => Assert.Equal(TextTokens.End, window[^1]));

    private static int[] Empty => [TextTokens.Begin, .. Tokens.PrefixIds, TextTokens.End];
}
