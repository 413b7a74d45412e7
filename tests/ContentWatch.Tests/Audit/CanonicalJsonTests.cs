using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContentWatch.Audit;

namespace ContentWatch.Tests.Audit;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void Ten_thousand_numbers_are_written_as_ECMAScript_writes_them()
    {
        var lines = File.ReadAllLines(Shared.Path("conformance/jcs/es6-numbers-10000.txt"));

        var wrong = lines.Select(line => line.Split(',')).Where(parts =>
            CanonicalJson.Number(BitConverter.UInt64BitsToDouble(ulong.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture))) != parts[1]);

        Assert.Equal(10_000, lines.Length);
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_six_published_documents_come_out_byte_for_byte()
    {
        var inputs = Directory.GetFiles(Shared.Path("conformance/jcs/input"));

        Assert.Equal(6, inputs.Length);
        Assert.All(inputs, input => Assert.Equal(
            File.ReadAllBytes(Path.Combine(Shared.Path("conformance/jcs/output"), Path.GetFileName(input))),
            CanonicalJson.Bytes(CanonicalJson.Parse(File.ReadAllBytes(input)))));
    }

    [Fact]
    public void A_name_that_stands_twice_is_refused() =>
        Assert.ThrowsAny<JsonException>(() => CanonicalJson.Parse("{\"a\":{\"b\":1,\"\\u0062\":2}}"u8));

    [Theory]
    [InlineData("[\"\\ud800\"]")]
    [InlineData("{\"\\udc00\":1}")]
    public void Half_a_surrogate_pair_is_refused(string json) =>
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Bytes(JsonNode.Parse(json)));

    [Fact]
    public void Half_a_surrogate_pair_in_a_string_of_ours_is_refused() =>
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Bytes(new JsonObject { ["a"] = "x\ud800" }));

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("1e400")]
    public void A_number_that_would_change_is_refused(string json) =>
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Bytes(JsonNode.Parse(json)));

    [Fact]
    public void Numbers_ids_and_truths_of_ours_are_written_whatever_type_holds_them()
    {
        var id = Guid.Parse("01980000-0000-7000-8000-000000000001");

        var bytes = CanonicalJson.Bytes(new JsonObject { ["n"] = 3, ["l"] = 4L, ["d"] = 0.5, ["m"] = 1.50m, ["id"] = id, ["b"] = true });

        Assert.Equal("{\"b\":true,\"d\":0.5,\"id\":\"01980000-0000-7000-8000-000000000001\",\"l\":4,\"m\":1.5,\"n\":3}"u8.ToArray(), bytes);
    }
}
