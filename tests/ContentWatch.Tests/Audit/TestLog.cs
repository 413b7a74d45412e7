using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Audit;

/// <summary>A log with its key in a database of its own.</summary>
public sealed class TestLog : IDisposable
{
    private readonly IOptions<DatabaseOptions> data;

    /// <summary>Makes it.</summary>
    public TestLog(AuditOptions? options = null)
    {
        Options = Microsoft.Extensions.Options.Options.Create(options ?? new AuditOptions());
        data = Microsoft.Extensions.Options.Options.Create(new DatabaseOptions { Folder = Database.Folder });
        CheckpointKey.Make(KeyPath, Options.Value.Origin);
        Mirror = new(Options, data, Database.Time);
        Log = new(Database.Time, Options);
    }

    public TestDatabase Database { get; } = new();

    public IOptions<AuditOptions> Options { get; }

    public CheckpointMirror Mirror { get; }

    public AuditLog Log { get; }

    public string KeyPath => CheckpointKey.PathIn(Database.Folder);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public AuditSequencer Sequencer(Database? database = null) =>
        new(database ?? Database.Database, Mirror, Options, data, Database.Time, NullLogger<AuditSequencer>.Instance);

    public AuditHealth Health() => new(Database.Database, Mirror, Options, Database.Time);

    /// <summary>Records acts that nobody sequenced yet.</summary>
    public async Task AppendAsync(int count, string act = "case.decided")
    {
        for (var i = 0; i < count; i++)
        {
            // UUIDs of one millisecond have no order among themselves.
            Database.Time.Advance(TimeSpan.FromMilliseconds(1));
            var actor = i % 2 == 0 ? Actor.Person(Some.Id()) : Actor.Operator;
            await Database.Database.WriteAsync((db, cancel) => Log.AppendAsync(db, actor, act, $"case/{Some.Id()}", null, cancel), Cancel);
        }
    }

    /// <summary>Records acts and sequences them in one round.</summary>
    public async Task GrowAsync(int count, string act = "case.decided")
    {
        await AppendAsync(count, act);
        Assert.Equal(count, await Sequencer().SequenceAsync("one", Cancel));
    }

    public Task<AuditVerdict> VerifyAsync(string? outside = null, IProgress<long>? progress = null) => new AuditVerifier(Database.Open())
        .VerifyAsync(CheckpointKey.LoadVerifier(KeyPath), Options.Value.Origin, outside is null ? [] : [outside], progress, Cancel);

    public Task<AuditVerdict> VerifyWithSecondPlaceAsync() => new AuditVerifier(Database.Open())
        .VerifyAsync(CheckpointKey.LoadVerifier(KeyPath), Options.Value.Origin, Mirror.Notes(10), null, Cancel);

    /// <summary>What somebody does who has the database and knows SQL.</summary>
    public async Task TamperAsync(string sql, params object[] values)
    {
        await using var db = Database.Contexts.CreateDbContext();
        await db.Database.ExecuteSqlRawAsync(sql, values, Cancel);
    }

    /// <summary>Takes the log back to <paramref name="size"/>, leaving no trace in the database.</summary>
    public Task RollBackAsync(int size, params (int Level, int Count)[] nodes) => TamperAsync(
        $"""
        DELETE FROM "AuditLeaves" WHERE "Index" >= {size};
        DELETE FROM "AuditCheckpoints" WHERE "Size" > {size};
        DELETE FROM "AuditNodes" WHERE NOT ({string.Join(" OR ", nodes.Select(n => $"(\"Level\" = {n.Level} AND \"Index\" < {n.Count})").Append("1 = 0"))});
        """);

    /// <inheritdoc/>
    public void Dispose() => Database.Dispose();
}
