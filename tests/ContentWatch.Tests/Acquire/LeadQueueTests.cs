using ContentWatch.Acquire;
using ContentWatch.Acquire.Sources;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Acquire;

public sealed class LeadQueueTests : IDisposable
{
    private readonly TestDatabase database = new();

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task Two_processes_that_take_at_once_never_have_the_same_host()
    {
        using var other = database.Open();
        await PlantAsync("a.example", 5);
        await PlantAsync("b.example", 5);

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => TakeAsync($"w{i}", i % 2 == 0 ? null : other)));

        Assert.Equal(["a.example", "b.example"], taken.Where(t => t is not null).Select(t => t!.Uri.Host).Order());
    }

    [Fact]
    public async Task A_lead_that_a_worker_has_is_not_handed_out_though_its_host_is_free()
    {
        await PlantAsync("a.example", 1);
        Assert.NotNull(await TakeAsync("one"));
        await using (var db = database.Contexts.CreateDbContext())
        {
            await db.HostPaces.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        Assert.Null(await TakeAsync("two"));
        database.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.NotNull(await TakeAsync("two"));
    }

    [Fact]
    public async Task A_host_is_left_alone_until_its_pause_is_over()
    {
        await PlantAsync("a.example", 2);
        await FinishAsync((await TakeAsync("w"))!, new Collected.Closed("not there"));

        Assert.Null(await TakeAsync("w"));
        database.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(await TakeAsync("w"));
    }

    [Fact]
    public async Task A_host_whose_robots_txt_asks_for_a_longer_pause_gets_it_and_never_a_shorter_one()
    {
        await PlantAsync("a.example", 2);
        await FinishAsync((await TakeAsync("w"))!, new Collected.Closed("not there") { CrawlDelay = TimeSpan.FromMinutes(1) });

        database.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(await TakeAsync("w"));
        database.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.NotNull(await TakeAsync("w"));
    }

    [Fact]
    public async Task Reports_come_before_what_people_add_and_that_before_crawled_pages()
    {
        await PlantAsync("crawl.example", 1);
        await PlantAsync("person.example", 1, LeadOrigin.Person);
        await PlantAsync("report.example", 1, LeadOrigin.Report);

        string?[] hosts = [(await TakeAsync("w"))?.Uri.Host, (await TakeAsync("w"))?.Uri.Host, (await TakeAsync("w"))?.Uri.Host];

        Assert.Equal(["report.example", "person.example", "crawl.example"], hosts);
    }

    [Fact]
    public async Task Leads_of_a_paused_source_wait()
    {
        var source = new Source
        {
            Id = Some.Id(),
            Name = "Forum",
            StartUrl = "https://a.example/",
            Scope = "https://a.example/",
            LegalBasis = "public order",
            CreatedAt = Some.Time,
            Paused = true,
        };
        await database.AddAsync(source);
        await PlantAsync("a.example", 1, source: source.Id);

        Assert.Null(await TakeAsync("w"));
        await database.Contexts.CreateDbContext().Sources.ExecuteUpdateAsync(s => s.SetProperty(p => p.Paused, false), TestContext.Current.CancellationToken);
        Assert.NotNull(await TakeAsync("w"));
    }

    [Fact]
    public async Task A_worker_that_comes_back_after_its_lease_changes_nothing()
    {
        await PlantAsync("a.example", 1);
        var late = (await TakeAsync("w"))!;
        database.Time.Advance(TimeSpan.FromMinutes(6));
        var again = (await TakeAsync("w"))!;

        Assert.False(await FinishAsync(late, new Collected.Closed("late")));
        Assert.Equal(LeadState.Leased, (await LeadAsync(late.LeadId)).State);
        Assert.True(await FinishAsync(again, new Collected.Closed("in time")));
    }

    [Fact]
    public async Task A_lead_on_which_three_workers_died_is_parked_and_recorded()
    {
        await PlantAsync("a.example", 1);
        var id = Guid.Empty;
        for (var deaths = 0; deaths < 3; deaths++)
        {
            id = (await TakeAsync($"w{deaths}"))!.LeadId;
            database.Time.Advance(TimeSpan.FromMinutes(6));
        }

        Assert.Null(await TakeAsync("w4"));

        Assert.Equal(LeadState.Parked, (await LeadAsync(id)).State);
        Assert.Equal(["lead.parked"], await ActsAsync());
    }

    [Fact]
    public async Task An_address_that_cannot_be_read_again_is_parked_with_the_reason_and_the_next_lead_goes_on()
    {
        var provider = Some.Provider();
        var location = Some.Location(provider, "ftp://forum.example/post");
        var lead = Some.Lead(location, LeadOrigin.Report);
        await database.AddAsync(provider, location, lead);
        await PlantAsync("a.example", 1);

        Assert.Equal("a.example", (await TakeAsync("w"))?.Uri.Host);

        var parked = await LeadAsync(lead.Id);
        Assert.Equal((LeadState.Parked, 1), (parked.State, parked.Attempts));
        Assert.Contains("http", parked.LastError, StringComparison.Ordinal);
        Assert.Equal(["lead.parked"], await ActsAsync());
    }

    [Fact]
    public async Task A_failure_is_tried_again_after_ever_longer_pauses_and_then_parked()
    {
        await PlantAsync("a.example", 1);
        var pauses = new List<TimeSpan>();
        Lead lead;
        do
        {
            var taken = (await TakeAsync("w"))!;
            await FinishAsync(taken, new Collected.Failed("no answer", null));
            lead = await LeadAsync(taken.LeadId);
            pauses.Add(lead.NextTryAt - database.Time.GetUtcNow());
            database.Time.Advance(TimeSpan.FromHours(1));
        }
        while (lead.State == LeadState.Waiting);

        Assert.Equal(LeadState.Parked, lead.State);
        Assert.Equal("no answer", lead.LastError);
        Assert.Equal(5, lead.Attempts);
        Assert.Equal([30, 60, 120, 240], pauses.Take(4).Select(pause => (int)pause.TotalSeconds));
        Assert.Equal(["lead.parked"], await ActsAsync());
    }

    [Theory]
    [InlineData(3_600, 3_600)]
    [InlineData(1, 30)]
    [InlineData(10_000_000, 21_600)]
    public async Task When_a_server_asks_for_a_pause_it_has_it_up_to_six_hours(int asked, int given)
    {
        await PlantAsync("a.example", 1);
        var taken = (await TakeAsync("w"))!;

        await FinishAsync(taken, new Collected.Failed("The server answers 429.", TimeSpan.FromSeconds(asked)));

        Assert.Equal(given, ((await LeadAsync(taken.LeadId)).NextTryAt - database.Time.GetUtcNow()).TotalSeconds);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_closed_with_the_reason_on_record()
    {
        await PlantAsync("a.example", 1);
        var taken = (await TakeAsync("w"))!;

        await FinishAsync(taken, new Collected.Closed("robots.txt refuses it (Disallow: /)."));

        var lead = await LeadAsync(taken.LeadId);
        Assert.Equal((LeadState.Closed, "robots.txt refuses it (Disallow: /)."), (lead.State, lead.LastError));
        Assert.Equal(["lead.closed"], await ActsAsync());
    }

    [Fact]
    public async Task A_worker_that_comes_back_in_a_later_visit_of_its_page_changes_nothing()
    {
        await PlantAsync("a.example", 1);
        var first = (await TakeAsync("w"))!;
        await using (var db = database.Contexts.CreateDbContext())
        {
            await db.Leads.ExecuteUpdateAsync(l => l.SetProperty(p => p.State, LeadState.Resting), TestContext.Current.CancellationToken);
            await db.HostPaces.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        var second = (await TakeAsync("w"))!;

        Assert.Equal((1, 2, first.Attempt), (first.Visit, second.Visit, second.Attempt));
        Assert.False(await FinishAsync(first, new Collected.Closed("gone")));
        Assert.True(await FinishAsync(second, new Collected.Closed("gone")));
    }

    private LeadQueue Queue(Database? process = null) =>
        new(process ?? database.Database, new AuditLog(database.Time), Options.Create(new AcquireOptions()), database.Time, new Middle());

    private Task<TakenLead?> TakeAsync(string worker, Database? process = null) => Queue(process).TakeAsync(worker, TestContext.Current.CancellationToken);

    private Task<bool> FinishAsync(TakenLead taken, Collected collected) => database.Database.WriteAsync(
        async (db, cancel) => await Queue().FinishAsync(db, taken, collected, cancel) is not null, TestContext.Current.CancellationToken);

    private async Task<Lead> LeadAsync(Guid id)
    {
        await using var db = database.Database.Read();
        return await db.Leads.SingleAsync(l => l.Id == id, TestContext.Current.CancellationToken);
    }

    private async Task<List<string>> ActsAsync()
    {
        await using var db = database.Database.Read();
        return await db.AuditLeaves.Select(leaf => leaf.Act).ToListAsync(TestContext.Current.CancellationToken);
    }

    private async Task PlantAsync(string host, int count, LeadOrigin origin = LeadOrigin.Crawl, Guid? source = null)
    {
        var provider = Some.Provider();
        await database.AddAsync(provider);
        for (var i = 0; i < count; i++)
        {
            var location = Some.Location(provider, $"https://{host}/{Some.Number()}");
            var lead = new Lead
            {
                Id = Some.Id(),
                LocationId = location.Id,
                Host = host,
                Origin = origin,
                SourceId = source,
                CreatedAt = Some.Time,
                NextTryAt = Some.Time,
            };
            await database.AddAsync(location, lead);
        }
    }

    /// <summary>Chance that is always in the middle, so that a pause is as long as it is set.</summary>
    private sealed class Middle : Random
    {
        public override double NextDouble() => 0.5;
    }
}
