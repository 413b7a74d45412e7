using System.Globalization;
using ContentWatch.Archive;
using Microsoft.Data.Sqlite;

namespace ContentWatch.Bench.Archive;

/// <summary>The baseline: SQLite FTS5 in a file of its own, as one would use it at once. Plain words, no stems.</summary>
internal sealed class FtsFile : IDisposable
{
    private readonly SqliteConnection connection;

    /// <summary>Makes an empty file.</summary>
    public FtsFile(string path)
    {
        connection = new($"Data Source={path}");
        connection.Open();
        Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;");
        Run("CREATE TABLE item(place INTEGER PRIMARY KEY, id TEXT UNIQUE, language TEXT, provider TEXT, label TEXT, verdict TEXT)");
        Run("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='unicode61 remove_diacritics 2')");
    }

    /// <summary>Writes a batch in one transaction.</summary>
    public void Write(IReadOnlyCollection<ArchivedItem> items)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var item in items)
        {
            Run(
                "INSERT INTO item(id, language, provider, label, verdict) VALUES(@id, @language, @provider, @label, @verdict)",
                ("@id", item.Id.ToString()), ("@language", item.Language), ("@provider", item.Providers[0]),
                ("@label", item.Labels.Count > 0 ? "hateful" : "none"), ("@verdict", item.Verdict ?? "none"));
            Run("INSERT INTO words(rowid, text) VALUES(last_insert_rowid(), @text)", ("@text", item.Text));
        }

        transaction.Commit();
    }

    /// <summary>The best twenty with snippets, and the four facets: five statements.</summary>
    /// <returns>How many were found in all.</returns>
    public long Search(string word)
    {
        var found = 0L;
        Read("SELECT rowid, snippet(words, 0, '[', ']', '…', 24) FROM words WHERE words MATCH @word ORDER BY rank LIMIT 20", word, _ => { });
        foreach (var column in new[] { "language", "provider", "label", "verdict" })
        {
            found = 0;
            Read($"SELECT {column}, count(*) FROM words JOIN item ON item.place = words.rowid WHERE words MATCH @word GROUP BY 1", word, row => found += row.GetInt64(1));
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        connection.Dispose();
        SqliteConnection.ClearPool(connection);
    }

    private void Run(string sql, params (string Name, string Value)[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    private void Read(string sql, string word, Action<SqliteDataReader> row)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@word", string.Create(CultureInfo.InvariantCulture, $"\"{word}\""));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            row(reader);
        }
    }
}
