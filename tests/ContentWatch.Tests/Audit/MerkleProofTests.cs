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
    public async Task Our_proofs_equal_those_of_the_Go_library_and_are_proofs()
    {
        var table = JsonNode.Parse(await File.ReadAllTextAsync(Shared.Path("conformance/tlog/go-tlog.json"), TestContext.Current.CancellationToken))!;
        var (consistency, inclusion) = (table["consistency"]!.AsArray(), table["inclusion"]!.AsArray());

        Assert.Equal((267, 267), (consistency.Count, inclusion.Count));
        foreach (var row in inclusion)
        {
            Assert.Equal(Hashes(row!["proof"]), await MerkleProof.InclusionAsync(Whole(row["index"]), Whole(row["size"]), NodeAsync));
        }

        foreach (var row in consistency)
        {
            var (old, size) = (Whole(row!["old"]), Whole(row["new"]));
            var proof = await MerkleProof.ConsistencyAsync(old, size, NodeAsync);
            Assert.Equal(Hashes(row["proof"]), proof);
            Assert.True(MerkleProof.ProvesConsistency(old, size, Root(old), Root(size), proof));
        }
    }

    [Fact]
    public void Roots_of_every_size_to_a_thousand_equal_those_of_the_Go_library()
    {
        var roots = Hashes(JsonNode.Parse(File.ReadAllText(Shared.Path("conformance/tlog/go-tlog.json")))!["roots_by_size_0_to_1000"]);
        var tree = new MerkleTree();

        var ours = Enumerable.Range(0, 1_001).Select(size =>
        {
            var root = tree.Root;
            tree.Add(Node(0, size));
            return root;
        });

        Assert.Equal(roots, ours);
    }

    [Fact]
    public async Task Every_leaf_of_every_small_tree_has_a_proof_and_no_other_leaf_fits_it()
    {
        foreach (var (index, size) in Enumerable.Range(1, 40).SelectMany(size => Enumerable.Range(0, size).Select(index => (index, size))))
        {
            var path = await MerkleProof.InclusionAsync(index, size, NodeAsync);
            Assert.True(MerkleProof.ProvesInclusion(index, size, Node(0, index), path, Root(size)));
            Assert.False(MerkleProof.ProvesInclusion(index, size, Node(0, index + 1), path, Root(size)));
        }
    }

    [Fact]
    public async Task A_forged_older_root_is_refused_even_when_the_newer_one_fits()
    {
        foreach (var (old, size) in Enumerable.Range(2, 20).SelectMany(size => Enumerable.Range(1, size - 1).Select(old => (old, size))))
        {
            var proof = await MerkleProof.ConsistencyAsync(old, size, NodeAsync);
            Assert.False(MerkleProof.ProvesConsistency(old, size, Root(old, from: 1), Root(size), proof));
        }
    }

    private static byte[] Root(long size, int from = 0)
    {
        var tree = new MerkleTree();
        for (var index = 0; index < size; index++)
        {
            tree.Add(Node(0, from + index));
        }

        return tree.Root;
    }

    private static Task<byte[]> NodeAsync(int level, long index) => Task.FromResult(Node(level, index));

    private static byte[] Node(int level, long index) => level == 0
        ? AuditEntry.LeafHash(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"leaf {index}")))
        : MerkleTree.Node(Node(level - 1, index * 2), Node(level - 1, (index * 2) + 1));

    private static List<JsonNode> Rows(string table) => [.. JsonNode.Parse(File.ReadAllText(Shared.Path(table)))!.AsArray().Select(row => row!)];

    // The tables hold sizes beyond a signed number; none of them may be proven.
    private static long Whole(JsonNode? number) => unchecked((long)number!.GetValue<ulong>());

    private static byte[] Hash(JsonNode? text) => Convert.FromBase64String(text?.ToString() ?? "");

    private static List<byte[]> Hashes(JsonNode? list) => [.. (list as JsonArray ?? []).Select(Hash)];
}
