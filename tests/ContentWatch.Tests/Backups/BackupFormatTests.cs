using System.IO.Compression;
using System.Text;
using ContentWatch.Backups;

namespace ContentWatch.Tests.Backups;

/// <summary>The files of a backup, which every later build reads.</summary>
public sealed class BackupFormatTests : IDisposable
{
    private readonly BackedUnit unit = new(PostgresServer.IsAsked);

    public void Dispose() => unit.Dispose();

    [Fact]
    public void A_manifest_is_written_and_read_as_version_1_was_on_the_first_day()
    {
        var golden = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "TestData", "backup-v1.json"));
        var first = Example();

        var read = BackupManifest.Read(golden);

        Assert.Equal(Encoding.UTF8.GetString(golden), Encoding.UTF8.GetString(first.ToBytes()));
        Assert.Equal(golden, read.ToBytes());
        Assert.Equal((first.At, first.Database, 12L, first.Log.Note), (read.At, read.Database, read.Log.Size, read.Log.Note));
        Assert.Equal(first.Captures.Lost, read.Captures.Lost);
    }

    [Fact]
    public async Task A_table_is_lines_of_JSON_that_say_their_columns_the_same_for_both_databases()
    {
        await unit.Test.AddAsync(
            new Lease { Name = "not in a backup", Owner = "x", Until = Some.Time },
            new Counter { Name = "case", Last = 7 },
            new ContentWatch.Accounts.ApiKey { Id = new("019aa0b0-0000-7000-8000-000000000001"), Name = "é\n", Prefix = "cw", Hash = [0, 255], Scopes = "", CreatedBy = new("019aa0b0-0000-7000-8000-000000000002"), CreatedAt = Some.Time });

        var backup = (await unit.BackUpAsync()).Backup;

        Assert.Equal("{\"table\":\"Counters\",\"columns\":[[\"Name\",\"text\"],[\"Last\",\"integer\"]]}\n[\"case\",7]\n", Lines(backup, "Counters"));
        var key = Lines(backup, "ApiKeys").Split('\n')[1];
        Assert.Contains("\"019aa0b0-0000-7000-8000-000000000001\"", key, StringComparison.Ordinal);
        Assert.Contains("\"AP8=\"", key, StringComparison.Ordinal);
        Assert.Contains("1796126400000000", key, StringComparison.Ordinal);
        Assert.Contains("\"\\u00E9\\n\"", key, StringComparison.Ordinal);
    }

    private static string Lines(OpenBackup backup, string table)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(backup.Path, "tables", $"{table}.jsonl.gz")), CompressionMode.Decompress));
        return lines.ReadToEnd();
    }

    private static BackupManifest Example() => new(
        Some.Time.AddTicks(12_345_670),
        "1.0.0+made-up",
        "postgres",
        new Dictionary<string, string> { ["sqlite"] = "20260101000000_First", ["postgres"] = "20260102000000_First" },
        [new("Items", 3, new("tables/Items.jsonl.gz", 1_234, ContentHash.Of("items"u8)))],
        new(12, Convert.FromHexString(ContentHash.Of("root"u8).ToString()), 2, "contentwatch.local/audit\n12\nroot\n\n— contentwatch.local/audit signature\n"),
        new(4, 20, 56_789, [ContentHash.Of("lost"u8)]),
        [new("files/folder.json", 20, ContentHash.Of("mark"u8))],
        HasKeys: false);
}
