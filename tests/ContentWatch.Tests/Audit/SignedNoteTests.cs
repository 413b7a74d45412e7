using System.Text;
using System.Text.Json.Nodes;
using ContentWatch.Audit;

namespace ContentWatch.Tests.Audit;

public sealed class SignedNoteTests
{
    [Fact]
    public void A_verifier_key_is_read_exactly_when_the_Go_library_reads_it()
    {
        var keys = Table("go-note.json")["verifier_keys"]!.AsArray();

        var wrong = keys.Where(row => Holds(() => NoteVerifier.Parse(row!["vkey"]!.ToString())) != row!["valid"]!.GetValue<bool>());

        Assert.Equal(14, keys.Count);
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_note_opens_for_each_key_exactly_when_the_Go_library_opens_it_for_all()
    {
        // Rows without a known key never open; we always have one.
        var rows = Table("go-note.json")["notes"]!.AsArray().Where(row => row!["verifier_keys"]!.AsArray().Count > 0).ToList();

        var wrong = rows.Where(row => row!["verifier_keys"]!.AsArray().All(key => Opens(row, key!.ToString())) != row["opens"]!.GetValue<bool>())
            .Select(row => row!["name"]!.ToString());

        Assert.Equal(39, rows.Count);
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_checkpoint_is_read_as_the_specification_says_where_the_Go_library_is_laxer()
    {
        // The library takes roots of any length and empty extension lines (valid: null); tlog-checkpoint takes neither, and so do we.
        var rows = Table("checkpoint.json")["bodies"]!.AsArray();

        var wrong = rows.Where(row =>
        {
            var isValid = row!["valid"]?.GetValue<bool>() == true
                && (row["root_hash_base64"] is not { } root || Convert.FromBase64String(root.ToString()).Length == 32);
            return Holds(() => Checkpoint.Parse(row["text"]!.ToString())) != isValid;
        }).Select(row => row!["name"]!.ToString());

        Assert.Equal(21, rows.Count);
        Assert.Empty(wrong);
    }

    private static bool Opens(JsonNode row, string key) =>
        Holds(() => SignedNote.Open(Encoding.UTF8.GetString(Convert.FromBase64String(row["note_base64"]!.ToString())), NoteVerifier.Parse(key)));

    private static bool Holds(Func<object> read)
    {
        try
        {
            return read() is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static JsonNode Table(string name) => JsonNode.Parse(File.ReadAllText(Shared.Path($"conformance/tlog/{name}")))!;
}
