using System.Data;
using System.Data.Common;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ContentWatch.Backups;

/// <summary>
/// A table as a file that either database can be filled from: gzipped JSON lines in UTF-8. The first line is <c>{"table","columns":[[name,kind],…]}</c>,
/// each other line a row as an array in that order. A <c>uuid</c> is text with hyphens, <c>bytes</c> are base64, times are integers (UTC microseconds).
/// </summary>
internal static class TableFile
{
    private const int ReportEvery = 500;

    /// <summary>Writes a table as the snapshot of <paramref name="db"/> shows it.</summary>
    /// <param name="db">A context with an open snapshot.</param>
    /// <param name="shape">The table.</param>
    /// <param name="folder">The backup's folder.</param>
    /// <param name="written">Told how many rows were written since it was told last.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    public static async Task<BackupTable> WriteAsync(ContentWatchDb db, TableShape shape, string folder, Action<int> written, CancellationToken cancellationToken)
    {
        var name = $"tables/{shape.Name}.jsonl.gz";
        var path = Path.Combine(folder, "tables", $"{shape.Name}.jsonl.gz");
        BackupFolder.MakePrivate(Path.GetDirectoryName(path)!);
        var rows = 0L;
        await using (var file = BackupFolder.NewFile(path))
        {
            await using (var packed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
            {
                await packed.WriteAsync(Head(shape), cancellationToken);
                await foreach (var row in RowsAsync(db, shape, cancellationToken))
                {
                    await packed.WriteAsync(row, cancellationToken);
                    if (++rows % ReportEvery == 0)
                    {
                        written(ReportEvery);
                    }
                }
            }

            written((int)(rows % ReportEvery));
            file.Flush(flushToDisk: true);
        }

        await using var whole = File.OpenRead(path);
        return new(shape.Name, rows, new(name, whole.Length, ContentHash.FromDigest(await SHA256.HashDataAsync(whole, cancellationToken))));
    }

    /// <summary>Fills a table, whose rows are those of an empty database.</summary>
    /// <param name="connection">Where to, within a transaction.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="path">The file.</param>
    /// <param name="table">What the manifest says of it.</param>
    /// <param name="read">Told how many rows were read since it was told last.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <exception cref="BackupException">The file is not that table, or has another number of rows.</exception>
    public static async Task ReadAsync(
        DbConnection connection, DbTransaction transaction, string path, BackupTable table, Action<int> read, CancellationToken cancellationToken)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), Encoding.UTF8);
        var columns = ReadHead(await lines.ReadLineAsync(cancellationToken), table.Name);
        await using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"INSERT INTO \"{table.Name}\" ({string.Join(", ", columns.Select(column => $"\"{column.Name}\""))}) VALUES ({string.Join(", ", columns.Index().Select(at => $"@p{at.Index}"))})";
        foreach (var (i, column) in columns.Index())
        {
            var parameter = insert.CreateParameter();
            (parameter.ParameterName, parameter.DbType) = ($"@p{i}", TypeOf(column.Kind));
            insert.Parameters.Add(parameter);
        }

        var rows = 0L;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            using var row = JsonDocument.Parse(line);
            foreach (var (i, value) in row.RootElement.EnumerateArray().Index())
            {
                insert.Parameters[i].Value = ValueOf(value, columns[i].Kind);
            }

            await insert.ExecuteNonQueryAsync(cancellationToken);
            if (++rows % ReportEvery == 0)
            {
                read(ReportEvery);
            }
        }

        read((int)(rows % ReportEvery));
        if (rows != table.Rows)
        {
            throw new BackupException($"'{path}' has {rows:N0} rows and not {table.Rows:N0}.");
        }
    }

    private static byte[] Head(TableShape shape) => [.. JsonSerializer.SerializeToUtf8Bytes(new { table = shape.Name, columns = shape.Columns.Select(column => new[] { column.Name, column.Kind }) }), (byte)'\n'];

    private static IReadOnlyList<BackupColumn> ReadHead(string? line, string table)
    {
        using var head = JsonDocument.Parse(line ?? "{}");
        if (!head.RootElement.TryGetProperty("table", out var name) || name.GetString() != table)
        {
            throw new BackupException($"The file of the table {table} is that of another table.");
        }

        return [.. head.RootElement.GetProperty("columns").EnumerateArray().Select(column => new BackupColumn(column[0].GetString()!, column[1].GetString()!))];
    }

    private static async IAsyncEnumerable<byte[]> RowsAsync(
        ContentWatchDb db, TableShape shape, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var select = db.Database.GetDbConnection().CreateCommand();
        select.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        select.CommandText = $"SELECT {string.Join(", ", shape.Columns.Select(column => $"\"{column.Name}\""))} FROM \"{shape.Name}\" ORDER BY {string.Join(", ", shape.Key.Select(column => $"\"{column}\""))}";
        await using var reader = await select.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        using var buffer = new MemoryStream();
        await using var json = new Utf8JsonWriter(buffer);
        while (await reader.ReadAsync(cancellationToken))
        {
            json.WriteStartArray();
            foreach (var (i, column) in shape.Columns.Index())
            {
                Write(json, reader, i, column.Kind);
            }

            json.WriteEndArray();
            await json.FlushAsync(cancellationToken);
            buffer.WriteByte((byte)'\n');
            yield return buffer.ToArray();
            buffer.SetLength(0);
            json.Reset();
        }
    }

    private static void Write(Utf8JsonWriter json, DbDataReader reader, int column, string kind)
    {
        if (reader.IsDBNull(column))
        {
            json.WriteNullValue();
            return;
        }

        switch (kind)
        {
            case "uuid": json.WriteStringValue(reader.GetFieldValue<Guid>(column)); break;
            case "text": json.WriteStringValue(reader.GetString(column)); break;
            case "integer": json.WriteNumberValue(reader.GetFieldValue<long>(column)); break;
            case "real": json.WriteNumberValue(reader.GetDouble(column)); break;
            case "boolean": json.WriteBooleanValue(reader.GetBoolean(column)); break;
            case "bytes": json.WriteBase64StringValue(reader.GetFieldValue<byte[]>(column)); break;
            default: throw new ArgumentOutOfRangeException(nameof(kind), kind, "A backup has no such kind.");
        }
    }

    private static object ValueOf(JsonElement value, string kind) => value.ValueKind == JsonValueKind.Null ? DBNull.Value : kind switch
    {
        "uuid" => value.GetGuid(),
        "text" => value.GetString()!,
        "integer" => value.GetInt64(),
        "real" => value.GetDouble(),
        "boolean" => value.GetBoolean(),
        "bytes" => value.GetBytesFromBase64(),
        _ => throw new BackupException($"A column is of the kind '{kind}', which this build does not know. Use the newer build."),
    };

    private static DbType TypeOf(string kind) => kind switch
    {
        "uuid" => DbType.Guid,
        "integer" => DbType.Int64,
        "real" => DbType.Double,
        "boolean" => DbType.Boolean,
        "bytes" => DbType.Binary,
        _ => DbType.String,
    };
}
