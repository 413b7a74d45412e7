using System.Net;
using ContentWatch.Accounts;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Web.Tests.Shell;

/// <summary>What people and programs are told when the world around the site is broken.</summary>
public sealed class TroubleTests : IDisposable
{
    private readonly Workbench site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task While_the_log_is_behind_a_report_is_refused_with_the_reason_and_accepted_once_it_is_not()
    {
        var partner = await site.PartnerAsync(ApiScopes.ReportsWrite);
        await FillLogAsync();
        site.Time.Advance(TimeSpan.FromSeconds(1));

        var refused = await partner.PostAsJsonAsync("/api/v1/reports", new { url = "https://forum.example/1", reason = "A made-up reason." }, Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Too many audit entries wait", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        await using (var db = site.Database.Read())
        {
            Assert.False(await db.Reports.AnyAsync(Cancel));
        }

        await SequenceAsync();
        site.Time.Advance(TimeSpan.FromSeconds(1));
        var accepted = await partner.PostAsJsonAsync("/api/v1/reports", new { url = "https://forum.example/1", reason = "A made-up reason." }, Cancel);
        Assert.Equal(HttpStatusCode.Created, accepted.StatusCode);
    }

    [Fact]
    public async Task While_the_log_is_behind_a_person_reads_why_nothing_was_done()
    {
        var researcher = await site.AsAsync("vera", Roles.Researcher);
        await FillLogAsync();
        site.Time.Advance(TimeSpan.FromSeconds(1));

        var page = await researcher.GetAsync("/search?q=tea", Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        var text = await page.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("what cannot be recorded is not done", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    /// <summary>As many entries without a place as the site lets wait.</summary>
    private Task FillLogAsync() => site.Database.WriteAsync(
        async (db, cancel) =>
        {
            var most = site.The<IOptions<AuditOptions>>().Value.MaxBacklog;
            for (var waiting = await db.AuditLeaves.CountAsync(leaf => leaf.Index == null, cancel); waiting < most; waiting++)
            {
                var entry = new AuditEntry(Guid.CreateVersion7(), site.Time.GetUtcNow(), Actor.Operator, "test.filled", "test", []);
                var bytes = entry.ToBytes();
                db.AuditLeaves.Add(new()
                {
                    Id = entry.Id,
                    Bytes = bytes,
                    LeafHash = AuditEntry.LeafHash(bytes),
                    At = entry.At,
                    ActorKind = entry.Actor.Kind,
                    ActorId = entry.Actor.Id,
                    Act = entry.Act,
                    Subject = entry.Subject,
                });
            }
        },
        Cancel);

    private Task<int> SequenceAsync() => site.Database.WriteAsync(
        (db, cancel) => db.Database.ExecuteSqlRawAsync("UPDATE \"AuditLeaves\" SET \"Index\" = placed.place FROM (SELECT \"Id\", row_number() OVER (ORDER BY \"Id\") - 1 AS place FROM \"AuditLeaves\") AS placed WHERE placed.\"Id\" = \"AuditLeaves\".\"Id\"", cancel), Cancel);
}
