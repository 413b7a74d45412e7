using ContentWatch.Accounts;
using ContentWatch.Acquire;
using ContentWatch.Acquire.Sources;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Refer;
using ContentWatch.Review;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ContentWatch;

/// <summary>
/// Everything the product keeps, in the order of the flow. Reads take a context of their own from <see cref="Database.Read"/>;
/// writes go through <see cref="Database.WriteAsync{T}"/>. Not thread-safe, as every context.
/// </summary>
public abstract class ContentWatchDb(DbContextOptions options) : IdentityDbContext<Person, IdentityRole<Guid>, Guid>(options)
{
    /// <summary>Hosting service providers.</summary>
    public DbSet<Provider> Providers => Set<Provider>();

    /// <summary>Which hosts belong to which provider.</summary>
    public DbSet<ProviderHost> ProviderHosts => Set<ProviderHost>();

    /// <summary>Places where content is or was.</summary>
    public DbSet<Location> Locations => Set<Location>();

    /// <summary>Who published content.</summary>
    public DbSet<Account> Accounts => Set<Account>();

    /// <summary>Rights that one process at a time holds.</summary>
    public DbSet<Lease> Leases => Set<Lease>();

    /// <summary>Signs of life of the workers.</summary>
    public DbSet<Heartbeat> Heartbeats => Set<Heartbeat>();

    /// <summary>The last long work of each kind.</summary>
    public DbSet<LongWork> LongWorks => Set<LongWork>();

    /// <summary>Numbered series.</summary>
    public DbSet<Counter> Counters => Set<Counter>();

    /// <summary>What people and partners told us.</summary>
    public DbSet<Report> Reports => Set<Report>();

    /// <summary>Sites that are crawled.</summary>
    public DbSet<Source> Sources => Set<Source>();

    /// <summary>What is remembered of their pages for the next visit.</summary>
    public DbSet<Revisit> Revisits => Set<Revisit>();

    /// <summary>Places worth looking at.</summary>
    public DbSet<Lead> Leads => Set<Lead>();

    /// <summary>Bytes as received, with circumstances.</summary>
    public DbSet<Capture> Captures => Set<Capture>();

    /// <summary>Politeness per host.</summary>
    public DbSet<HostPace> HostPaces => Set<HostPace>();

    /// <summary>Pieces of content.</summary>
    public DbSet<Item> Items => Set<Item>();

    /// <summary>Where items were seen.</summary>
    public DbSet<Appearance> Appearances => Set<Appearance>();

    /// <summary>What models say of items.</summary>
    public DbSet<ItemScore> ItemScores => Set<ItemScore>();

    /// <summary>What the archive has yet to see.</summary>
    public DbSet<ArchiveChange> ArchiveChanges => Set<ArchiveChange>();

    /// <summary>Items under review.</summary>
    public DbSet<Case> Cases => Set<Case>();

    /// <summary>Where the items of cases are.</summary>
    public DbSet<CaseLocation> CaseLocations => Set<CaseLocation>();

    /// <summary>What people decided.</summary>
    public DbSet<Verdict> Verdicts => Set<Verdict>();

    /// <summary>Who gave which case back.</summary>
    public DbSet<CasePass> CasePasses => Set<CasePass>();

    /// <summary>Who opened which content.</summary>
    public DbSet<CaseReading> CaseReadings => Set<CaseReading>();

    /// <summary>Requests to providers.</summary>
    public DbSet<Referral> Referrals => Set<Referral>();

    /// <summary>Attempts to deliver them.</summary>
    public DbSet<DeliveryAttempt> DeliveryAttempts => Set<DeliveryAttempt>();

    /// <summary>Looks at locations.</summary>
    public DbSet<AvailabilityLook> AvailabilityLooks => Set<AvailabilityLook>();

    /// <summary>Entries of the audit log.</summary>
    public DbSet<AuditLeaf> AuditLeaves => Set<AuditLeaf>();

    /// <summary>Nodes of its tree.</summary>
    public DbSet<AuditNode> AuditNodes => Set<AuditNode>();

    /// <summary>Signed heads of it.</summary>
    public DbSet<AuditCheckpoint> AuditCheckpoints => Set<AuditCheckpoint>();

    /// <summary>Partners' keys.</summary>
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    /// <summary>Links that sign in once.</summary>
    public DbSet<OneTimeLink> OneTimeLinks => Set<OneTimeLink>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.MapRoot();
        builder.MapAcquire();
        builder.MapArchive();
        builder.MapReview();
        builder.MapRefer();
        builder.MapAudit();
        builder.MapAccounts();
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcMicroseconds>();
        configurationBuilder.Properties<TimeSpan>().HaveConversion<TimeSpanToTicksConverter>();
        configurationBuilder.Properties<ContentHash>().HaveConversion<ContentHashText>().HaveMaxLength(64);
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
        configurationBuilder.Properties<Grounds>().HaveConversion<int>();
    }
}
