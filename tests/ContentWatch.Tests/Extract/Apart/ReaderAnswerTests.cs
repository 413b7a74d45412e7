using ContentWatch.Extract;
using ContentWatch.Extract.Apart;

namespace ContentWatch.Tests.Extract.Apart;

/// <summary>What a worker believes of a reader's answer: nothing that the shape of an answer does not allow.</summary>
public sealed class ReaderAnswerTests
{
    private static readonly ExtractOptions Limits = new() { MaxCharacters = 1_000, MaxItems = 2, MaxLinks = 2 };
    private static readonly ExtractedItem Good = new("/html[1]/body[1]", "Mild", "anna", new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "A mild text, één en ander 🚲.", "en");
    private static readonly string[] Next = ["https://forum.example/next"];

    /// <summary>Answers that a reader of ours never gives, and why they are refused.</summary>
    public static TheoryData<string, Func<ExtractedText>> Untrue => new()
    {
        { "its character set is none", () => Page() with { Charset = "" } },
        { "its character set is none", () => Page() with { Charset = "utf-8 or not" } },
        { "it has no item", () => Page() with { Items = [] } },
        { "it counts more than 2 of something", () => Page(Good, Good with { Selector = "b" }, Good with { Selector = "c" }) },
        { "two items stand at one place", () => Page(Good, Good) },
        { "a place is none", () => Page(Good with { Selector = "" }) },
        { "a place is none", () => Page(Good with { Selector = "a\nb" }) },
        { "a text has more than", () => Page(Good with { Selector = new('/', 20_000) }) },
        { "a text has more than 500 characters", () => Page(Good with { Title = new('x', 501) }) },
        { "a title or a name is no line", () => Page(Good with { Title = "two\nlines" }) },
        { "a title or a name is no line", () => Page(Good with { Title = "" }) },
        { "a text has more than 200 characters", () => Page(Good with { Author = new('x', 201) }) },
        { "a title or a name is no line", () => Page(Good with { Author = "two\nlines" }) },
        { "a time is none that a page can have", () => Page(Good with { PublishedAt = DateTimeOffset.MinValue }) },
        { "a time is none that a page can have", () => Page(Good with { PublishedAt = DateTimeOffset.MaxValue }) },
        { "an item has no text", () => Page(Good with { Text = "" }) },
        { "a text has a NUL", () => Page(Good with { Text = "a\0b" }) },
        { "a text is not in NFC", () => Page(Good with { Text = "e\u0301" }) },
        { "a text has more than 3,000 characters", () => Page(Good with { Text = new('x', 3_001) }) },
        { "its texts are longer than the page can be", () => Page(Good with { Text = new('x', 2_000) }, Good with { Selector = "b", Text = new('x', 2_000) }) },
        { "a language is none that we know", () => Page(Good with { Language = "tlh" }) },
        { "a language is none that we know", () => Page(Good with { Language = "" }) },
        { "it counts more than 2 of something", () => Page() with { Links = ["https://a.example/", "https://b.example/", "https://c.example/"] } },
        { "a link is no address that can be fetched", () => Page() with { Links = ["javascript:alert(1)"] } },
        { "a link is no address that can be fetched", () => Page() with { Links = ["file:///etc/passwd"] } },
        { "a text has more than 2,083 characters", () => Page() with { Links = ["https://a.example/" + new string('x', 2_100)] } },
        { "a link stands there twice", () => Page() with { Links = ["https://a.example/", "HTTPS://A.example"] } },
    };

