using System.Net;
using System.Text;
using ContentWatch.Acquire;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Acquire;

public sealed class AcquireRunTests : IDisposable
{
    private readonly TestDatabase database = new();

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task A_capture_keeps_the_bytes_and_its_manifest_stands_in_the_audit_entry()
    {
        await using var far = new FarSide(Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nmild"));
        await AddLeadAsync(far.Page());

        var round = await Run(far).OnceAsync("w", TestContext.Current.CancellationToken);

        await using var db = database.Database.Read();
        var capture = await db.Captures.SingleAsync(TestContext.Current.CancellationToken);
        var lead = await db.Leads.SingleAsync(TestContext.Current.CancellationToken);
        var leaf = await db.AuditLeaves.SingleAsync(l => l.Act == "capture.kept", TestContext.Current.CancellationToken);
        Assert.Equal(AcquireRound.Kept, round);
        Assert.Equal((LeadState.Captured, capture.Id), (lead.State, lead.CaptureId));
        Assert.Equal("mild"u8.ToArray(), await Store().ReadAsync(capture.BodyHash, TestContext.Current.CancellationToken));
        Assert.EndsWith("\r\n\r\nmild", Encoding.Latin1.GetString(await Store().ReadAsync(capture.ResponseHash, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        Assert.Contains(capture.ManifestHash.ToString(), Encoding.UTF8.GetString(leaf.Bytes), StringComparison.Ordinal);
        Assert.Contains(capture.ResponseHash.ToString(), Encoding.UTF8.GetString(await Store().ReadAsync(capture.ManifestHash, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_disk_is_nearly_full_no_lead_is_taken()
    {
        await using var far = new FarSide(FarSide.NotFound);
        await AddLeadAsync(far.Page());

        Assert.Equal(AcquireRound.Nothing, await Run(far, keepFree: long.MaxValue).OnceAsync("w", TestContext.Current.CancellationToken));

        await using var db = database.Database.Read();
        Assert.Equal(0, (await db.Leads.SingleAsync(TestContext.Current.CancellationToken)).Attempts);
        Assert.Empty(far.Requests);
    }

    [Fact]
    public async Task A_worker_that_is_too_late_records_no_capture()
    {
        await using var far = new FarSide(async (path, stream, cancel) =>
        {
            if (path == "/post")
            {
                database.Time.Advance(TimeSpan.FromMinutes(6));
                await Queue().TakeAsync("another", cancel);
            }

            await stream.WriteAsync(path == "/post" ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmild"u8.ToArray() : FarSide.NotFound, cancel);
        });
        await AddLeadAsync(far.Page());

        await Run(far, clock: TimeProvider.System).OnceAsync("w", TestContext.Current.CancellationToken);

        await using var db = database.Database.Read();
        Assert.Equal(0, await db.Captures.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal("another", (await db.Leads.SingleAsync(TestContext.Current.CancellationToken)).LeaseOwner);
    }

    [Fact]
    public async Task A_chain_of_slow_redirects_ends_at_the_deadline_of_the_lead_and_is_tried_again()
    {
        await using var far = new FarSide(async (path, stream, cancel) =>
        {
            database.Time.Advance(TimeSpan.FromSeconds(14));
            await stream.WriteAsync(path == "/robots.txt" ? FarSide.NotFound : Encoding.Latin1.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {path}x\r\nContent-Length: 0\r\n\r\n"), cancel);
        });
        await AddLeadAsync(far.Page());

        Assert.Equal(AcquireRound.LookedAt, await Run(far).OnceAsync("w", TestContext.Current.CancellationToken));

        await using var db = database.Database.Read();
        var lead = await db.Leads.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((LeadState.Waiting, "It took longer than 120 s in all, with robots.txt and redirects."), (lead.State, lead.LastError));
        Assert.InRange(far.Requests.Count, 8, 9);
    }

    [Fact]
    public async Task While_one_host_is_slow_another_is_looked_at_by_the_same_worker_and_the_slow_one_is_left_alone()
    {
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var page = Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nmild");
        await using var slow = new FarSide(async (path, stream, cancel) =>
        {
            asked.TrySetResult();
            await go.Task.WaitAsync(cancel);
            await stream.WriteAsync(path == "/robots.txt" ? FarSide.NotFound : page, cancel);
        });
        await using var fast = new FarSide(page);
        await AddLeadAsync(slow.Page());
        await AddLeadAsync(slow.Page("/other"));
        var run = Run(slow, also: fast);

        var first = run.OnceAsync("w", TestContext.Current.CancellationToken);
        await asked.Task;
        await AddLeadAsync(fast.Page());
        AcquireRound[] rounds = [await run.OnceAsync("w", TestContext.Current.CancellationToken), await run.OnceAsync("w", TestContext.Current.CancellationToken)];
        go.SetResult();

        Assert.Equal([AcquireRound.Kept, AcquireRound.Nothing], rounds);
        Assert.Equal(AcquireRound.Kept, await first);
        await using var db = database.Database.Read();
        Assert.Equal(2, await db.Captures.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_deadline_that_outlasts_the_lease_is_refused_at_the_start()
    {
        var settings = new Dictionary<string, string?> { ["Acquire:LeadDeadline"] = "00:05:00", ["Acquire:LeaseFor"] = "00:05:00" };
        using var services = new ServiceCollection().AddAcquire(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<AcquireOptions>>().Value);

        Assert.Equal(["Acquire:LeadDeadline must be shorter than Acquire:LeaseFor."], refused.Failures);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_content_sets_off_is_a_counted_failure_of_its_lead_and_the_next_lead_goes_on(Exception fault)
    {
        await using var far = new FarSide(Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nmild"));
        var bad = await AddLeadAsync(CaptureUri.Parse("http://forum.example/"));
        database.Time.Advance(TimeSpan.FromSeconds(1));
        var good = await AddLeadAsync(far.Page());
        var run = Run(far, meddle: honest => new ThrowingCollector(honest, fault));

        AcquireRound[] rounds = [await run.OnceAsync("w", TestContext.Current.CancellationToken), await run.OnceAsync("w", TestContext.Current.CancellationToken)];

        await using var db = database.Database.Read();
        var failed = await db.Leads.SingleAsync(l => l.Id == bad, TestContext.Current.CancellationToken);
        Assert.Equal([AcquireRound.LookedAt, AcquireRound.Kept], rounds);
        Assert.Equal((LeadState.Waiting, 1, $"It set off a fault of ours ({fault.GetType().Name})."), (failed.State, failed.Attempts, failed.LastError));
        Assert.Equal(LeadState.Captured, (await db.Leads.SingleAsync(l => l.Id == good, TestContext.Current.CancellationToken)).State);
    }

    [Theory]
    [MemberData(nameof(Infrastructure))]
    public async Task What_is_broken_around_us_is_no_fault_of_the_lead(Exception trouble)
    {
        await using var far = new FarSide(FarSide.NotFound);
        var id = await AddLeadAsync(CaptureUri.Parse("http://forum.example/"));
        var run = Run(far, meddle: honest => new ThrowingCollector(honest, trouble));

        Assert.Same(trouble, await Record.ExceptionAsync(() => run.OnceAsync("w", TestContext.Current.CancellationToken)));

        await using var db = database.Database.Read();
        Assert.Equal(LeadState.Leased, (await db.Leads.SingleAsync(l => l.Id == id, TestContext.Current.CancellationToken)).State);
    }

    public static TheoryData<Exception> Faults =>
    [
        new FormatException("x"), new UriFormatException("x"), new ArgumentException("x"), new InvalidOperationException("x"),
        new System.Text.Json.JsonException("x"), new DecoderFallbackException("x"), new System.Text.RegularExpressions.RegexMatchTimeoutException("x"),
        new System.Xml.XmlException("x"), new OverflowException("x"), new InvalidCastException("x"),
    ];

    public static TheoryData<Exception> Infrastructure =>
    [
        new IOException("x"), new OperationCanceledException("x"), new ObjectDisposedException("x"), new DbUpdateException("x"),
        new InvalidOperationException("x", new Microsoft.Data.Sqlite.SqliteException("x", 5)),
    ];

    private static AcquireOptions Settings(long keepFree = 0) => new() { Contact = "https://unit.example/about", KeepFreeBytes = keepFree };

    private AcquireRun Run(FarSide far, long keepFree = 0, TimeProvider? clock = null, Func<ICollector, ICollector>? meddle = null, FarSide? also = null)
    {
        var options = Options.Create(Settings(keepFree));
        var fetcher = new Fetcher(new OutboundGuard([far.Host, (also ?? far).Host], Dns.GetHostAddressesAsync), options, clock ?? database.Time);
        var collector = new WebPageCollector(fetcher, new RobotsBook(fetcher, database.Time), options, database.Time);
        return new(database.Database, Queue(), meddle?.Invoke(collector) ?? collector, Store(keepFree), new AuditLog(database.Time), options, database.Time);
    }

    private LeadQueue Queue() => new(database.Database, new AuditLog(database.Time), Options.Create(Settings()), database.Time, new Random(1));

    private CaptureStore Store(long keepFree = 0) =>
        new(Options.Create(new DatabaseOptions { Folder = database.Folder }), Options.Create(Settings(keepFree)), database.Time);

    private async Task<Guid> AddLeadAsync(CaptureUri uri)
    {
        var desk = new LeadDesk(database.Database, new AuditLog(database.Time), new OutboundRule([uri.Host]), database.Time);
        return Assert.IsType<LeadAdded.Done>(await desk.AddAsync(Actor.Process("test"), uri, TestContext.Current.CancellationToken)).LeadId;
    }

    /// <summary>Throws at one host, and is honest at all others.</summary>
    private sealed class ThrowingCollector(ICollector honest, Exception fault) : ICollector
    {
        public string Name => "throwing";

        public Task<Collected> CollectAsync(CaptureUri uri, Validators? known, CancellationToken cancellationToken) =>
            uri.Host == "forum.example" ? throw fault : honest.CollectAsync(uri, known, cancellationToken);
    }
}
