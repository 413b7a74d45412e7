using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Architecture;

public sealed class MigrationsMatchTheModel
{
    [Fact]
    public void The_migrations_for_SQLite_make_the_tables_that_the_model_describes()
    {
        using var db = new SqliteContentWatchDb(new DbContextOptionsBuilder<SqliteContentWatchDb>().UseSqlite("Data Source=:memory:").Options);

        Assert.NotEmpty(db.Database.GetMigrations());
        Assert.False(db.Database.HasPendingModelChanges());
    }
}
