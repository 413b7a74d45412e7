using System.Text;
using ContentWatch.Score;

namespace ContentWatch.Archive.Lucene;

/// <summary>The names of the index's fields and the forms of their values.</summary>
internal static class LuceneFields
{
    public const string Id = "id";
    public const string Version = "version";
    public const string Hash = "hash";
    public const string Title = "title";
    public const string Text = "text";
    public const string Plain = "text_plain";
    public const string Published = "published";
    public const string Moment = "moment";
    public const string FirstSeen = "first_seen";
    public const string LastSeen = "last_seen";
    public const string AnyScore = "score";

    /// <summary>Stands where nothing was decided.</summary>
    public const string NoVerdict = "none";

    public static string TextIn(string language) => $"text_{language}";

    public static string Score(Label label) => $"score_{label.Word()}";

    public static string Of(ArchiveField field) => $"is_{field}";

    public static string Of(ArchiveFacet facet) => $"facet_{facet}";

    public static ArchiveField FieldOf(ArchiveFacet facet) => facet switch
    {
        ArchiveFacet.Language => ArchiveField.Language,
        ArchiveFacet.Provider => ArchiveField.Provider,
        ArchiveFacet.Label => ArchiveField.Label,
        ArchiveFacet.Verdict => ArchiveField.Verdict,
        _ => throw new ArgumentOutOfRangeException(nameof(facet), facet, "Not a facet."),
    };

    /// <summary>A whole value as it is compared: compatible forms and case as one.</summary>
    public static string Folded(string value) => value.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    /// <summary>A time as microseconds since 1970.</summary>
    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
