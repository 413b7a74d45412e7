using ContentWatch.Review;

namespace ContentWatch.Tests.Review;

public sealed class TextShapeTests
{
    [Fact]
    public void A_shape_counts_words_paragraphs_and_lines()
    {
        var shape = TextShape.Of("One two three\nfour\n\n  five\u00a0six  \n");

        Assert.Equal((6, 2), (shape.Words, shape.Paragraphs));
        Assert.Equal([13, 4, 8], shape.Lines);
    }

    [Fact]
    public void Bars_are_bounded_however_long_the_text()
    {
        var shape = TextShape.Of(string.Join('\n', Enumerable.Repeat(new string('a', 5000), 5000)));

        Assert.Equal(60, shape.Lines.Count);
        Assert.All(shape.Lines, line => Assert.Equal(400, line));
    }

    [Fact]
    public void Exempt_signs_are_words_of_the_fixed_list_only()
    {
        var shape = TextShape.Of("“Quoted” by the EDITOR, said somebody; editorials differ.");

        Assert.Equal(["editor", "quoted"], shape.ExemptSigns);
    }

    [Theory]
    [InlineData("نص نموذجي كتب لهذا الاختبار", true)]
    [InlineData("טקסט לדוגמה", true)]
    [InlineData("A mild text", false)]
    [InlineData("12 34", false)]
    public void The_direction_is_that_of_most_letters(string text, bool rightToLeft) =>
        Assert.Equal(rightToLeft, TextShape.Of(text).RightToLeft);
}
