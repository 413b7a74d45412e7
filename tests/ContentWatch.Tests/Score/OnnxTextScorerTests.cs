using ContentWatch.Score;

namespace ContentWatch.Tests.Score;

public sealed class OnnxTextScorerTests : IClassFixture<OnnxTextScorerTests.Shipped>
{
    private const string Mild = "The library opens at nine and the tea is free on Thursdays.";
    private readonly OnnxTextScorer scorer;

    public OnnxTextScorerTests(Shipped shipped) => scorer = shipped.Scorer;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_text_in_a_language_of_the_manifest_has_a_calibrated_number_for_each_label_it_speaks_about()
    {
        var scores = scorer.Score(Mild, "en", Cancel);

        Assert.Equal([Label.IncitementOrThreat, Label.Hateful], scores.Select(score => score.Label));
        Assert.All(scores, score =>
        {
            Assert.Equal((ScoreOutcome.Scored, "e5-heads", "en"), (score.Outcome, score.ModelId, score.Language));
            Assert.InRange(score.Probability!.Value, 0, score.Threshold!.Value);
            Assert.False(score.OpensCase);
        });
    }

    [Theory]
    [InlineData("nl")]
    [InlineData("und")]
    [InlineData("ja")]
    public void For_another_language_there_is_no_number(string language) =>
        Assert.All(scorer.Score(Mild, language, Cancel), score => Assert.Equal((ScoreOutcome.NoModelForLanguage, (double?)null, false), (score.Outcome, score.Probability, score.OpensCase)));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("🙂🙂🙂🙂🙂🙂")]
    [InlineData("\u200b \u200b \0")]
    public void Too_little_text_gets_no_number(string text) =>
        Assert.All(scorer.Score(text, "en", Cancel), score => Assert.Equal((ScoreOutcome.TooLittleText, (double?)null), (score.Outcome, score.Probability)));

    [Theory]
    [InlineData("two  spaces  between  all  of  these  mild  words")]
    [InlineData("\ud800 half a pair stands before these words \udc00")]
    [InlineData("https://forum.example/a https://forum.example/b https://forum.example/c")]
    public void Odd_text_gets_a_number_and_never_hangs(string text) =>
        Assert.All(scorer.Score(text, "en", Cancel), score => Assert.Equal(ScoreOutcome.Scored, score.Outcome));

    [Fact]
    public void Ten_million_characters_are_read_in_bounded_windows() =>
        Assert.All(scorer.Score(string.Concat(Enumerable.Repeat("mild words ", 1_000_000)), "en", Cancel), score => Assert.Equal(ScoreOutcome.Scored, score.Outcome));

    [Fact]
    public void The_strongest_window_of_a_long_text_decides()
    {
        const string Sharp = "Shout at the pigeons until they are afraid and leave our square for ever, the whole dirty lot of them.";
        var filler = string.Join(' ', Enumerable.Repeat(Mild, 40));

        var whole = Hateful($"{filler} {Sharp} {Sharp} {Sharp} {Sharp} {Sharp}");

        Assert.True(whole > Hateful(filler), "what stands at the end was not read");
    }

    [Fact]
    public async Task A_text_has_the_same_number_alone_and_among_many()
    {
        var alone = Hateful(Mild);

        var many = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Hateful(Mild), Cancel)));

        Assert.All(many, number => Assert.Equal(alone, number));
    }

    private double Hateful(string text) => scorer.Score(text, "en", Cancel).Single(score => score.Label == Label.Hateful).Probability!.Value;

    /// <summary>The scorer that ships, loaded once.</summary>
    public sealed class Shipped : IDisposable
    {
        /// <summary>It.</summary>
        public OnnxTextScorer Scorer { get; } = new(Path.Combine(Models.Folder, "e5-heads", "manifest.json"), 1);

        public void Dispose() => Scorer.Dispose();
    }
}
