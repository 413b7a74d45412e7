using System.Security.Cryptography;
using ContentWatch.Audit;
using Microsoft.Data.Sqlite;

namespace ContentWatch.Bench.Audit;

/// <summary>The baseline: a loop over a SQLite file with a table of the same columns, and nothing of ours.</summary>
internal sealed class BareLog : IDisposable
{
    private readonly SqliteConnection connection;

    /// <summary>Makes an empty file, as safe against power cuts as ours.</summary>
    public BareLog(string path)
    {
        connection = new($"Data Source={path}");
        connection.Open();
        Command("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;").ExecuteNonQuery();
        Command("CREATE TABLE leaf(id TEXT PRIMARY KEY, bytes BLOB, hash BLOB, at INTEGER, kind INTEGER, actor TEXT, act TEXT, subject TEXT, place INTEGER UNIQUE)").ExecuteNonQuery();
        Command("CREATE TABLE node(level INTEGER, place INTEGER, hash BLOB, PRIMARY KEY(level, place))").ExecuteNonQuery();
    }

    /// <summary>Inserts leaves, each in a transaction of its own.</summary>
    public void Insert(IEnumerable<AuditLeaf> leaves)
    {
        using var insert = Command(
            "INSERT INTO leaf(id, bytes, hash, at, kind, actor, act, subject) VALUES(@id, @bytes, @hash, @at, @kind, @actor, @act, @subject)",
            "@id", "@bytes", "@hash", "@at", "@kind", "@actor", "@act", "@subject");
        foreach (var leaf in leaves)
        {
            Set(insert, leaf.Id.ToString(), leaf.Bytes, leaf.LeafHash, leaf.At.UtcTicks / 10, (int)leaf.ActorKind, leaf.ActorId, leaf.Act, leaf.Subject);
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>Gives leaves their places and as many nodes, a thousand to a transaction.</summary>
    public void Sequence(IReadOnlyList<AuditLeaf> leaves)
    {
        using var place = Command("UPDATE leaf SET place = @place WHERE id = @id", "@place", "@id");
        using var node = Command("INSERT INTO node(level, place, hash) VALUES(1, @place, @hash)", "@place", "@hash");
        foreach (var batch in leaves.Index().Chunk(1_000))
        {
            using var transaction = connection.BeginTransaction();
            (place.Transaction, node.Transaction) = (transaction, transaction);
            foreach (var (index, leaf) in batch)
            {
                Set(place, index, leaf.Id.ToString());
                place.ExecuteNonQuery();
                Set(node, index, leaf.LeafHash);
                node.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    /// <summary>Reads every leaf in order and hashes its bytes.</summary>
    public void Hash()
    {
        using var read = Command("SELECT * FROM leaf ORDER BY place");
        using var reader = read.ExecuteReader();
        while (reader.Read())
        {
            SHA256.HashData(reader.GetFieldValue<byte[]>(1));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        connection.Dispose();
        SqliteConnection.ClearPool(connection);
    }

    private static void Set(SqliteCommand command, params object[] values)
    {
        foreach (var (index, value) in values.Index())
        {
            command.Parameters[index].Value = value;
        }
    }

    private SqliteCommand Command(string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter, DBNull.Value);
        }

        return command;
    }
}
