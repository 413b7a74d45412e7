using System.Globalization;
using ContentWatch.Score;
using Lucene.Net.Documents;
using Lucene.Net.Util;

namespace ContentWatch.Archive.Lucene;

/// <summary>An item as a document of the index, and back.</summary>
internal static class LuceneDocument
{
    /// <summary>A score that is not there, for sorting: below every number.</summary>
    public const double NoScore = -1;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private static readonly Label[] Labels = Enum.GetValues<Label>();

    public static Document Of(ArchivedItem item)
    {
        var id = item.Id.ToString();
        var document = new Document
        {
            new StringField(LuceneFields.Id, id, Field.Store.YES),
            new SortedDocValuesField(LuceneFields.Id, new BytesRef(id)),
            new NumericDocValuesField(LuceneFields.Version, item.Version),
            new StringField(LuceneFields.Hash, item.Hash.ToString(), Field.Store.YES),
            new StoredField(LuceneFields.Text, item.Text),
        };
        AddWords(document, item);
        AddValues(document, ArchiveField.Language, ArchiveFacet.Language, [item.Language]);
        AddValues(document, ArchiveField.Provider, ArchiveFacet.Provider, item.Providers);
        AddValues(document, ArchiveField.Label, ArchiveFacet.Label, item.Labels.Select(l => l.Word()));
        AddValues(document, ArchiveField.Verdict, ArchiveFacet.Verdict, [item.Verdict ?? LuceneFields.NoVerdict]);
        AddValues(document, ArchiveField.Host, null, item.Hosts);
        AddValues(document, ArchiveField.Account, null, item.Accounts);
        AddScores(document, item.Scores);
        AddTimes(document, item);
        return document;
    }

    /// <summary>The text as it was written.</summary>
    public static string TextOf(Document document) => document.Get(LuceneFields.Text, Invariant);

    public static ArchiveHit Hit(Document document, IReadOnlyList<ArchiveSnippet> snippets)
    {
        var verdict = document.Get(Stored(ArchiveField.Verdict), Invariant);
        var labels = document.GetValues(Stored(ArchiveField.Label), Invariant);
        return new(
            Guid.Parse(document.Get(LuceneFields.Id, Invariant)),
            ContentHash.Parse(document.Get(LuceneFields.Hash, Invariant)),
            document.Get(LuceneFields.Title, Invariant),
            snippets,
            document.Get(Stored(ArchiveField.Language), Invariant),
            document.GetValues(Stored(ArchiveField.Provider), Invariant),
            Labels.Where(l => document.GetField(LuceneFields.Score(l)) is not null)
                .ToDictionary(l => l, l => document.GetField(LuceneFields.Score(l)).GetDoubleValue()!.Value),
            [.. Labels.Where(l => labels.Contains(l.Word()))],
            verdict == LuceneFields.NoVerdict ? null : verdict,
            document.GetField(LuceneFields.Published)?.GetInt64Value() is { } published ? LuceneFields.Time(published) : null,
            LuceneFields.Time(document.GetField(LuceneFields.FirstSeen).GetInt64Value()!.Value),
            LuceneFields.Time(document.GetField(LuceneFields.LastSeen).GetInt64Value()!.Value));
    }

    private static void AddWords(Document document, ArchivedItem item)
    {
        string[] fields = LuceneAnalysis.FieldFor(item.Language) is { } own ? [LuceneFields.Plain, own] : [LuceneFields.Plain];
        foreach (var field in fields)
        {
            document.Add(new TextField(field, item.Text, Field.Store.NO));
        }

        if (item.Title is { } title)
        {
            document.Add(new TextField(LuceneFields.Title, title, Field.Store.YES));
            foreach (var field in fields)
            {
                document.Add(new TextField(field, title, Field.Store.NO));
            }
        }
    }

    private static void AddValues(Document document, ArchiveField field, ArchiveFacet? facet, IEnumerable<string> values)
    {
        foreach (var value in values.Distinct(StringComparer.Ordinal))
        {
            document.Add(new StringField(LuceneFields.Of(field), LuceneFields.Folded(value), Field.Store.NO));
            if (facet is { } counted)
            {
                document.Add(new StoredField(Stored(field), value));
                document.Add(new SortedSetDocValuesField(LuceneFields.Of(counted), new BytesRef(value)));
            }
        }
    }

    private static void AddScores(Document document, IReadOnlyDictionary<Label, double> scores)
    {
        foreach (var label in Labels)
        {
            var field = LuceneFields.Score(label);
            document.Add(new DoubleDocValuesField(field, scores.GetValueOrDefault(label, NoScore)));
            if (scores.TryGetValue(label, out var probability))
            {
                document.Add(new DoubleField(field, probability, Field.Store.YES));
            }
        }

        if (scores.Count > 0)
        {
            document.Add(new DoubleField(LuceneFields.AnyScore, scores.Values.Max(), Field.Store.NO));
        }
    }

    private static void AddTimes(Document document, ArchivedItem item)
    {
        if (item.PublishedAt is { } published)
        {
            document.Add(new Int64Field(LuceneFields.Published, LuceneFields.Microseconds(published), Field.Store.YES));
        }

        document.Add(new StoredField(LuceneFields.FirstSeen, LuceneFields.Microseconds(item.FirstSeenAt)));
        document.Add(new Int64Field(LuceneFields.LastSeen, LuceneFields.Microseconds(item.LastSeenAt), Field.Store.YES));
        document.Add(new NumericDocValuesField(LuceneFields.Moment, LuceneFields.Microseconds(item.PublishedAt ?? item.FirstSeenAt)));
    }

    private static string Stored(ArchiveField field) => $"shown_{field}";
}
