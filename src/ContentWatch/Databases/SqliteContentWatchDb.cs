using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ContentWatch.Databases;

/// <summary>The product's tables in a SQLite file: one machine, WAL mode, rights not separated between processes.</summary>
public sealed class SqliteContentWatchDb(DbContextOptions<SqliteContentWatchDb> options) : ContentWatchDb(options);

/// <summary>Lets <c>dotnet ef</c> make migrations for SQLite.</summary>
internal sealed class SqliteContentWatchDbFactory : IDesignTimeDbContextFactory<SqliteContentWatchDb>
{
    public SqliteContentWatchDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteContentWatchDb>().UseSqlite("Data Source=design.db").Options);
}
