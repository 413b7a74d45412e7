using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ContentWatch;

/// <summary>How the tables of the words that every stage uses look, and how values are stored.</summary>
internal static class RootMap
{
    public static void MapRoot(this ModelBuilder model)
    {
        model.Entity<Provider>(provider => provider.Property(p => p.Name).HasMaxLength(300));
        model.Entity<ProviderHost>(host =>
        {
            host.HasKey(h => h.Host);
            host.Property(h => h.Host).HasMaxLength(300);
            host.HasIndex(h => h.ProviderId);
        });
        model.Entity<Location>(location =>
        {
            location.Property(l => l.Url).HasMaxLength(2083);
            location.Property(l => l.FetchUrl).HasMaxLength(8332);
            location.Property(l => l.Key).HasMaxLength(8332);
            location.Property(l => l.Host).HasMaxLength(300);
            location.HasIndex(l => l.Key).IsUnique();
            location.HasIndex(l => l.NextLookAt);
        });
        model.Entity<Account>(account =>
        {
            account.Property(a => a.Handle).HasMaxLength(200);
            account.HasIndex(a => new { a.ProviderId, a.Handle }).IsUnique();
        });
        model.Entity<Lease>(lease => lease.HasKey(l => l.Name));
        model.Entity<Heartbeat>(heartbeat => heartbeat.HasKey(h => h.Worker));
        model.Entity<LongWork>(work =>
        {
            work.HasKey(w => w.Kind);
            work.Property(w => w.Said).HasMaxLength(1000);
        });
        model.Entity<Counter>(counter => counter.HasKey(c => c.Name));
    }
}

/// <summary>Times as microseconds since 1970 in UTC: what both databases order, compare and keep exactly. Finer parts are cut.</summary>
internal sealed class UtcMicroseconds() : ValueConverter<DateTimeOffset, long>(
    time => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond,
    stored => DateTimeOffset.UnixEpoch.AddTicks(stored * TimeSpan.TicksPerMicrosecond));

/// <summary>Content hashes as their 64 digits.</summary>
internal sealed class ContentHashText() : ValueConverter<ContentHash, string>(hash => hash.ToString(), stored => ContentHash.Parse(stored));
