namespace ContentWatch.Archive.Lucene;

/// <summary>
/// Cuts snippets from the text that was written, by analysing it again and looking for the words of the query: ranges of our
/// text, no engine's markup. Reads the first <see cref="Readable"/> characters; what is found further on gives no snippet.
/// </summary>
internal sealed class LuceneSnippets
{
    private const int Readable = 100_000;
    private const int Most = 3;
    private const int Around = 80;

    private readonly List<(string Text, bool IsPrefix)> sought = [];
    private readonly Dictionary<string, List<Pattern>> patterns = new(StringComparer.Ordinal);

    public LuceneSnippets(QueryNode tree) => Seek(tree);

    /// <summary>Up to three pieces of <paramref name="text"/> with the most found; its beginning when nothing is.</summary>
    public IReadOnlyList<ArchiveSnippet> Of(string text, string language)
    {
        var read = text.Length <= Readable ? text : text[..Whole(text, Readable)];
        string[] fields = LuceneAnalysis.FieldFor(language) is { } own ? [LuceneFields.Plain, own] : [LuceneFields.Plain];
        var found = Joined([.. fields.SelectMany(field => Found(field, read))]);
        return found is [] ? Beginning(text) : Cut(text, found);
    }

    private void Seek(QueryNode node)
    {
        switch (node)
        {
            case QueryNode.Word word:
                sought.Add((word.Text, false));
                break;
            case QueryNode.Phrase phrase:
                sought.Add((phrase.Text, false));
                break;
            case QueryNode.Prefix prefix:
                sought.Add((prefix.Text, true));
                break;
            case QueryNode.All all:
                all.Nodes.ToList().ForEach(Seek);
                break;
            case QueryNode.Any any:
                any.Nodes.ToList().ForEach(Seek);
                break;
        }
    }

    private List<TextRange> Found(string field, string text)
    {
        var words = LuceneAnalysis.Words(field, text);
        var wanted = PatternsOf(field);
        var found = new List<TextRange>();
        for (var at = 0; at < words.Count; at++)
        {
            foreach (var pattern in wanted)
            {
                if (pattern.Fits(words, at))
                {
                    var last = words[at + pattern.Words.Count - 1];
                    found.Add(new(words[at].Start, last.End - words[at].Start));
                }
            }
        }

        return found;
    }

    private List<Pattern> PatternsOf(string field)
    {
        if (!patterns.TryGetValue(field, out var known))
        {
            known = [.. sought
                .Where(s => !s.IsPrefix || field == LuceneFields.Plain)
                .Select(s => new Pattern(LuceneAnalysis.Words(field, s.Text), s.IsPrefix))
                .Where(p => p.Words.Count > 0)];
            patterns.Add(field, known);
        }

        return known;
    }

    private static List<TextRange> Joined(List<TextRange> ranges)
    {
        var joined = new List<TextRange>();
        foreach (var range in ranges.OrderBy(r => r.Start).ThenByDescending(r => r.Length))
        {
            if (joined is [.., var last] && range.Start < last.Start + last.Length)
            {
                joined[^1] = last with { Length = Math.Max(last.Length, range.Start + range.Length - last.Start) };
            }
            else
            {
                joined.Add(range);
            }
        }

        return joined;
    }

    private static List<ArchiveSnippet> Cut(string text, List<TextRange> found)
    {
        var pieces = new List<(int Start, int End, List<TextRange> Found)>();
        foreach (var range in found)
        {
            var end = Whole(text, Math.Min(text.Length, range.Start + range.Length + Around));
            if (pieces is [.., var last] && range.Start + range.Length <= last.End)
            {
                last.Found.Add(range);
            }
            else
            {
                var floor = pieces is [.., var before] ? before.End : 0;
                pieces.Add((Whole(text, Math.Max(floor, range.Start - Around)), end, [range]));
            }
        }

        return [.. pieces
            .OrderByDescending(p => p.Found.Count)
            .Take(Most)
            .OrderBy(p => p.Start)
            .Select(p => new ArchiveSnippet(text[p.Start..p.End], p.Start, [.. p.Found.Select(f => f with { Start = f.Start - p.Start })]))];
    }

    private static List<ArchiveSnippet> Beginning(string text) =>
        text.Length == 0 ? [] : [new(text[..Whole(text, Math.Min(text.Length, 2 * Around))], 0, [])];

    /// <summary>The place itself, or one earlier where it would part a surrogate pair.</summary>
    private static int Whole(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;

    private sealed record Pattern(List<AnalysedWord> Words, bool IsPrefix)
    {
        public bool Fits(List<AnalysedWord> text, int at)
        {
            if (at + Words.Count > text.Count)
            {
                return false;
            }

            for (var i = 0; i < Words.Count; i++)
            {
                var (word, sought) = (text[at + i], Words[i]);
                var same = IsPrefix && i == Words.Count - 1
                    ? word.Term.StartsWith(sought.Term, StringComparison.Ordinal)
                    : word.Term == sought.Term;
                if (!same || word.Position - text[at].Position != sought.Position - Words[0].Position)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
