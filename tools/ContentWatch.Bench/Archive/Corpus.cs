using System.Text;
using ContentWatch.Archive;
using ContentWatch.Score;

namespace ContentWatch.Bench.Archive;

/// <summary>
/// Made-up documents, the same for the same seed: words of no language, as frequent as the words of one (Zipf, 50,000 of them), 20 to 200 to a
/// document, in five languages, at twenty providers, over two years. Not thread-safe.
/// </summary>
/// <param name="seed">Where it begins.</param>
internal sealed class Corpus(int seed)
{
    private const int Vocabulary = 50_000;
    private static readonly string[] Languages = ["en", "de", "nl", "fr", "ar"];
    private static readonly string[] Latin = ["ba", "del", "fi", "gor", "hu", "jan", "ki", "lom", "mi", "nur", "po", "ras", "sel", "ti", "vo", "wen"];
    private static readonly string[] Arabic = ["با", "دل", "في", "غر", "هو", "جن", "كي", "لم", "مي", "نر", "بو", "رس", "سل", "تي", "فو", "ون"];
    private static readonly double[] Cumulative = Zipf();
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Random random = new(seed);
    private readonly int[] documentsWith = new int[Vocabulary];
    private readonly HashSet<int> inThis = [];

    /// <summary>The next document.</summary>
    public ArchivedItem Next()
    {
        var id = new byte[16];
        random.NextBytes(id);
        var language = Languages[random.Next(Languages.Length)];
        var text = Text(language);
        var seen = Start.AddMinutes(random.Next(2 * 365 * 24 * 60));
        var provider = random.Next(20);
        return new(
            new Guid(id), 1, ItemIdentity.Of(text), null, text, language, [$"Provider {provider}"], [$"host-{provider}.example"], [$"account{random.Next(5_000)}"],
            new Dictionary<Label, double> { [Label.Hateful] = random.NextDouble(), [Label.IncitementOrThreat] = random.NextDouble() },
            random.Next(20) == 0 ? [Label.Hateful] : [], random.Next(50) == 0 ? "dismissed" : null, seen, seen, seen);
    }

    /// <summary>Words, in Latin letters, that stand in about this many documents so far: the closest first.</summary>
    public IReadOnlyList<(string Word, int Documents)> WordsIn(double documents, int count) =>
        [.. Enumerable.Range(0, Vocabulary).Where(rank => documentsWith[rank] > 0)
            .OrderBy(rank => Math.Abs(Math.Log(documentsWith[rank] / documents))).Take(count)
            .Select(rank => (Word(rank, Latin), documentsWith[rank]))];

    private string Text(string language)
    {
        inThis.Clear();
        var text = new StringBuilder();
        for (var words = 20 + random.Next(181); words > 0; words--)
        {
            var found = Array.BinarySearch(Cumulative, random.NextDouble());
            var rank = Math.Min(found < 0 ? ~found : found, Vocabulary - 1);
            text.Append(Word(rank, language == "ar" ? Arabic : Latin)).Append(words % 12 == 1 ? ". " : " ");
            if (language != "ar" && inThis.Add(rank))
            {
                documentsWith[rank]++;
            }
        }

        return text.ToString().TrimEnd();
    }

    private static string Word(int rank, string[] syllables)
    {
        var word = new StringBuilder();
        for (var rest = rank + 16; rest > 0; rest /= 16)
        {
            word.Append(syllables[rest % 16]);
        }

        return word.ToString();
    }

    private static double[] Zipf()
    {
        var sums = new double[Vocabulary];
        for (var (rank, sum) = (0, 0.0); rank < Vocabulary; rank++)
        {
            sums[rank] = sum += 1.0 / (rank + 3);
        }

        return [.. sums.Select(s => s / sums[^1])];
    }
}
