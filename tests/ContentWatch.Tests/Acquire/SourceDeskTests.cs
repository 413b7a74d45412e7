using System.Data.Common;
using System.Text;
using ContentWatch.Acquire;
using ContentWatch.Acquire.Sources;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ContentWatch.Tests.Acquire;

public sealed class SourceDeskTests : IDisposable
{
    private static readonly SourceForm Good = new("Meadow", "https://forum.example/posts/", "https://forum.example/posts/", 2, 3, "Article 1 of an artificial act");

    private readonly TestDatabase test = new();
    private readonly Actor administrator = Actor.Person(Some.Id());
    private readonly SourceDesk desk;

    public SourceDeskTests()
    {
        var (audit, rule) = (new AuditLog(test.Time), new OutboundRule([]));
        desk = new(test.Database, audit, new LeadDesk(test.Database, audit, rule, test.Time), rule, test.Time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task A_source_comes_with_its_first_lead_and_an_entry_that_keeps_its_legal_basis()
    {
        var added = Assert.IsType<SourceSet.Done>(await desk.AddAsync(administrator, Good, Cancel));

        await using var db = test.Database.Read();
        var lead = await db.Leads.SingleAsync(Cancel);
        Assert.Equal((added.SourceId, LeadOrigin.Crawl, 0), (lead.SourceId!.Value, lead.Origin, lead.Depth));
        var entry = await db.AuditLeaves.SingleAsync(Cancel);
        Assert.Equal(("source.added", administrator.Id), (entry.Act, entry.ActorId));
        Assert.Contains("artificial act", Encoding.UTF8.GetString(entry.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_does_not_hold_names_its_field_and_adds_nothing()
    {
        (SourceForm Form, string Field)[] bad =
        [
            (Good with { Name = "  " }, nameof(SourceForm.Name)),
            (Good with { StartUrl = "ftp://forum.example/" }, nameof(SourceForm.StartUrl)),
            (Good with { StartUrl = "http://localhost/" }, nameof(SourceForm.StartUrl)),
            (Good with { Scope = "no address" }, nameof(SourceForm.Scope)),
            (Good with { Scope = "https://elsewhere.example/" }, nameof(SourceForm.Scope)),
            (Good with { MaxDepth = 21 }, nameof(SourceForm.MaxDepth)),
            (Good with { MaxPages = 0 }, nameof(SourceForm.MaxPages)),
            (Good with { HostShare = 0 }, nameof(SourceForm.HostShare)),
            (Good with { MaxMebibytesPerDay = 0 }, nameof(SourceForm.MaxMebibytesPerDay)),
            (Good with { MaxMinutesPerDay = 1_441 }, nameof(SourceForm.MaxMinutesPerDay)),
            (Good with { RevisitFloorHours = 0 }, nameof(SourceForm.RevisitFloorHours)),
            (Good with { RevisitFloorHours = 5, RevisitCeilingHours = 4 }, nameof(SourceForm.RevisitCeilingHours)),
            (Good with { LegalBasis = "" }, nameof(SourceForm.LegalBasis)),
        ];
        foreach (var (form, field) in bad)
        {
            Assert.Equal(field, Assert.IsType<SourceSet.Refused>(await desk.AddAsync(administrator, form, Cancel)).Wrong.Field);
        }

        await using var db = test.Database.Read();
        Assert.False(await db.Leads.AnyAsync(Cancel) || await db.AuditLeaves.AnyAsync(Cancel));
    }

    [Fact]
    public async Task Two_sources_do_not_have_one_name()
    {
        await desk.AddAsync(administrator, Good, Cancel);

        var again = await desk.AddAsync(administrator, Good with { Name = " Meadow " }, Cancel);

        Assert.Equal(nameof(SourceForm.Name), Assert.IsType<SourceSet.Refused>(again).Wrong.Field);
    }

    [Fact]
    public async Task A_source_is_paused_and_goes_on_and_both_are_recorded()
    {
        var id = Assert.IsType<SourceSet.Done>(await desk.AddAsync(administrator, Good, Cancel)).SourceId;

        Assert.True(await desk.PauseAsync(administrator, id, paused: true, Cancel));
        Assert.True(Assert.Single(await desk.ListAsync(Cancel)).Paused);
        Assert.True(await desk.PauseAsync(administrator, id, paused: false, Cancel));
        Assert.False(Assert.Single(await desk.ListAsync(Cancel)).Paused);
        Assert.False(await desk.PauseAsync(administrator, Some.Id(), paused: true, Cancel));

        await using var db = test.Database.Read();
        Assert.Equal(["source.added", "source.paused", "source.resumed"], (await db.AuditLeaves.Select(l => l.Act).ToListAsync(Cancel)).Order());
    }

    [Fact]
    public async Task Links_within_scope_depth_and_pages_become_leads_each_place_once()
    {
        var id = Assert.IsType<SourceSet.Done>(await desk.AddAsync(administrator, Good, Cancel)).SourceId;
        string[] links =
        [
            "https://forum.example/posts/1", "https://forum.example/posts/1#again", "https://forum.example/private/2", "https://forum.example.evil.example/posts/3",
            "https://forum.example/posts/4", "https://forum.example/posts/5",
        ];

        var followed = (await FollowAsync(await LeadAsync(0), links)).Added;

        await using var db = test.Database.Read();
        var places = await db.Leads.Where(l => l.Depth == 1).Join(db.Locations, l => l.LocationId, p => p.Id, (l, p) => p.Url).ToListAsync(Cancel);
        Assert.Equal(2, followed);
        Assert.Equal(["https://forum.example/posts/1", "https://forum.example/posts/4"], places.Order());
        Assert.Equal(3, await db.Leads.CountAsync(l => l.SourceId == id, Cancel));
    }

    [Fact]
    public async Task Nothing_is_followed_beyond_the_depth()
    {
        await desk.AddAsync(administrator, Good with { MaxDepth = 0 }, Cancel);

        Assert.Equal(default, await FollowAsync(await LeadAsync(0), ["https://forum.example/posts/1"]));
    }

    [Fact]
    public async Task Of_a_page_with_very_many_links_two_thousand_are_followed_and_the_rest_is_counted()
    {
        await desk.AddAsync(administrator, Good with { MaxPages = 1_000_000 }, Cancel);
        var counter = new Commands();
        using var database = test.Open(counter);
        var (audit, rule) = (new AuditLog(test.Time), new OutboundRule([]));
        var many = new SourceLinks(database, new LeadDesk(database, audit, rule, test.Time), test.Time);
        var links = Enumerable.Range(0, 2_100).Select(i => new SourceLink(CaptureUri.Parse($"https://forum.example/posts/{i}"))).ToList();

        var lead = await LeadAsync(0);
        var followed = await many.FollowAsync(lead.Id, links, SourceLinks.MaxFollowed, Cancel);
        var again = await many.FollowAsync(lead.Id, links, SourceLinks.MaxFollowed, Cancel);

        await using var db = test.Database.Read();
        Assert.Equal((new FollowedLinks(2_000, 100, 0), new FollowedLinks(0, 100, 0)), (followed, again));
        Assert.Equal(2_001, await db.Leads.CountAsync(Cancel));
        Assert.InRange(counter.Queries, 1, 150);
    }

    [Fact]
    public async Task Two_places_of_one_new_host_in_one_page_have_one_provider()
    {
        await desk.AddAsync(administrator, Good with { StartUrl = "https://start.example/", Scope = "https://start.example/", MaxPages = 100 }, Cancel);
        await using (var db = test.Contexts.CreateDbContext())
        {
            await db.Sources.ExecuteUpdateAsync(s => s.SetProperty(p => p.Scope, "https://forum.example/\nhttps://other.example/"), Cancel);
        }

        await FollowAsync(await LeadAsync(0), ["https://forum.example/1", "https://forum.example/2", "https://other.example/3"]);

        await using var read = test.Database.Read();
        Assert.Equal(["forum.example", "other.example", "start.example"], await read.Providers.OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(Cancel));
        Assert.Equal(3, await read.ProviderHosts.CountAsync(Cancel));
    }

    [Fact]
    public async Task No_host_has_more_than_its_share_of_the_pages_of_a_source()
    {
        await desk.AddAsync(administrator, Good with { Scope = "https://forum.example/\nhttps://other.example/", MaxPages = 10, HostShare = 30 }, Cancel);

        await FollowAsync(await LeadAsync(0), Enumerable.Range(0, 8).SelectMany(i => new[] { $"https://forum.example/posts/{i}", $"https://other.example/{i}" }));

        await using var db = test.Database.Read();
        var hosts = await db.Leads.GroupBy(l => l.Host).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, Cancel);
        Assert.Equal((3, 3), (hosts["forum.example"], hosts["other.example"]));
    }

    [Fact]
    public async Task Addresses_that_differ_in_their_query_alone_are_a_trap_after_five_hundred()
    {
        await desk.AddAsync(administrator, Good with { MaxPages = 10_000 }, Cancel);

        var followed = await FollowAsync(await LeadAsync(0), Enumerable.Range(0, 900).Select(i => $"https://forum.example/posts/calendar?day={i}").Append("https://forum.example/posts/after"));

        Assert.Equal((501, 400), (followed.Added, followed.Trapped));
    }

    [Fact]
    public async Task A_change_is_recorded_with_what_was_before_and_the_start_stays()
    {
        var id = Assert.IsType<SourceSet.Done>(await desk.AddAsync(administrator, Good, Cancel)).SourceId;

        Assert.IsType<SourceSet.Done>(await desk.ChangeAsync(administrator, id, Good with { StartUrl = "https://elsewhere.example/", MaxPages = 7, LegalBasis = "Article 2" }, Cancel));
        var refused = await desk.ChangeAsync(administrator, id, Good with { MaxDepth = 99 }, Cancel);
        var unknown = await desk.ChangeAsync(administrator, Some.Id(), Good, Cancel);

        var source = Assert.Single(await desk.ListAsync(Cancel));
        Assert.Equal((Good.StartUrl, 7, "Article 2"), (source.StartUrl, source.MaxPages, source.LegalBasis));
        Assert.Equal(nameof(SourceForm.MaxDepth), Assert.IsType<SourceSet.Refused>(refused).Wrong.Field);
        Assert.IsType<SourceSet.Unknown>(unknown);
        await using var db = test.Database.Read();
        var entry = Encoding.UTF8.GetString((await db.AuditLeaves.SingleAsync(l => l.Act == "source.changed", Cancel)).Bytes);
        Assert.Contains("\"legalBasis\":\"Article 2\"", entry, StringComparison.Ordinal);
        Assert.Contains("\"was\":{", entry, StringComparison.Ordinal);
        Assert.Contains("\"legalBasis\":\"Article 1 of an artificial act\"", entry, StringComparison.Ordinal);
    }

    private Task<FollowedLinks> FollowAsync(Lead from, IEnumerable<string> links) =>
        new SourceLinks(test.Database, new LeadDesk(test.Database, new AuditLog(test.Time), new OutboundRule([]), test.Time), test.Time)
            .FollowAsync(from.Id, links.Select(link => new SourceLink(CaptureUri.Parse(link))), SourceLinks.MaxFollowed, Cancel);

    private async Task<Lead> LeadAsync(int depth)
    {
        await using var db = test.Database.Read();
        return await db.Leads.SingleAsync(l => l.Depth == depth, Cancel);
    }

    /// <summary>Counts what is read from the database.</summary>
    private sealed class Commands : DbCommandInterceptor
    {
        private int queries;

        public int Queries => queries;

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            queries += command.CommandText.StartsWith("SELECT", StringComparison.Ordinal) ? 1 : 0;
            return new(result);
        }
    }
}
