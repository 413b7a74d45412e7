using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace ContentWatch.Archive.Lucene;

/// <summary>
/// Counts the values of every facet over the items of a query in one pass. A facet does not see its own filters: an item that
/// fails the filters of one facet alone still counts there, so that a person sees what the other values would give.
/// </summary>
internal sealed class LuceneFacets(IReadOnlyList<ArchiveFilter> filters) : ICollector
{
    private readonly Facet[] facets = [.. Enum.GetValues<ArchiveFacet>()
        .Select(f => new Facet(f, [.. filters.Where(x => x.Facet == f).Select(x => LuceneFields.Folded(x.Value))]))];

    /// <inheritdoc/>
    public bool AcceptsDocsOutOfOrder => true;

    /// <inheritdoc/>
    public void SetScorer(Scorer scorer)
    {
    }

    /// <inheritdoc/>
    public void SetNextReader(AtomicReaderContext context)
    {
        foreach (var facet in facets)
        {
            facet.Next(context.AtomicReader);
        }
    }

    /// <inheritdoc/>
    public void Collect(int doc)
    {
        Facet? failed = null;
        foreach (var facet in facets)
        {
            if (!facet.Read(doc))
            {
                if (failed is not null)
                {
                    return;
                }

                failed = facet;
            }
        }

        foreach (var facet in facets)
        {
            if (failed is null || failed == facet)
            {
                facet.Count();
            }
        }
    }

    /// <summary>The counts: highest first, then by value.</summary>
    public IReadOnlyDictionary<ArchiveFacet, IReadOnlyList<FacetCount>> Counts() => facets.ToDictionary(f => f.Name, f => f.Counts());

    private sealed class Facet(ArchiveFacet name, HashSet<string> chosen)
    {
        private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
        private readonly List<long> ordinals = [];
        private SortedSetDocValues? values;
        private int[] ofSegment = [];
        private bool[] passes = [];

        public ArchiveFacet Name => name;

        public void Next(AtomicReader reader)
        {
            Keep();
            values = reader.GetSortedSetDocValues(LuceneFields.Of(name));
            ofSegment = new int[values?.ValueCount ?? 0];
            passes = new bool[ofSegment.Length];
            for (var ordinal = 0; chosen.Count > 0 && ordinal < passes.Length; ordinal++)
            {
                passes[ordinal] = chosen.Contains(LuceneFields.Folded(ValueOf(ordinal)));
            }
        }

        /// <summary>Reads the values of an item; false when it fails this facet's filters.</summary>
        public bool Read(int doc)
        {
            ordinals.Clear();
            if (values is not null)
            {
                values.SetDocument(doc);
                for (var ordinal = values.NextOrd(); ordinal != SortedSetDocValues.NO_MORE_ORDS; ordinal = values.NextOrd())
                {
                    ordinals.Add(ordinal);
                }
            }

            return chosen.Count == 0 || ordinals.Exists(o => passes[o]);
        }

        public void Count() => ordinals.ForEach(o => ofSegment[o]++);

        public IReadOnlyList<FacetCount> Counts()
        {
            Keep();
            return [.. counts.Select(c => new FacetCount(c.Key, c.Value)).OrderByDescending(c => c.Count).ThenBy(c => c.Value, StringComparer.Ordinal)];
        }

        private void Keep()
        {
            for (var ordinal = 0; ordinal < ofSegment.Length; ordinal++)
            {
                if (ofSegment[ordinal] > 0)
                {
                    var value = ValueOf(ordinal);
                    counts[value] = counts.GetValueOrDefault(value) + ofSegment[ordinal];
                }
            }

            ofSegment = [];
        }

        private string ValueOf(int ordinal)
        {
            var bytes = new BytesRef();
            values!.LookupOrd(ordinal, bytes);
            return bytes.Utf8ToString();
        }
    }
}
