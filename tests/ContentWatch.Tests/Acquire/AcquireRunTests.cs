using System.Net;
using System.Text;
using ContentWatch.Acquire;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;
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

    private static AcquireOptions Settings(long keepFree = 0) => new() { Contact = "https://unit.example/about", KeepFreeBytes = keepFree };

    private AcquireRun Run(FarSide far, long keepFree = 0, TimeProvider? clock = null)
    {
        var options = Options.Create(Settings(keepFree));
        var fetcher = new Fetcher(new OutboundGuard([far.Host], Dns.GetHostAddressesAsync), options, clock ?? database.Time);
        var collector = new WebPageCollector(fetcher, new RobotsBook(fetcher, database.Time), options, database.Time);
        return new(database.Database, Queue(), collector, Store(keepFree), new AuditLog(database.Time), options, database.Time);
    }

    private LeadQueue Queue() => new(database.Database, new AuditLog(database.Time), Options.Create(Settings()), database.Time, new Random(1));

    private CaptureStore Store(long keepFree = 0) =>
        new(Options.Create(new DatabaseOptions { Folder = database.Folder }), Options.Create(Settings(keepFree)), database.Time);

    private async Task<Guid> AddLeadAsync(CaptureUri uri)
    {
        var desk = new LeadDesk(database.Database, new AuditLog(database.Time), new OutboundRule([uri.Host]), database.Time);
        return Assert.IsType<LeadAdded.Done>(await desk.AddAsync(Actor.Process("test"), uri, TestContext.Current.CancellationToken)).LeadId;
    }
}
