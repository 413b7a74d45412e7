using System.Numerics;
using System.Security.Cryptography;

namespace ContentWatch.Audit;

/// <summary>The tree of RFC 6962 §2.1, of which only the peaks are held: the roots of the complete subtrees, the largest first. Not thread-safe.</summary>
public sealed class MerkleTree
{
    private readonly List<(int Level, long Index, byte[] Hash)> peaks;

    private MerkleTree(List<(int, long, byte[])> peaks, long size)
    {
        this.peaks = peaks;
        Size = size;
    }

    /// <summary>An empty tree.</summary>
    public MerkleTree()
        : this([], 0)
    {
    }

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>The root hash; of no leaf it is SHA-256 of nothing.</summary>
    public byte[] Root => Size == 0 ? SHA256.HashData([]) : peaks.Select(peak => peak.Hash).Reverse().Aggregate((right, left) => Node(left, right));

    /// <summary>Where the peaks of a tree of <paramref name="size"/> leaves stand, the largest first.</summary>
    public static IEnumerable<(int Level, long Index)> PeaksOf(long size)
    {
        for (var (level, start) = (63, 0L); level >= 0; level--)
        {
            var width = 1L << level;
            if (width > 0 && (size & width) != 0)
            {
                yield return (level, start >> level);
                start += width;
            }
        }
    }

    /// <summary>A tree that goes on from its peaks.</summary>
    /// <param name="size">Leaves so far.</param>
    /// <param name="node">Gives the hash of a complete node.</param>
    public static async Task<MerkleTree> ResumeAsync(long size, Func<int, long, Task<byte[]>> node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var peaks = new List<(int, long, byte[])>();
        foreach (var (level, index) in PeaksOf(size))
        {
            peaks.Add((level, index, await node(level, index)));
        }

        return new(peaks, size);
    }

    /// <summary>Adds a leaf by its hash; gives every node that became complete, the leaf first.</summary>
    public IReadOnlyList<(int Level, long Index, byte[] Hash)> Add(byte[] leafHash)
    {
        var complete = new List<(int Level, long Index, byte[] Hash)> { (0, Size, leafHash) };
        for (var rest = Size; (rest & 1) == 1; rest >>= 1)
        {
            var (level, index, right) = complete[^1];
            var left = peaks[^1].Hash;
            peaks.RemoveAt(peaks.Count - 1);
            complete.Add((level + 1, index >> 1, Node(left, right)));
        }

        peaks.Add(complete[^1]);
        Size++;
        return complete;
    }

    /// <summary>The hash of a node: SHA-256(0x01 ‖ left ‖ right).</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[65];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[33..]);
        return SHA256.HashData(both);
    }

    /// <summary>The largest power of two below <paramref name="size"/>, where RFC 6962 splits; size at least 2.</summary>
    internal static long SplitOf(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}
