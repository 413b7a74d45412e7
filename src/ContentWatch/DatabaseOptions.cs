using System.ComponentModel.DataAnnotations;

namespace ContentWatch;

/// <summary>Where the product keeps what it knows. Section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The data folder: database, captures, archive, keys. Made by <c>cw</c>, never by a host. Default: <c>data</c> below the working directory.</summary>
    [Required]
    public string Folder { get; set; } = "data";

    /// <summary>
    /// How PostgreSQL is reached, as Npgsql writes it: <c>Host=…;Database=…;Username=…;Passfile=…</c>. Null or empty, the default, for the SQLite
    /// file of the data folder. Captures, archive and keys stay in the folder in both cases.
    /// </summary>
    public string? Postgres { get; set; }

    /// <summary>The SQLite file in it.</summary>
    public string SqlitePath => Path.Combine(Folder, "contentwatch.db");
}
