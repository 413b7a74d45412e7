using ContentWatch.Score;

namespace ContentWatch.Archive;

/// <summary>A field of an item that holds words as they are, compared without regard to case.</summary>
public enum ArchiveField
{
    /// <summary>BCP 47 tag of the language; <c>und</c> when unknown.</summary>
    Language,

    /// <summary>The name of a provider.</summary>
    Provider,

    /// <summary>A host.</summary>
    Host,

    /// <summary>The handle of an account.</summary>
    Account,

    /// <summary>A label that reached its threshold: <c>incitement</c>, <c>hateful</c>.</summary>
    Label,

    /// <summary>What people decided, in one word; <c>none</c> when nothing yet.</summary>
    Verdict,
}

/// <summary>A time of an item.</summary>
public enum ArchiveTime
{
    /// <summary>When it was published, as the pages say; an item whose pages say nothing is in no range.</summary>
    Published,

    /// <summary>When we last saw it.</summary>
    Seen,
}

/// <summary>What to find, as a tree that every archive compiles to its own engine. Immutable; made by <see cref="QueryParser"/>.</summary>
public abstract record QueryNode
{
    private QueryNode()
    {
    }

    /// <summary>Every item.</summary>
    public sealed record Everything : QueryNode;

    /// <summary>A word, in any of its forms in the item's language. A word that an engine cuts up is a phrase of its parts.</summary>
    /// <param name="Text">The word as typed; has a letter or a digit.</param>
    public sealed record Word(string Text) : QueryNode;

    /// <summary>Words that begin so; case and accents do not count, forms do.</summary>
    /// <param name="Text">The beginning: two letters or digits at least.</param>
    public sealed record Prefix(string Text) : QueryNode;

    /// <summary>Words one after the other, each in any of its forms.</summary>
    /// <param name="Text">What stood between the quotes.</param>
    public sealed record Phrase(string Text) : QueryNode;

    /// <summary>The same, in the title alone.</summary>
    /// <param name="Words">A <see cref="Word"/>, <see cref="Prefix"/> or <see cref="Phrase"/>.</param>
    public sealed record InTitle(QueryNode Words) : QueryNode;

    /// <summary>All of them.</summary>
    /// <param name="Nodes">Two or more.</param>
    public sealed record All(IReadOnlyList<QueryNode> Nodes) : QueryNode;

    /// <summary>One of them at least.</summary>
    /// <param name="Nodes">Two or more.</param>
    public sealed record Any(IReadOnlyList<QueryNode> Nodes) : QueryNode;

    /// <summary>Not this.</summary>
    /// <param name="Node">What it must not be.</param>
    public sealed record Not(QueryNode Node) : QueryNode;

    /// <summary>A field has this value.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Value">The value, whole; case does not count.</param>
    public sealed record Has(ArchiveField Field, string Value) : QueryNode;

    /// <summary>The content hash begins so.</summary>
    /// <param name="Digits">8 to 64 lower-case hexadecimal digits.</param>
    public sealed record Hash(string Digits) : QueryNode;

    /// <summary>A score lies in a range. An item without a number lies in none.</summary>
    /// <param name="Label">The label; null for the highest of all.</param>
    /// <param name="From">The lower bound, 0 to 1.</param>
    /// <param name="FromIncluded">Whether the bound itself counts.</param>
    /// <param name="To">The upper bound, 0 to 1.</param>
    /// <param name="ToIncluded">Whether the bound itself counts.</param>
    public sealed record Scored(Label? Label, double From, bool FromIncluded, double To, bool ToIncluded) : QueryNode;

    /// <summary>A time lies in a range.</summary>
    /// <param name="Time">Which.</param>
    /// <param name="From">The first moment; null for any.</param>
    /// <param name="Until">The first moment after it; null for any.</param>
    public sealed record Within(ArchiveTime Time, DateTimeOffset? From, DateTimeOffset? Until) : QueryNode;

    /// <summary>Whether any part of it asks for a score or a label that a score gave.</summary>
    internal bool AsksForScores => this switch
    {
        Scored or Has { Field: ArchiveField.Label } => true,
        All all => all.Nodes.Any(n => n.AsksForScores),
        Any any => any.Nodes.Any(n => n.AsksForScores),
        Not not => not.Node.AsksForScores,
        InTitle title => title.Words.AsksForScores,
        _ => false,
    };

    /// <summary>The tree as text that two queries share only when they ask the same: what a cursor is tied to.</summary>
    internal string Canonical() => this switch
    {
        Everything => "*",
        Word word => Quoted("w", word.Text),
        Prefix prefix => Quoted("p", prefix.Text),
        Phrase phrase => Quoted("f", phrase.Text),
        InTitle title => $"t({title.Words.Canonical()})",
        All all => $"&({string.Join(',', all.Nodes.Select(n => n.Canonical()))})",
        Any any => $"|({string.Join(',', any.Nodes.Select(n => n.Canonical()))})",
        Not not => $"!({not.Node.Canonical()})",
        Has has => Quoted($"h{(int)has.Field}", has.Value),
        Hash hash => $"#{hash.Digits}",
        Scored s => FormattableString.Invariant($"s{(int?)s.Label}[{s.From:R},{s.FromIncluded},{s.To:R},{s.ToIncluded}]"),
        Within w => FormattableString.Invariant($"d{(int)w.Time}[{w.From?.UtcTicks},{w.Until?.UtcTicks}]"),
        _ => throw new InvalidOperationException("A kind of node that is not in the list."),
    };

    private static string Quoted(string kind, string text) => FormattableString.Invariant($"{kind}{text.Length}:{text}");
}
