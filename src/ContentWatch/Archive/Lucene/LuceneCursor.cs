using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace ContentWatch.Archive.Lucene;

/// <summary>
/// Where the next page begins: the place in the order of the last hit, never a number of hits, so that what is written
/// meanwhile shifts nothing. Tied to its query by the fingerprint. Carries no right and no content.
/// </summary>
internal static class LuceneCursor
{
    private const byte Version = 1;
    private const int FingerprintBytes = 16;
    private const int IdBytes = 16;
    private const int Whole = 1 + FingerprintBytes + sizeof(long) + IdBytes;

    /// <summary>The order of the engine for ours; the id parts what is equal.</summary>
    public static Sort Order(ArchiveSort sort)
    {
        var first = sort switch
        {
            ArchiveSort.Relevance => SortField.FIELD_SCORE,
            ArchiveSort.Newest => new SortField(LuceneFields.Moment, SortFieldType.INT64, true),
            ArchiveSort.Oldest => new SortField(LuceneFields.Moment, SortFieldType.INT64),
            ArchiveSort.Incitement => new SortField(LuceneFields.Score(ContentWatch.Score.Label.IncitementOrThreat), SortFieldType.DOUBLE, true),
            ArchiveSort.Hateful => new SortField(LuceneFields.Score(ContentWatch.Score.Label.Hateful), SortFieldType.DOUBLE, true),
            _ => throw new ArgumentOutOfRangeException(nameof(sort), sort, "Not an order."),
        };
        return new Sort(first, new SortField(LuceneFields.Id, SortFieldType.STRING));
    }

    /// <summary>The cursor after <paramref name="last"/>.</summary>
    public static string After(ArchiveQuery query, FieldDoc last)
    {
        Span<byte> bytes = stackalloc byte[Whole];
        bytes[0] = Version;
        Convert.FromHexString(query.Fingerprint()).CopyTo(bytes[1..]);
        var place = last.Fields[0] switch
        {
            J2N.Numerics.Int64 number => (long)number,
            J2N.Numerics.Single number => BitConverter.SingleToInt32Bits(number),
            J2N.Numerics.Double number => BitConverter.DoubleToInt64Bits(number),
            var other => throw new InvalidOperationException($"The engine orders by {other?.GetType()}, which no cursor carries."),
        };
        BinaryPrimitives.WriteInt64BigEndian(bytes[(1 + FingerprintBytes)..], place);
        Guid.Parse(((BytesRef)last.Fields[1]).Utf8ToString()).TryWriteBytes(bytes[^IdBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The place that <paramref name="query"/>'s cursor names; null when the cursor is not one of this query.</summary>
    public static FieldDoc? Read(ArchiveQuery query)
    {
        Span<byte> bytes = stackalloc byte[Whole];
        var text = query.Cursor.AsSpan();
        if (text.Length != Base64Url.GetEncodedLength(Whole)
            || !Base64Url.TryDecodeFromUtf8(Encoding.UTF8.GetBytes(query.Cursor!), bytes, out var length)
            || length != Whole
            || bytes[0] != Version
            || Convert.ToHexStringLower(bytes.Slice(1, FingerprintBytes)) != query.Fingerprint())
        {
            return null;
        }

        var place = BinaryPrimitives.ReadInt64BigEndian(bytes[(1 + FingerprintBytes)..]);
        object first = query.Sort switch
        {
            ArchiveSort.Relevance => J2N.Numerics.Single.GetInstance(BitConverter.Int32BitsToSingle((int)place)),
            ArchiveSort.Newest or ArchiveSort.Oldest => J2N.Numerics.Int64.GetInstance(place),
            _ => J2N.Numerics.Double.GetInstance(BitConverter.Int64BitsToDouble(place)),
        };
        return new FieldDoc(int.MaxValue, float.NaN, [first, new BytesRef(new Guid(bytes[^IdBytes..]).ToString())]);
    }
}
