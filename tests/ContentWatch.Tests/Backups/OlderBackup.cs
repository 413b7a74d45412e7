using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentWatch.Backups;
using ContentWatch.Databases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentWatch.Tests.Backups;

/// <summary>Makes of a backup of this version what a build before it would have written: without the tables and columns that its migrations did not make yet.</summary>
internal static class OlderBackup
{
    /// <summary>Rewrites a backup in its place.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="sqlite">The newest migration of that build for SQLite.</param>
    /// <param name="postgres">The same for PostgreSQL.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task MakeAsync(OpenBackup backup, string sqlite, string postgres, CancellationToken cancellationToken)
    {
        var columns = await ColumnsAsync(sqlite, cancellationToken);
        var tables = new List<BackupTable>();
        foreach (var table in backup.Manifest.Tables)
        {
            var path = Path.Combine(backup.Path, table.File.Name);
            if (columns.TryGetValue(table.Name, out var known))
            {
                await KeepAsync(path, known, cancellationToken);
                var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
                tables.Add(table with { File = new(table.File.Name, bytes.Length, ContentHash.FromDigest(SHA256.HashData(bytes))) });
            }
            else
            {
                File.Delete(path);
            }
        }

        File.Delete(Path.Combine(backup.Path, "manifest.json"));
        File.Delete(Path.Combine(backup.Path, "manifest.sha256"));
        BackupFolder.Seal(backup.Path, backup.Manifest with { Tables = tables, Schema = new Dictionary<string, string> { ["sqlite"] = sqlite, ["postgres"] = postgres } });
    }

    private static async Task KeepAsync(string path, HashSet<string> known, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        using (var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), Encoding.UTF8))
        {
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                lines.Add(line);
            }
        }

        using var head = JsonDocument.Parse(lines[0]);
        var all = head.RootElement.GetProperty("columns").EnumerateArray().ToList();
        var kept = all.Index().Where(column => known.Contains(column.Item[0].GetString()!)).Select(column => column.Index).ToList();
        await using var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        writer.NewLine = "\n";
        await writer.WriteLineAsync(JsonSerializer.Serialize(new { table = head.RootElement.GetProperty("table"), columns = kept.Select(at => all[at]) }));
        foreach (var line in lines.Skip(1))
        {
            using var row = JsonDocument.Parse(line);
            await writer.WriteLineAsync(JsonSerializer.Serialize(kept.Select(at => row.RootElement[at])));
        }
    }

    /// <summary>The tables of a database of that build, with their columns.</summary>
    private static async Task<Dictionary<string, HashSet<string>>> ColumnsAsync(string migration, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(cancellationToken);
        await using var db = new SqliteContentWatchDb(new DbContextOptionsBuilder<SqliteContentWatchDb>().UseSqlite(connection).Options);
        await db.GetService<IMigrator>().MigrateAsync(migration, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var columns = new Dictionary<string, HashSet<string>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.TryAdd(reader.GetString(0), []);
            columns[reader.GetString(0)].Add(reader.GetString(1));
        }

        return columns;
    }
}
