using System.Text.Json;
using ContentWatch.Extract;

namespace ContentWatch.Tests.Extract;

/// <summary>What a body is, by its bytes and its header.</summary>
public sealed class MediaTypeTests
{
    /// <summary>Rows of the public table that we do not follow, and why.</summary>
    private static readonly Dictionary<string, string> Unclaimed = new()
    {
        ["image sniffing / should detect BMP"] = "two letters, BM, may begin any text; nothing harmful comes of reading a picture as text",
        ["supplied MIME type handling / should return HTML type without sniffing"] = "a picture that calls itself HTML is not read",
        ["supplied MIME type handling / should return text/xml type without sniffing"] = "a picture that calls itself XML is not read",
        ["supplied MIME type handling / should return application/xml type without sniffing"] = "a picture that calls itself XML is not read",
    };

    [Fact]
    public void Bodies_are_sniffed_as_the_public_table_says_where_it_speaks_of_text()
    {
        using var table = JsonDocument.Parse(File.ReadAllBytes(Shared.Path("conformance/mime/sniff.json")));
        var wrong = new List<string>();

        foreach (var row in table.RootElement.EnumerateArray().Where(IsClaimed))
        {
            var header = row.GetProperty("options").TryGetProperty("contentTypeHeader", out var sent) ? sent.GetString() : null;
            var found = MediaTypes.Of(Convert.FromHexString(row.GetProperty("bytes_hex").GetString()!), header);
            if (found != Expected(row.GetProperty("computed").GetString()!))
            {
                wrong.Add($"{row.GetProperty("name").GetString()}: {found}");
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("<html>", "text/html", "Html")]
    [InlineData("words", "application/octet-stream", "Plain")]
    [InlineData("<!doctype html>", "application/xml", "Html")]
    [InlineData("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "application/xhtml+xml", "Html")]
    [InlineData("%PDF-1.7", "text/html", "Unknown")]
    [InlineData("PK\u0003\u0004", "text/plain", "Unknown")]
    [InlineData("words", "image/png", "Unknown")]
    [InlineData("words", "text/css", "Unknown")]
    public void Both_the_bytes_and_the_header_must_allow_it(string body, string header, string expected)
    {
        var found = MediaTypes.Of(System.Text.Encoding.Latin1.GetBytes(body), header);

        Assert.Equal(expected, found.ToString());
    }

    /// <summary>Not rows with options that no fetch of ours has, nor the types whose parameters the table only carries through.</summary>
    private static bool IsClaimed(JsonElement row) =>
        !row.GetProperty("options").EnumerateObject().Any(option => option.Name != "contentTypeHeader")
        && !Unclaimed.ContainsKey(row.GetProperty("name").GetString()!)
        && !row.GetProperty("computed").GetString()!.Contains(';', StringComparison.Ordinal)
        && !row.GetProperty("name").GetString()!.StartsWith("input canonicalization", StringComparison.Ordinal);

    private static MediaType Expected(string computed) => computed switch
    {
        "text/html" => MediaType.Html,
        "text/plain" => MediaType.Plain,
        "text/xml" or "application/xml" => MediaType.Xml,
        _ => MediaType.Unknown,
    };
}
