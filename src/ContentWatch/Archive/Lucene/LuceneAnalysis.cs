using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Ar;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.De;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Es;
using Lucene.Net.Analysis.Fa;
using Lucene.Net.Analysis.Fr;
using Lucene.Net.Analysis.Icu;
using Lucene.Net.Analysis.It;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.Pt;
using Lucene.Net.Analysis.Ru;
using Lucene.Net.Analysis.Snowball;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.Sv;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Analysis.Tr;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Tartarus.Snowball.Ext;
using Lucene.Net.Util;

namespace ContentWatch.Archive.Lucene;

/// <summary>A word of an analysed text.</summary>
/// <param name="Term">As it stands in the index.</param>
/// <param name="Position">Which word of the text, from 0.</param>
/// <param name="Start">Its first character in the text.</param>
/// <param name="End">The character after its last.</param>
internal readonly record struct AnalysedWord(string Term, int Position, int Start, int End);

/// <summary>
/// How text becomes terms: a plain field for every language (words by UAX #29, case, accents, widths, and the forms of Arabic and
/// Persian letters as one) and one with stems per language. No stop words: every word has a position in every field, so a
/// phrase means the same in all. Thread-safe.
/// </summary>
internal static class LuceneAnalysis
{
    /// <summary>Grows with every change that makes another term of the same text; an index of another version is built again.</summary>
    public const string Version = "1";

    private const LuceneVersion Engine = LuceneVersion.LUCENE_48;

    private static readonly CharArraySet FrenchArticles = FrenchAnalyzer.DEFAULT_ARTICLES;

    /// <summary>Words that the Dutch stemmer parts from their own plural; the list of the engine's own analyser.</summary>
    private static readonly StemmerOverrideFilter.StemmerOverrideMap DutchExceptions =
        Exceptions(("fiets", "fiets"), ("bromfiets", "bromfiets"), ("ei", "eier"), ("kind", "kinder"));

    private static readonly Dictionary<string, Func<TokenStream, TokenStream>> Stems = new(StringComparer.Ordinal)
    {
        ["ar"] = words => new ArabicStemFilter(new ArabicNormalizationFilter(Lower(words))),
        ["da"] = words => new SnowballFilter(Lower(words), new DanishStemmer()),
        ["de"] = words => new GermanLightStemFilter(new GermanNormalizationFilter(Lower(words))),
        ["en"] = words => new PorterStemFilter(Lower(new EnglishPossessiveFilter(Engine, words))),
        ["es"] = words => new SpanishLightStemFilter(Lower(words)),
        ["fa"] = words => new PersianNormalizationFilter(new ArabicNormalizationFilter(Lower(words))),
        ["fr"] = words => new FrenchLightStemFilter(Lower(new ElisionFilter(words, FrenchArticles))),
        ["it"] = words => new ItalianLightStemFilter(Lower(words)),
        ["nl"] = words => new SnowballFilter(new StemmerOverrideFilter(Lower(words), DutchExceptions), new DutchStemmer()),
        ["pt"] = words => new PortugueseLightStemFilter(Lower(words)),
        ["ru"] = words => new RussianLightStemFilter(Lower(words)),
        ["sv"] = words => new SwedishLightStemFilter(Lower(words)),
        ["tr"] = words => new SnowballFilter(new TurkishLowerCaseFilter(new ApostropheFilter(words)), new TurkishStemmer()),
    };

    private static readonly Analyzer Plain = Made(words => new PersianNormalizationFilter(new ArabicNormalizationFilter(Lower(words))));

    private static readonly Dictionary<string, Analyzer> ByField = Stems.ToDictionary(s => LuceneFields.TextIn(s.Key), s => Made(s.Value));

    /// <summary>The analyser of every field.</summary>
    public static Analyzer All { get; } = new PerFieldAnalyzerWrapper(Plain, ByField);

    /// <summary>Fields that hold the whole text of some items: plain, and one per language.</summary>
    public static IReadOnlyList<string> TextFields { get; } = [LuceneFields.Plain, .. ByField.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The field for the language of an item; null when only the plain one is.</summary>
    public static string? FieldFor(string language)
    {
        var field = LuceneFields.TextIn(language.Split('-')[0].ToLowerInvariant());
        return ByField.ContainsKey(field) ? field : null;
    }

    /// <summary>The words of <paramref name="text"/> as <paramref name="field"/> has them.</summary>
    public static List<AnalysedWord> Words(string field, string text)
    {
        var words = new List<AnalysedWord>();
        using var stream = All.GetTokenStream(field, text);
        var term = stream.AddAttribute<ICharTermAttribute>();
        var offset = stream.AddAttribute<IOffsetAttribute>();
        var step = stream.AddAttribute<IPositionIncrementAttribute>();
        stream.Reset();
        for (var position = -1; stream.IncrementToken();)
        {
            position += step.PositionIncrement;
            words.Add(new(term.ToString()!, position, offset.StartOffset, offset.EndOffset));
        }

        stream.End();
        return words;
    }

    private static LowerCaseFilter Lower(TokenStream words) => new(Engine, words);

    private static StemmerOverrideFilter.StemmerOverrideMap Exceptions(params (string Word, string Stem)[] exceptions)
    {
        var map = new StemmerOverrideFilter.Builder(ignoreCase: false);
        foreach (var (word, stem) in exceptions)
        {
            map.Add(word, stem);
        }

        return map.Build();
    }

    /// <summary>Before the words are parted, the zero-width non-joiner of Persian becomes a space: in all fields, so that positions agree.</summary>
    private static Analyzer Made(Func<TokenStream, TokenStream> stem) => Analyzer.NewAnonymous(
        (_, reader) =>
        {
            var words = new StandardTokenizer(Engine, reader);
            return new TokenStreamComponents(words, new ICUFoldingFilter(stem(words)));
        },
        (_, reader) => new PersianCharFilter(reader));
}
