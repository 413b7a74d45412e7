using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Databases;

/// <summary>A SQLite file that is not the configured one: the copy that a backup is checked in. Connections end with their contexts, so that the file can be moved.</summary>
internal sealed class SqliteFile(string path) : IDbContextFactory<ContentWatchDb>
{
    public ContentWatchDb CreateDbContext() => new SqliteContentWatchDb(
        new DbContextOptionsBuilder<SqliteContentWatchDb>().UseSqlite($"Data Source={path};Pooling=False").AddInterceptors(new SqlitePragmas()).Options);
}
