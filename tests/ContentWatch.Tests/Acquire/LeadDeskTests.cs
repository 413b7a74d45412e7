using ContentWatch.Acquire;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Acquire;

public sealed class LeadDeskTests : IDisposable
{
    private readonly TestDatabase test = new();
    private readonly Actor administrator = Actor.Person(Some.Id());
    private readonly LeadDesk desk;

    public LeadDeskTests() => desk = new(test.Database, new AuditLog(test.Time), new OutboundRule([]), test.Time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task A_parked_lead_that_is_woken_has_all_its_tries_before_it_again()
    {
        var lead = await ParkedAsync();

        Assert.Equal(LeadResult.Done, await desk.RetryAsync(administrator, lead.Id, Cancel));

        await using var db = test.Database.Read();
        var woken = await db.Leads.SingleAsync(Cancel);
        Assert.Equal((LeadState.Waiting, 0, 0, test.Time.GetUtcNow()), (woken.State, woken.Attempts, woken.Deaths, woken.NextTryAt));
        Assert.Equal(("lead.retried", $"lead/{lead.Id}"), await EntryAsync());
    }

    [Fact]
    public async Task A_parked_lead_that_is_given_up_stays_so()
    {
        var lead = await ParkedAsync();

        Assert.Equal(LeadResult.Done, await desk.CloseAsync(administrator, lead.Id, Cancel));
        Assert.Equal(LeadResult.NotNow, await desk.RetryAsync(administrator, lead.Id, Cancel));

        Assert.Equal(LeadState.Closed, Assert.Single(await desk.ListAsync(LeadState.Closed, 10, Cancel)).State);
        Assert.Equal(("lead.closed", $"lead/{lead.Id}"), await EntryAsync());
    }

    [Fact]
    public async Task A_lead_that_waits_can_be_given_up_too()
    {
        var location = Some.Location(Some.Provider());
        var lead = Some.Lead(location);
        await test.AddAsync(location, lead);

        Assert.Equal(LeadResult.Done, await desk.CloseAsync(administrator, lead.Id, Cancel));

        await using var db = test.Database.Read();
        Assert.Equal(LeadState.Closed, (await db.Leads.SingleAsync(Cancel)).State);
        Assert.Contains("\"was\":\"Waiting\"", System.Text.Encoding.UTF8.GetString((await db.AuditLeaves.SingleAsync(Cancel)).Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lead_that_a_worker_has_or_that_is_not_there_is_left_alone_and_nothing_is_recorded()
    {
        var location = Some.Location(Some.Provider());
        var lead = Some.Lead(location);
        lead.State = LeadState.Leased;
        await test.AddAsync(location, lead);

        Assert.Equal(LeadResult.NotNow, await desk.RetryAsync(administrator, lead.Id, Cancel));
        Assert.Equal(LeadResult.NotNow, await desk.CloseAsync(administrator, lead.Id, Cancel));
        Assert.Equal(LeadResult.Unknown, await desk.RetryAsync(administrator, Some.Id(), Cancel));

        await using var db = test.Database.Read();
        Assert.False(await db.AuditLeaves.AnyAsync(Cancel));
    }

    [Fact]
    public async Task The_same_place_added_twice_is_two_leads_to_one_location()
    {
        await desk.AddAsync(administrator, CaptureUri.Parse("https://forum.example/post"), Cancel);
        await desk.AddAsync(administrator, CaptureUri.Parse("https://FORUM.example/post#here"), Cancel);

        await using var db = test.Database.Read();
        Assert.Equal((2, 1), (await db.Leads.CountAsync(Cancel), await db.Locations.CountAsync(Cancel)));
        Assert.Equal(2, (await desk.CountAsync(Cancel))[LeadState.Waiting]);
    }

    [Fact]
    public async Task A_place_that_can_never_be_fetched_is_refused_with_the_reason_and_nothing_is_recorded()
    {
        var refused = Assert.IsType<LeadAdded.Refused>(await desk.AddAsync(administrator, CaptureUri.Parse("http://169.254.169.254/"), Cancel));

        Assert.Contains("not on the public Internet", refused.Reason, StringComparison.Ordinal);
        await using var db = test.Database.Read();
        Assert.False(await db.Leads.AnyAsync(Cancel) || await db.AuditLeaves.AnyAsync(Cancel));
    }

    [Fact]
    public async Task A_host_that_a_stranger_named_does_not_own_the_hosts_below_it()
    {
        await desk.AddAsync(administrator, CaptureUri.Parse("https://co.example/x"), Cancel);
        await desk.AddAsync(administrator, CaptureUri.Parse("https://forum.co.example/post"), Cancel);

        await using var db = test.Database.Read();
        Assert.Equal(["co.example", "forum.co.example"], await db.Providers.OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(Cancel));
        Assert.Equal(2, await db.Locations.Select(l => l.ProviderId).Distinct().CountAsync(Cancel));
    }

    [Theory]
    [InlineData("Pages of everybody", null)]
    [InlineData("pages.example", "https-json")]
    public async Task A_provider_that_an_administrator_set_up_has_the_hosts_below_its_own(string name, string? channel)
    {
        var provider = Some.Provider(name);
        provider.Channel = channel;
        await test.AddAsync(provider, new ProviderHost { Host = "pages.example", ProviderId = provider.Id });

        await desk.AddAsync(administrator, CaptureUri.Parse("https://somebody.pages.example/post"), Cancel);

        await using var db = test.Database.Read();
        Assert.Equal(provider.Id, (await db.Locations.SingleAsync(Cancel)).ProviderId);
    }

    private async Task<Lead> ParkedAsync()
    {
        var location = Some.Location(Some.Provider());
        var lead = Some.Lead(location);
        (lead.State, lead.Attempts, lead.Deaths, lead.LastError) = (LeadState.Parked, 6, 3, "An artificial reason.");
        await test.AddAsync(location, lead);
        return lead;
    }

    private async Task<(string Act, string Subject)> EntryAsync()
    {
        await using var db = test.Database.Read();
        var entry = await db.AuditLeaves.SingleAsync(Cancel);
        Assert.Equal(administrator.Id, entry.ActorId);
        return (entry.Act, entry.Subject);
    }
}
