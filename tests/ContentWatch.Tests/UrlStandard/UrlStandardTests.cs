using System.Text.Json;
using ContentWatch.UrlStandard;

namespace ContentWatch.Tests.UrlStandard;

/// <summary>The public tables of the WHATWG URL Standard, row by row, against what reads every address we are given.</summary>
public sealed class UrlStandardTests
{
    /// <summary>No row is passed over but those of schemes that are never fetched. Rows of the IDNA tables are hosts and go to what reads hosts.</summary>
    [Theory]
    [InlineData("urltestdata.json", 445)]
    [InlineData("toascii.json", 87)]
    [InlineData("IdnaTestV2.json", 2_671)]
    [InlineData("IdnaTestV2-removed.json", 20)]
    [InlineData("percent-encoding.json", 7)]
    public void Every_row_that_concerns_http_is_read_as_the_standard_says(string table, int count)
    {
        var rows = Rows(table).Where(row => table != "urltestdata.json" || IsOurs(row)).ToList();

        var wrong = rows.Select(row => (Name: $"{table}: {Text(row, "input")} < {Text(row, "base")}", Fault: Fault(table, row)))
            .Where(row => row.Fault is not null)
            .Select(row => $"{row.Name}: {row.Fault}");

        Assert.Equal(count, rows.Count);
        Assert.True(!wrong.Any(), $"{wrong.Count()} of {rows.Count}:\n{string.Join("\n", wrong)}");
    }

    /// <summary>The standard also reads what nobody can dial or what we never send; those rows and why, in <c>TestData/url-refused.txt</c>.</summary>
    [Fact]
    public void Every_row_that_the_standard_reads_is_taken_or_stands_in_the_list_of_what_is_refused_with_the_reason()
    {
        var listed = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "TestData", "url-refused.txt")).Where(line => !line.StartsWith('#'));

        var refused = Rows("urltestdata.json").Where(row => IsOurs(row) && !row.TryGetProperty("failure", out _))
            .Select(row => (Row: row, Uri: Captured(row)))
            .Where(read => read.Uri.Reason is not null)
            .Select(read => $"{JsonSerializer.Serialize(read.Row.GetProperty("href").GetString())} {read.Uri.Reason}")
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(string.Join('\n', listed.Order(StringComparer.Ordinal)), string.Join('\n', refused));
    }

    [Fact]
    public void What_is_taken_is_sent_as_the_standard_writes_it_without_its_fragment()
    {
        var rows = Rows("urltestdata.json").Where(row => IsOurs(row) && !row.TryGetProperty("failure", out _))
            .Select(row => (Row: row, Captured(row).Uri)).Where(read => read.Uri is not null).ToList();

        Assert.True(rows.Count > 120, $"Only {rows.Count} rows are taken.");
        Assert.All(rows, read => Assert.Equal(read.Row.GetProperty("href").GetString()!.Split('#')[0], read.Uri!.Fetch));
    }

    private static (CaptureUri? Uri, string? Reason) Captured(JsonElement row)
    {
        // A base that we would not take ourselves is still the base of the row: what it resolves to is asked for by its whole address.
        var (read, fault) = Read(row);
        return read is null ? (null, fault) : CaptureUri.TryParse(read.Href, out var uri, out var reason) ? (uri, null) : (null, reason);
    }

    private static string? Fault(string table, JsonElement row)
    {
        var (expected, got) = table switch
        {
            "urltestdata.json" => (row.TryGetProperty("failure", out _) ? "failure" : Parts(row), Read(row).Url is { } url ? Parts(url) : "failure"),
            "percent-encoding.json" => (row.GetProperty("output").GetProperty("utf-8").GetString()!, PercentCode.Encode(Text(row, "input"), PercentCode.Query)),
            _ => (row.GetProperty("output").GetString() is { Length: > 0 } output ? output : "failure", UrlHost.Read(Text(row, "input")) ?? "failure"),
        };
        return got == expected ? null : $"{got}, not {expected}";
    }

    private static (WebUrl? Url, string? Fault) Read(JsonElement row)
    {
        var page = row.GetProperty("base").GetString() is { } text ? WebUrl.Read(text, null).Url : null;
        return WebUrl.Read(Text(row, "input"), page);
    }

    /// <summary>Outside: rows whose address, or whose base where the address has no scheme, is of a scheme that is never fetched.</summary>
    private static bool IsOurs(JsonElement row)
    {
        var scheme = Scheme(Text(row, "input"));
        return (scheme.Length > 0 ? scheme : Scheme(Text(row, "base"))) is "http" or "https";
    }

    private static string Scheme(string text)
    {
        var clean = new string([.. text.Where(c => c is not ('\t' or '\n' or '\r'))]).TrimStart([.. Enumerable.Range(0, 33).Select(c => (char)c)]);
        var match = System.Text.RegularExpressions.Regex.Match(clean, "^([A-Za-z][A-Za-z0-9+.-]*):");
        return match.Groups[1].Value.ToLowerInvariant();
    }

    private static string Parts(JsonElement row) => string.Join(' ', ((string[])["href", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"]).Select(part => Text(row, part)));

    private static string Parts(WebUrl url) => string.Join(
        ' ', url.Href, url.Scheme + ":", url.User, url.Password, url.Host, url.Name, url.Port?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", url.Path,
        string.IsNullOrEmpty(url.Query) ? "" : "?" + url.Query, string.IsNullOrEmpty(url.Fragment) ? "" : "#" + url.Fragment);

    private static IEnumerable<JsonElement> Rows(string table) =>
        JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"conformance/url/{table}"))).RootElement.EnumerateArray().Where(row => row.ValueKind == JsonValueKind.Object);

    private static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Unpaired(value) : "";

    /// <summary>JSON may hold halves of characters, which .NET's reader refuses; the standard reads each as U+FFFD.</summary>
    private static string Unpaired(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return System.Text.RegularExpressions.Regex.Unescape(System.Text.RegularExpressions.Regex.Replace(value.GetRawText()[1..^1], @"\\/", "/"));
        }
    }
}
