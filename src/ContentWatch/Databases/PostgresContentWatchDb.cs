using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ContentWatch.Databases;

/// <summary>The product's tables in PostgreSQL 15 or newer: several machines, many workers, a role of its own for each process (<see cref="DatabaseRights"/>).</summary>
public sealed class PostgresContentWatchDb(DbContextOptions<PostgresContentWatchDb> options) : ContentWatchDb(options)
{
    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        // A row of a B-tree holds 2,704 bytes at most, and a key can be longer: FirstLight makes a constraint over a hash index in its place,
        // which keeps keys unique and serves look-ups (PostgreSQL manual, "CREATE TABLE", EXCLUDE).
        var location = builder.Entity<Location>().Metadata;
        location.RemoveIndex(location.FindProperty(nameof(Location.Key))!.GetContainingIndexes().Single());
    }
}

/// <summary>Lets <c>dotnet ef</c> make migrations for PostgreSQL.</summary>
internal sealed class PostgresContentWatchDbFactory : IDesignTimeDbContextFactory<PostgresContentWatchDb>
{
    public PostgresContentWatchDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresContentWatchDb>().UseNpgsql("Host=design").Options);
}