    [Theory]
    [MemberData(nameof(Untrue))]
    public void An_answer_that_breaks_a_promise_of_the_shape_is_refused_as_a_whole(string reason, Func<ExtractedText> answer)
    {
        var refused = Assert.Throws<InvalidDataException>(() => AnswerCheck.Read(Frame(new ExtractionResult.Extracted(answer())), Limits));

        Assert.StartsWith(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_good_answer_comes_over_as_it_was_given()
    {
        ExtractionResult[] given =
        [
            new ExtractionResult.Extracted(Page(Good, new("b", null, null, null, "x", "und")) with { Links = [] }),
            new ExtractionResult.Extracted(Page()),
            new ExtractionResult.Unreadable("There is no text in it."),
            new ExtractionResult.Failed("It set off a fault of ours (FormatException)."),
        ];

        Assert.All(given, one => Assert.Equivalent(one, AnswerCheck.Read(Frame(one), Limits), strict: true));
    }

    [Fact]
    public void An_answer_cut_short_anywhere_or_with_something_behind_it_is_refused()
    {
        var frame = Frame(new ExtractionResult.Extracted(Page()));

        Assert.All(Enumerable.Range(0, frame.Length), length => Assert.Throws<InvalidDataException>(() => AnswerCheck.Read(frame.AsMemory(0, length), Limits)));
        Assert.Equal("something follows its end", Assert.Throws<InvalidDataException>(() => AnswerCheck.Read((byte[])[.. frame, 0], Limits)).Message);
    }

    [Fact]
    public void Whatever_single_byte_is_wrong_the_answer_is_refused_or_has_the_shape()
    {
        var frame = Frame(new ExtractionResult.Extracted(Page(Good, new("b", null, null, null, "x", "und"))));
        for (var at = 0; at < frame.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 2, 0x7F, 0x80, 0xED, 0xFF })
            {
                byte[] wrong = [.. frame];
                wrong[at] = value;
                var read = Record.Exception(() => Frame(AnswerCheck.Read(wrong, Limits)));
                Assert.True(read is null or InvalidDataException, $"byte {at} as {value}: {read}");
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 2, 1, 1, 0, 0, 0, 120 }, "it is of another version")]
    [InlineData(new byte[] { 1, 3 }, "its kind is unknown")]
    [InlineData(new byte[] { 1, 1, 0, 0, 0, 0 }, "its reason is no sentence")]
    [InlineData(new byte[] { 1, 2, 1, 0, 0, 0, 27 }, "its reason is no sentence")]
    [InlineData(new byte[] { 1, 1, 3, 0, 0, 0, 0xED, 0xA0, 0x80 }, "a text is no UTF-8")]
    [InlineData(new byte[] { 1, 1, 255, 255, 255, 255 }, "it counts more than 2,147,483,647 of something")]
    [InlineData(new byte[] { 1, 1, 255, 255, 255, 127 }, "it ends too early")]
    [InlineData(new byte[] { 1, 0, 1, 0, 0, 0, 120, 1, 0, 0, 0, 1, 0, 0, 0, 97, 2 }, "a flag is neither 0 nor 1")]
    public void Bytes_that_are_no_answer_are_refused(byte[] frame, string reason)
    {
        var refused = Assert.Throws<InvalidDataException>(() => AnswerCheck.Read(frame, Limits));

        Assert.Equal(reason, refused.Message);
    }

    [Fact]
    public void The_longest_true_answer_is_within_the_bytes_that_are_read()
    {
        var item = new ExtractedItem(new('/', 48 * (Limits.MaxDepth + 2)), new('€', 500), new('€', 200), Good.PublishedAt, new('€', 1_500), "und");
        var page = Page(item, item with { Selector = item.Selector[1..] }) with
        {
            Links = [.. "ab".Select(c => "https://forum.example/" + new string(c, CaptureUri.MaxLength - "https://forum.example/".Length))],
        };

        var frame = Frame(new ExtractionResult.Extracted(page));

        Assert.InRange(frame.Length, 0, AnswerCheck.MostBytes(Limits));
        Assert.IsType<ExtractionResult.Extracted>(AnswerCheck.Read(frame, Limits));
    }

    private static ExtractedText Page(params ExtractedItem[] items) => new(items.Length == 0 ? [Good] : items, Next, "utf-8");

    /// <summary>What a reader sends, without the length before it.</summary>
    private static byte[] Frame(ExtractionResult result)
    {
        using var pipe = new MemoryStream();
        ReaderWire.WriteAnswer(pipe, result);
        return pipe.ToArray()[sizeof(uint)..];
    }
}
