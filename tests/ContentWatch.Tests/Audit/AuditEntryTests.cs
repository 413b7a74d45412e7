using System.Text;
using System.Text.Json.Nodes;
using ContentWatch.Audit;

namespace ContentWatch.Tests.Audit;

public sealed class AuditEntryTests
{
    private static string[] Golden => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "TestData", "audit-v1.jsonl"));

    [Fact]
    public void Every_line_of_the_golden_file_is_read_and_written_again_byte_for_byte()
    {
        var entries = Golden.Select(line => (Line: line, Entry: AuditEntry.FromBytes(Encoding.UTF8.GetBytes(line)))).ToList();

        Assert.All(entries, pair => Assert.Equal(pair.Line, Encoding.UTF8.GetString(pair.Entry.ToBytes())));
        Assert.Equal(Enum.GetValues<ActorKind>(), entries.Select(pair => pair.Entry.Actor.Kind).Distinct().Order());
    }

    [Fact]
    public void The_fourth_line_says_that_a_lead_was_parked()
    {
        var entry = AuditEntry.FromBytes(Encoding.UTF8.GetBytes(Golden[3]));

        Assert.Equal((Actor.Process("acquire"), "lead.parked"), (entry.Actor, entry.Act));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(3), entry.At);
        Assert.Equal(3, (int)entry.Details["attempts"]!);
    }

    [Theory]
    [InlineData("\"v\":1", "\"v\":2")]
    [InlineData("\"v\":1", "\"v\":1.0")]
    [InlineData("\"v\":1", "\"v\":1,\"w\":1")]
    [InlineData("\"act\":\"lead.parked\",", "")]
    [InlineData("\"act\":", "\"act\":\"x\",\"act\":")]
    [InlineData("\"attempts\":3", "\"attempts\":3,\"attempts\":3")]
    [InlineData("\"kind\":\"Process\"", "\"kind\":\"Nobody\"")]
    [InlineData("\"kind\":\"Process\"", "\"kind\":\"2\"")]
    [InlineData("\"kind\":\"Process\"", "\"kind\":\"99\"")]
    [InlineData("\"kind\":\"Process\"", "\"kind\":\"Process\",\"name\":\"x\"")]
    [InlineData("00.000003Z", "00.000003+00:00")]
    [InlineData("timeout", "\\ud800")]
    [InlineData("timeout", "time\\u006fut")]
    [InlineData("{\"act\"", " {\"act\"")]
    [InlineData("{\"act\"", "[{\"act\"")]
    public void What_v1_does_not_write_is_refused(string written, string instead)
    {
        var changed = Golden[3].Replace(written, instead, StringComparison.Ordinal);

        Assert.NotEqual(Golden[3], changed);
        Assert.Throws<FormatException>(() => AuditEntry.FromBytes(Encoding.UTF8.GetBytes(changed)));
    }

    [Fact]
    public void An_entry_that_no_tile_can_carry_is_refused_and_the_longest_that_fits_is_not()
    {
        static AuditEntry Entry(int length) => new(Guid.Empty, Some.Time, Actor.Operator, "a.b", "c", new JsonObject { ["x"] = new string('x', length) });
        var room = AuditEntry.MaxBytes - Entry(0).ToBytes().Length;

        var longest = Entry(room).ToBytes();

        Assert.Equal(65_535, longest.Length);
        Assert.Throws<ArgumentException>(() => Entry(room + 1).ToBytes());
    }
}
