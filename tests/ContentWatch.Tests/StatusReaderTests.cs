using System.Globalization;
using System.Text.Json.Nodes;
using ContentWatch.Acquire;
using ContentWatch.Acquire.Sources;
using ContentWatch.Archive;
using ContentWatch.Audit;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests;

/// <summary>What an operator is told of the work: every number, from where on it is trouble, in words, and as JSON for ever.</summary>
public sealed class StatusReaderTests : IDisposable
{
    private readonly TestDatabase test = new();
    private readonly StatusOptions limits = new() { FreeMebibytes = 10 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task With_every_worker_heard_of_and_nothing_waiting_all_is_well()
    {
        await BeatAsync("acquire", "assess, refer");

        var status = await ReadAsync();

        Assert.Equal(["acquire", "assess", "refer"], status.Workers.Select(worker => worker.Role));
        Assert.All(status.Numbers, number => Assert.False(number.IsTrouble, number.Name));
        Assert.False(status.IsTrouble);
        Assert.Empty(status.Advice);
    }

    [Fact]
    public async Task A_worker_that_is_not_heard_of_is_missed_and_one_that_was_replaced_is_not()
    {
        await BeatAsync("acquire", "assess");
        test.Time.Advance(limits.WorkerSilentFor + TimeSpan.FromSeconds(1));
        await test.AddAsync(Beat("acquire", "acquire/new", "acquire: waiting for work"));

        var status = await ReadAsync();

        Assert.Equal(["assess", "refer"], status.Workers.Where(worker => worker.IsSilent).Select(worker => worker.Role));
        Assert.Equal(["acquire/new"], status.Workers.Where(worker => worker.Role == "acquire").Select(worker => worker.Worker));
        Assert.Equal("No refer worker is heard of: start one (cw up, or the worker with --roles refer).", status.Advice.Last());
    }

    [Fact]
    public async Task A_worker_whose_step_fails_is_trouble_though_it_lives()
    {
        await BeatAsync("acquire", "refer");
        await test.AddAsync(Beat("assess", "assess/1", "feed: failing: IOException; sequence: waiting for work"));

        var assess = (await ReadAsync()).Workers.Single(worker => worker.Role == "assess");

        Assert.True(assess is { IsFailing: true, IsSilent: false, IsTrouble: true });
        Assert.Contains("IOException", StatusAdvice.Of(assess), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leads_are_counted_while_they_are_due_reported_ones_apart_and_those_of_a_paused_source_not_at_all()
    {
        var provider = Some.Provider();
        var source = new Source
        {
            Id = Some.Id(),
            Name = "Forum",
            StartUrl = "https://forum.example/",
            Scope = "https://forum.example/",
            LegalBasis = "A made-up basis.",
            CreatedAt = Some.Time,
            Paused = true,
        };
        var (crawled, reported, later, paused) = (Some.Location(provider), Some.Location(provider), Some.Location(provider), Some.Location(provider));
        var postponed = Some.Lead(later);
        postponed.NextTryAt = Some.Time + TimeSpan.FromDays(1);
        await test.AddAsync(
            provider, source, crawled, reported, later, paused, Some.Lead(crawled), Some.Lead(reported, LeadOrigin.Report), postponed,
            new Lead { Id = Some.Id(), LocationId = paused.Id, Host = paused.Host, Origin = LeadOrigin.Crawl, SourceId = source.Id, CreatedAt = Some.Time, NextTryAt = Some.Time - TimeSpan.FromHours(5) });
        test.Time.Advance(TimeSpan.FromMinutes(16));

        Assert.Equal((2, false), await OneAsync(StatusReader.LeadDue));
        Assert.Equal((960, true), await OneAsync(StatusReader.LeadReportedAge));
        Assert.Equal((960, false), await OneAsync(StatusReader.LeadCrawledAge));
    }

    [Fact]
    public async Task A_lease_that_ran_out_and_a_lead_given_up_are_counted()
    {
        var provider = Some.Provider();
        var (held, lost, given) = (Some.Location(provider), Some.Location(provider), Some.Location(provider));
        limits.LeadsParked = 0;
        await test.AddAsync(provider, held, lost, given, Leased(held, TimeSpan.FromMinutes(1)), Leased(lost, TimeSpan.FromMinutes(-1)), Standing(given, LeadState.Parked));

        Assert.Equal((1, true), await OneAsync(StatusReader.LeadLeaseExpired));
        Assert.Equal((1, true), await OneAsync(StatusReader.LeadParked));
    }

    [Fact]
    public async Task Captures_texts_and_the_archive_are_told_by_how_long_the_oldest_waits()
    {
        var provider = Some.Provider();
        var location = Some.Location(provider);
        var lead = Some.Lead(location);
        var capture = Some.Capture(lead);
        var (waits, given) = (Some.Item(), Some.Item());
        lead.State = LeadState.Captured;
        await test.AddAsync(provider, location, lead, capture, waits, given, Seen(waits, capture, 0), Seen(given, capture, Assessment.MaxAttempts));
        await test.Database.WriteAsync(
            (db, _) =>
            {
                ArchiveOutbox.Changed(db, db.Items.Single(item => item.Id == waits.Id), Some.Time);
                return Task.CompletedTask;
            },
            Cancel);
        test.Time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal((660, true), await OneAsync(StatusReader.CaptureUnreadAge));
        Assert.Equal((1, false), await OneAsync(StatusReader.AssessmentWaiting));
        Assert.Equal((660, true), await OneAsync(StatusReader.AssessmentAge));
        Assert.Equal((1, true), await OneAsync(StatusReader.AssessmentParked));
        Assert.Equal((660, true), await OneAsync(StatusReader.ArchiveLag));
    }

    [Fact]
    public async Task Cases_and_the_audit_log_are_told_by_number_and_by_how_long_the_oldest_waits()
    {
        var item = Some.Item();
        await test.AddAsync(item, Some.Case(item));
        await test.Database.WriteAsync((db, cancel) => new AuditLog(test.Time).AppendAsync(db, Actor.Operator, "lead.added", "lead/1", null, cancel), Cancel);
        test.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal((1, false), await OneAsync(StatusReader.CaseWaiting));
        Assert.Equal((61, false), await OneAsync(StatusReader.CaseAge));
        Assert.Equal((1, false), await OneAsync(StatusReader.AuditWaiting));
        Assert.Equal((61, true), await OneAsync(StatusReader.AuditLag));
        Assert.Equal((0, false), await OneAsync(StatusReader.AuditUnmirrored));
    }

    [Fact]
    public async Task A_checkpoint_that_its_second_place_lacks_is_trouble()
    {
        await test.AddAsync(new AuditCheckpoint { Size = 1, Root = new byte[32], Note = "a note", SignedAt = Some.Time });

        Assert.Equal((1, true), await OneAsync(StatusReader.AuditUnmirrored));
    }

    [Fact]
    public async Task A_disk_with_too_little_room_is_trouble()
    {
        limits.FreeMebibytes = 1_000_000_000;

        Assert.True((await OneAsync(StatusReader.DataFree)).IsTrouble);
    }

    [Fact]
    public async Task Every_number_has_a_title_and_a_sentence_that_says_what_to_do()
    {
        var status = await ReadAsync();

        Assert.Equal(20, status.Numbers.Select(number => number.Name).Distinct().Count());
        Assert.All(status.Numbers, number => Assert.Matches("^[A-Z].+: .+\\.$", StatusAdvice.Of(number)));
        Assert.All(status.Numbers, number => Assert.NotEmpty(StatusAdvice.Title(number)));
    }

    [Fact]
    public async Task The_status_is_written_in_format_v1()
    {
        var status = new OperatingStatus(
            Some.Time,
            [
                new("acquire", "acquire/host/4711", Some.Time - TimeSpan.FromSeconds(5), "acquire: waiting for work", IsSilent: false),
                new("assess", null, null, "", IsSilent: true),
            ],
            [
                new(StatusReader.LeadDue, "{lead}", 12, 100_000),
                new(StatusReader.AuditLag, "s", 75, 60),
                new(StatusReader.DataFree, "By", 5_368_709_120, 2_147_483_648, IsFloor: true),
            ]);

        var golden = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "TestData", "status-v1.json"), Cancel);

        Assert.Equal(golden.TrimEnd(), status.ToJson());
    }

    [Fact]
    public async Task The_names_of_the_numbers_are_for_ever()
    {
        var names = JsonNode.Parse((await ReadAsync()).ToJson())!["numbers"]!.AsArray().Select(number => number!["name"]!.GetValue<string>());

        Assert.Equal(
            [
                "contentwatch.lead.due", "contentwatch.lead.reported.age", "contentwatch.lead.crawled.age", "contentwatch.lead.lease.expired", "contentwatch.lead.parked",
                "contentwatch.capture.unread.age", "contentwatch.assessment.waiting", "contentwatch.assessment.age", "contentwatch.assessment.parked", "contentwatch.archive.lag",
                "contentwatch.case.waiting", "contentwatch.case.age", "contentwatch.referral.due.age", "contentwatch.referral.lease.expired", "contentwatch.referral.failed",
                "contentwatch.referral.no_channel", "contentwatch.audit.waiting", "contentwatch.audit.lag", "contentwatch.audit.unmirrored", "contentwatch.data.free",
            ],
            names);
    }

    [Theory]
    [InlineData("s", 119, "119 s")]
    [InlineData("s", 120, "2 min")]
    [InlineData("s", 7_200, "2 h")]
    [InlineData("s", 172_800, "2 d")]
    [InlineData("By", 5_368_709_120, "5.0 GiB")]
    [InlineData("{lead}", 12_345, "12,345")]
    public void A_value_is_written_with_its_unit(string unit, long value, string written) =>
        Assert.Equal(written, new StatusNumber(StatusReader.LeadDue, unit, value, 1).Write(value, CultureInfo.InvariantCulture));

    private async Task<(long Value, bool IsTrouble)> OneAsync(string name)
    {
        var number = (await ReadAsync()).Numbers.Single(number => number.Name == name);
        return (number.Value, number.IsTrouble);
    }

    private Task<OperatingStatus> ReadAsync()
    {
        var (audit, data) = (Options.Create(new AuditOptions()), Options.Create(new DatabaseOptions { Folder = test.Folder }));
        return new StatusReader(test.Database, new CheckpointMirror(audit, data, test.Time), Options.Create(limits), audit, data, test.Time).ReadAsync(Cancel);
    }

    private Task BeatAsync(params string[] roles) => test.AddAsync([.. roles.Select(role => Beat(role, role + "/1", "waiting for work"))]);

    private Heartbeat Beat(string role, string worker, string doing) =>
        new() { Worker = worker, Role = role, StartedAt = test.Time.GetUtcNow(), SeenAt = test.Time.GetUtcNow(), Doing = doing };

    private static Lead Leased(Location location, TimeSpan until)
    {
        var lead = Standing(location, LeadState.Leased);
        (lead.LeaseOwner, lead.LeaseUntil) = ("acquire/1", Some.Time + until);
        return lead;
    }

    private static Lead Standing(Location location, LeadState state)
    {
        var lead = Some.Lead(location);
        lead.State = state;
        return lead;
    }

    private static Appearance Seen(Item item, Capture capture, int attempts) => new()
    {
        Id = Some.Id(),
        ItemId = item.Id,
        LocationId = capture.LocationId,
        CaptureId = capture.Id,
        Selector = $"#{attempts}",
        SeenAt = Some.Time,
        Attempts = attempts,
    };
}
