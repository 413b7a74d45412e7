using System.Text.Json;
using ContentWatch.Score;

namespace ContentWatch.Tests.Score;

public sealed class TextEncoderTests
{
    [Fact]
    public void The_golden_texts_have_the_vectors_that_were_measured_when_the_encoder_was_made()
    {
        var tokens = new TextTokens(Models.Encoder("tokenizer.model"), "query: ");
        using var encoder = new TextEncoder(Models.Encoder("encoder.int8.onnx"), [12], 1);
        var golden = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Models.Encoder("golden-embeddings.json")));
        var rows = (golden.ValueKind == JsonValueKind.Array ? golden : golden.EnumerateObject().First(p => p.Value.ValueKind == JsonValueKind.Array).Value).EnumerateArray().ToList();

        var vectors = encoder.Encode([.. rows.Select(row => new TextWindows(512, 0, 2).Cut(tokens, row.GetProperty("text").GetString()!)[0])], TestContext.Current.CancellationToken);

        for (var i = 0; i < rows.Count; i++)
        {
            var expected = rows[i].GetProperty("int8").EnumerateArray().Select(value => value.GetSingle()).ToArray();
            Assert.All(expected.Zip(vectors[i]), pair => Assert.Equal(pair.First, pair.Second, 0.005f));
        }

        Assert.Equal(20, rows.Count);
    }
}
