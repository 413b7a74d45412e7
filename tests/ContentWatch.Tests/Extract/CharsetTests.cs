using System.Text;

namespace ContentWatch.Tests.Extract;

/// <summary>Bytes become text: mark before header before the page's own word before a guess.</summary>
public sealed class CharsetTests
{
    private const string Arabic = "هذه رسالة قصيرة عن الحديقة والزهور الجميلة في المدينة";
    private const string Dutch = "Dit is een kort bericht over één tuin en de mooie bloemen daarin";

    /// <summary>Text, how it is written, what the header says, what stands before it, the name that must come out.</summary>
    public static TheoryData<string, string, string?, string, string> Bodies => new()
    {
        { Arabic, "windows-1256", "text/html; charset=windows-1256", "", "windows-1256" },
        { Arabic, "windows-1256", "text/html", "<meta charset='windows-1256'>", "windows-1256" },
        { Arabic, "windows-1256", "text/html", "<meta http-equiv='Content-Type' content='text/html; charset=windows-1256'>", "windows-1256" },
        { Arabic, "utf-8", "text/html; charset=\"utf-8\"", "<meta charset='windows-1256'>", "utf-8" },
        { Arabic, "utf-8", "text/html", "", "utf-8" },
        { Dutch, "iso-8859-1", "text/html; charset=ISO-8859-1", "", "windows-1252" },
        { Dutch, "utf-16", "text/html; charset=iso-8859-1", "", "utf-16" },
        { Dutch, "utf-16BE", null, "", "utf-16BE" },
        { Dutch, "utf-8", "text/html", "<meta charset='utf-16'>", "utf-8" },
        { Dutch, "utf-8", "text/html; charset=no-such-thing", "", "utf-8" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_page_is_read_in_the_character_set_that_it_was_written_in(string text, string written, string? contentType, string before, string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(written);
        byte[] body = [.. written.StartsWith("utf-16", StringComparison.Ordinal) ? encoding.GetPreamble() : [], .. encoding.GetBytes($"<html>{before}<body>{text}</body>")];

        var read = Reading.Text(await Reading.Of(body, contentType ?? "text/html"));

        Assert.Equal(text, Assert.Single(read.Items).Text);
        Assert.Equal(name, read.Charset);
    }

    [Fact]
    public async Task What_is_no_UTF_8_becomes_the_replacement_character()
    {
        byte[] body = [.. "Words "u8, 0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80, .. " more"u8];

        var read = Reading.Text(await Reading.Of(body, "text/plain; charset=utf-8"));

        Assert.Matches("^Words \uFFFD+\\(\uFFFD+ more$", Assert.Single(read.Items).Text);
    }
}
