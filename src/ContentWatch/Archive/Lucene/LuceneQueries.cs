using Lucene.Net.Index;
using Lucene.Net.Search;

namespace ContentWatch.Archive.Lucene;

/// <summary>Compiles the tree to queries of the engine, clause by clause: no text of a user is ever read by the engine's own parser.</summary>
internal static class LuceneQueries
{
    /// <summary>How much the fields that fit less add to the one that fits best.</summary>
    private const float Tie = 0.1f;

    public static Query Of(QueryNode node) => node switch
    {
        QueryNode.Everything => new MatchAllDocsQuery(),
        QueryNode.Word word => Words(word.Text, LuceneAnalysis.TextFields),
        QueryNode.Phrase phrase => Words(phrase.Text, LuceneAnalysis.TextFields),
        QueryNode.Prefix prefix => Prefix(prefix.Text, LuceneFields.Plain),
        QueryNode.InTitle { Words: QueryNode.Word word } => Words(word.Text, [LuceneFields.Title]),
        QueryNode.InTitle { Words: QueryNode.Phrase phrase } => Words(phrase.Text, [LuceneFields.Title]),
        QueryNode.InTitle { Words: QueryNode.Prefix prefix } => Prefix(prefix.Text, LuceneFields.Title),
        QueryNode.All all => Together(all.Nodes, Occur.MUST),
        QueryNode.Any any => Together(any.Nodes, Occur.SHOULD),
        QueryNode.Not not => Not(Of(not.Node)),
        QueryNode.Has has => new ConstantScoreQuery(new TermQuery(new Term(LuceneFields.Of(has.Field), LuceneFields.Folded(has.Value)))),
        QueryNode.Hash hash => new PrefixQuery(new Term(LuceneFields.Hash, hash.Digits)),
        QueryNode.Scored scored => Scored(scored),
        QueryNode.Within within => Within(within),
        _ => throw new InvalidOperationException("A kind of node that is not in the list."),
    };

    /// <summary>The filters of facets: values of one facet widen, facets narrow.</summary>
    public static Query Filtered(Query query, IReadOnlyList<ArchiveFilter> filters)
    {
        if (filters.Count == 0)
        {
            return query;
        }

        var all = new BooleanQuery { { query, Occur.MUST } };
        foreach (var facet in filters.GroupBy(f => f.Facet))
        {
            var field = LuceneFields.Of(LuceneFields.FieldOf(facet.Key));
            var any = new BooleanQuery();
            foreach (var filter in facet)
            {
                any.Add(new TermQuery(new Term(field, LuceneFields.Folded(filter.Value))), Occur.SHOULD);
            }

            all.Add(new ConstantScoreQuery(any) { Boost = 0 }, Occur.MUST);
        }

        return all;
    }

    private static BooleanQuery Together(IEnumerable<QueryNode> nodes, Occur occur)
    {
        var query = new BooleanQuery();
        foreach (var node in nodes)
        {
            query.Add(Of(node), occur);
        }

        return query;
    }

    private static BooleanQuery Not(Query query) => new() { { new MatchAllDocsQuery { Boost = 0 }, Occur.MUST }, { query, Occur.MUST_NOT } };

    private static DisjunctionMaxQuery Words(string text, IEnumerable<string> fields)
    {
        var best = new DisjunctionMaxQuery(Tie);
        foreach (var field in fields)
        {
            if (InField(field, text) is { } query)
            {
                best.Add(query);
            }
        }

        return best;
    }

    private static Query? InField(string field, string text)
    {
        var words = LuceneAnalysis.Words(field, text);
        if (words is [])
        {
            return null;
        }

        if (words is [var only])
        {
            return new TermQuery(new Term(field, only.Term));
        }

        var phrase = new PhraseQuery();
        words.ForEach(word => phrase.Add(new Term(field, word.Term), word.Position));
        return phrase;
    }

    private static Query Prefix(string text, string field) => LuceneAnalysis.Words(field, text) is [var word]
        ? new PrefixQuery(new Term(field, word.Term))
        : Words(text, [field]);

    private static NumericRangeQuery<double> Scored(QueryNode.Scored scored)
    {
        var field = scored.Label is { } label ? LuceneFields.Score(label) : LuceneFields.AnyScore;
        return NumericRangeQuery.NewDoubleRange(field, scored.From, scored.To, scored.FromIncluded, scored.ToIncluded);
    }

    private static NumericRangeQuery<long> Within(QueryNode.Within within)
    {
        var field = within.Time == ArchiveTime.Published ? LuceneFields.Published : LuceneFields.LastSeen;
        long? from = within.From is { } first ? LuceneFields.Microseconds(first) : null;
        long? until = within.Until is { } next ? LuceneFields.Microseconds(next) : null;
        return NumericRangeQuery.NewInt64Range(field, from, until, true, false);
    }
}
