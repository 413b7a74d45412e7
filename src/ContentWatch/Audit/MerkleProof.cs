using System.Numerics;
using System.Security.Cryptography;

namespace ContentWatch.Audit;

/// <summary>
/// The proofs of a Merkle tree (RFC 6962 §2.1, checked as RFC 9162 §2.1.3.2 and §2.1.4.2 say): that one leaf is in a tree, and
/// that a larger tree begins with a smaller one. Hashes are SHA-256, 32 bytes. Thread-safe.
/// </summary>
public static class MerkleProof
{
    /// <summary>The path that proves leaf <paramref name="index"/> in the tree of <paramref name="size"/> leaves: the leaf's sibling first.</summary>
    /// <param name="index">Which leaf, from 0.</param>
    /// <param name="size">How many leaves.</param>
    /// <param name="node">Gives a complete node by level and place within the level; level 0 are the leaves' hashes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index lies outside the tree.</exception>
    public static async Task<IReadOnlyList<byte[]>> InclusionAsync(long index, long size, Func<int, long, Task<byte[]>> node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<byte[]>();
        for (var (start, count) = (0L, size); count > 1;)
        {
            var left = MerkleTree.SplitOf(count);
            var goesLeft = index - start < left;
            path.Add(goesLeft ? await RootAsync(start + left, count - left, node) : await RootAsync(start, left, node));
            (start, count) = goesLeft ? (start, left) : (start + left, count - left);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The proof that the tree of <paramref name="size"/> leaves begins with the tree of <paramref name="old"/>; empty when they are equal.</summary>
    /// <param name="old">The smaller size, at least 1.</param>
    /// <param name="size">The larger size.</param>
    /// <param name="node">Gives a complete node by level and place within the level.</param>
    /// <exception cref="ArgumentOutOfRangeException">The older size is below 1 or above the newer.</exception>
    public static async Task<IReadOnlyList<byte[]>> ConsistencyAsync(long old, long size, Func<int, long, Task<byte[]>> node)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(old, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(old, size);
        var proof = new List<byte[]>();
        var (start, count) = (0L, size);
        while (old - start != count)
        {
            var left = MerkleTree.SplitOf(count);
            var goesLeft = old - start <= left;
            proof.Add(goesLeft ? await RootAsync(start + left, count - left, node) : await RootAsync(start, left, node));
            (start, count) = goesLeft ? (start, left) : (start + left, count - left);
        }

        if (start > 0)
        {
            proof.Add(await RootAsync(start, count, node));
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>Whether <paramref name="path"/> proves the leaf at <paramref name="index"/> of the tree that has this size and root.</summary>
    public static bool ProvesInclusion(long index, long size, byte[] leafHash, IReadOnlyList<byte[]> path, byte[] root)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (index < 0 || index >= size || !AreHashes([leafHash, root, .. path]))
        {
            return false;
        }

        var (place, last, hash) = (index, size - 1, leafHash);
        foreach (var step in path)
        {
            if (last == 0)
            {
                return false;
            }

            hash = Climb(ref place, ref last, out _, hash, step);
        }

        return last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>Whether <paramref name="proof"/> proves that the larger tree begins with the smaller. Size 0 proves nothing and is refused.</summary>
    public static bool ProvesConsistency(long old, long size, byte[] oldRoot, byte[] root, IReadOnlyList<byte[]> proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (old == size)
        {
            return old > 0 && proof.Count == 0 && oldRoot.AsSpan().SequenceEqual(root);
        }

        if (old < 1 || old > size || proof.Count == 0 || !AreHashes([oldRoot, root, .. proof]))
        {
            return false;
        }

        IReadOnlyList<byte[]> steps = BitOperations.IsPow2(old) ? [oldRoot, .. proof] : proof;
        var shift = BitOperations.TrailingZeroCount(old);
        var (place, last) = ((old - 1) >> shift, (size - 1) >> shift);
        var (before, after) = (steps[0], steps[0]);
        foreach (var step in steps.Skip(1))
        {
            if (last == 0)
            {
                return false;
            }

            after = Climb(ref place, ref last, out var fromLeft, after, step);
            before = fromLeft ? MerkleTree.Node(step, before) : before;
        }

        return last == 0 && before.AsSpan().SequenceEqual(oldRoot) && after.AsSpan().SequenceEqual(root);
    }

    private static byte[] Climb(ref long place, ref long last, out bool fromLeft, byte[] hash, byte[] step)
    {
        fromLeft = (place & 1) == 1 || place == last;
        if (fromLeft)
        {
            // The last node of a level that has no neighbour rises unchanged until it has one.
            var rise = place == 0 ? 0 : BitOperations.TrailingZeroCount(place);
            (place, last) = (place >> rise, last >> rise);
        }

        (place, last) = (place >> 1, last >> 1);
        return fromLeft ? MerkleTree.Node(step, hash) : MerkleTree.Node(hash, step);
    }

    // A run of leaves that begins at a multiple of its size's power of two.
    private static async Task<byte[]> RootAsync(long start, long count, Func<int, long, Task<byte[]>> node)
    {
        if (BitOperations.IsPow2(count))
        {
            var level = BitOperations.Log2((ulong)count);
            return await node(level, start >> level);
        }

        var left = MerkleTree.SplitOf(count);
        var leftRoot = await RootAsync(start, left, node);
        var rightRoot = await RootAsync(start + left, count - left, node);
        return MerkleTree.Node(leftRoot, rightRoot);
    }

    private static bool AreHashes(IEnumerable<byte[]> hashes) => hashes.All(hash => hash.Length == SHA256.HashSizeInBytes);
}
