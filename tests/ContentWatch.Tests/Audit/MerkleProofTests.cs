using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ContentWatch.Audit;

namespace ContentWatch.Tests.Audit;

public sealed class MerkleProofTests
{
    [Fact]
    public void Every_row_of_the_inclusion_table_has_its_verdict()
    {
        var rows = Rows("conformance/merkle/inclusion.json");

        var wrong = rows.Where(row => MerkleProof.ProvesInclusion(
            Whole(row["leafIdx"]), Whole(row["treeSize"]), Hash(row["leafHash"]), Hashes(row["proof"]), Hash(row["root"]))
            == row["wantErr"]!.GetValue<bool>()).Select(row => row["file"]!.ToString());

        Assert.Equal(98, rows.Count);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_row_of_the_consistency_table_has_its_verdict()
    {
        var rows = Rows("conformance/merkle/consistency.json");

        var wrong = rows.Where(row => MerkleProof.ProvesConsistency(
            Whole(row["size1"]), Whole(row["size2"]), Hash(row["root1"]), Hash(row["root2"]), Hashes(row["proof"]))
            == row["wantErr"]!.GetValue<bool>()).Select(row => row["file"]!.ToString());

        Assert.Equal(98, rows.Count);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Our_proofs_equal_those_of_the_Go_library_and_are_proofs()
    {
        var table = JsonNode.Parse(File.ReadAllText(Shared.Path("conformance/tlog/go-tlog.json")))!;

        var consistency = table["consistency"]!.AsArray();
        var inclusion = table["inclusion"]!.AsArray();

        Assert.Equal((267, 267), (consistency.Count, inclusion.Count));
        Assert.All(inclusion, row => Assert.Equal(Hashes(row!["proof"]), MerkleProof.Inclusion(Whole(row["index"]), Whole(row["size"]), Node)));
        Assert.All(consistency, row =>
        {
            var (old, size) = (Whole(row!["old"]), Whole(row["new"]));
            var proof = MerkleProof.Consistency(old, size, Node);
            Assert.Equal(Hashes(row["proof"]), proof);
            Assert.True(MerkleProof.ProvesConsistency(old, size, MerkleProof.Root(old, Node), MerkleProof.Root(size, Node), proof));
        });
    }

    [Fact]
    public void Every_leaf_of_every_small_tree_has_a_proof_and_no_other_leaf_fits_it()
    {
        var trees = Enumerable.Range(1, 40).SelectMany(size => Enumerable.Range(0, size).Select(index => (index, size)));

        Assert.All(trees, tree =>
        {
            var path = MerkleProof.Inclusion(tree.index, tree.size, Node);
            var root = MerkleProof.Root(tree.size, Node);
            Assert.True(MerkleProof.ProvesInclusion(tree.index, tree.size, Node(0, tree.index), path, root));
            Assert.False(MerkleProof.ProvesInclusion(tree.index, tree.size, Node(0, tree.index + 1), path, root));
        });
    }

    [Fact]
    public void A_forged_older_root_is_refused_even_when_the_newer_one_fits()
    {
        var pairs = Enumerable.Range(2, 20).SelectMany(size => Enumerable.Range(1, size - 1).Select(old => (old, size)));

        Assert.All(pairs, pair =>
        {
            var proof = MerkleProof.Consistency(pair.old, pair.size, Node);
            var forged = MerkleProof.Root(pair.old, (level, index) => Node(level, index + 1));
            Assert.False(MerkleProof.ProvesConsistency(pair.old, pair.size, forged, MerkleProof.Root(pair.size, Node), proof));
        });
    }

    private static byte[] Node(int level, long index) => level == 0
        ? MerkleProof.Leaf(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"leaf {index}")))
        : MerkleProof.Node(Node(level - 1, index * 2), Node(level - 1, (index * 2) + 1));

    private static List<JsonNode> Rows(string table) => [.. JsonNode.Parse(File.ReadAllText(Shared.Path(table)))!.AsArray().Select(row => row!)];

    // The tables hold sizes beyond a signed number; none of them may be proven.
    private static long Whole(JsonNode? number) => unchecked((long)number!.GetValue<ulong>());

    private static byte[] Hash(JsonNode? text) => Convert.FromBase64String(text?.ToString() ?? "");

    private static List<byte[]> Hashes(JsonNode? list) => [.. (list as JsonArray ?? []).Select(Hash)];
}
