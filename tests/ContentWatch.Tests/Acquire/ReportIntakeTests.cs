using ContentWatch.Acquire;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Acquire;

public sealed class ReportIntakeTests : IDisposable
{
    private static readonly ReportForm Form = new("https://forum.example/post", "It calls for violence.", "A citizen", null);
    private readonly TestDatabase database = new();
    private readonly Guid key = Some.Id();

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task An_accepted_report_is_report_lead_and_record_in_one()
    {
        var accepted = Assert.IsType<ReportResult.Accepted>(await AcceptAsync(Form, null));

        await using var db = database.Database.Read();
        var report = await db.Reports.SingleAsync(TestContext.Current.CancellationToken);
        var lead = await db.Leads.SingleAsync(TestContext.Current.CancellationToken);
        var leaf = await db.AuditLeaves.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((accepted.ReportId, lead.Id, lead.LocationId), (report.Id, report.LeadId, report.LocationId));
        Assert.Equal((LeadOrigin.Report, LeadState.Waiting), (lead.Origin, lead.State));
        Assert.Equal(("report.accepted", $"report/{report.Id}"), (leaf.Act, leaf.Subject));
        Assert.True(accepted.IsNew);
    }

    [Fact]
    public async Task How_the_reporter_wrote_the_address_stands_on_the_report_and_the_place_has_the_form_that_is_sent()
    {
        var written = "https://FORUM.example/pöst#\u202eremove this too";
        await AcceptAsync(Form with { Url = written }, null);

        await using var db = database.Database.Read();
        Assert.Equal(written, (await db.Reports.SingleAsync(TestContext.Current.CancellationToken)).Url);
        Assert.Equal("https://forum.example/p%C3%B6st", (await db.Locations.SingleAsync(TestContext.Current.CancellationToken)).Url);
    }

    [Fact]
    public async Task The_same_report_under_the_same_key_even_at_once_is_one_report()
    {
        using var other = database.Open();

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => AcceptAsync(Form, "one", process: i % 2 == 0 ? null : other)));

        Assert.Single(results.Cast<ReportResult.Accepted>().Select(result => result.ReportId).Distinct());
        Assert.Single(results.Cast<ReportResult.Accepted>(), result => result.IsNew);
        Assert.Equal((1, 1), (await CountAsync(db => db.Reports), await CountAsync(db => db.Leads)));
    }

    [Fact]
    public async Task Another_report_under_a_used_key_is_refused_and_not_kept()
    {
        await AcceptAsync(Form, "one");

        var result = await AcceptAsync(Form with { Reason = "Another reason." }, "one");

        Assert.IsType<ReportResult.KeyTaken>(result);
        Assert.Equal(1, await CountAsync(db => db.Reports));
    }

    [Fact]
    public async Task The_key_of_one_client_says_nothing_to_another()
    {
        await AcceptAsync(Form, "one");

        var other = Assert.IsType<ReportResult.Accepted>(await AcceptAsync(Form, "one", Some.Id()));

        Assert.True(other.IsNew);
    }

    [Fact]
    public async Task A_place_that_was_reported_before_is_looked_at_again()
    {
        await AcceptAsync(Form, null);
        await AcceptAsync(Form with { Url = Form.Url + "?utm_source=mail#top" }, null);

        Assert.Equal((2, 1), (await CountAsync(db => db.Leads), await CountAsync(db => db.Locations)));
    }

    [Theory]
    [InlineData("ftp://forum.example/", "It is bad.", null, "url")]
    [InlineData("http://127.0.0.1/", "It is bad.", null, "url")]
    [InlineData("https://user:secret@forum.example/", "It is bad.", null, "url")]
    [InlineData("http://a*b.example/", "It is bad.", null, "url")]
    [InlineData("http://com/x", "It is bad.", null, "url")]
    [InlineData("https://forum.example/", " ", null, "reason")]
    [InlineData("https://forum.example/", "It is bad.", "", "idempotency-key")]
    public async Task A_report_with_a_field_that_does_not_hold_is_refused_and_not_kept(string url, string reason, string? idempotencyKey, string field)
    {
        var refused = Assert.IsType<ReportResult.Refused>(await AcceptAsync(new(url, reason, null, null), idempotencyKey));

        Assert.Equal(field, refused.Field);
        Assert.Equal((0, 0), (await CountAsync(db => db.Reports), await CountAsync(db => db.AuditLeaves)));
    }

    [Fact]
    public async Task A_client_sees_its_own_report_and_nobody_elses()
    {
        var id = Assert.IsType<ReportResult.Accepted>(await AcceptAsync(Form, null)).ReportId;

        Assert.Equal(LeadState.Waiting, (await Intake().FindAsync(id, key, TestContext.Current.CancellationToken))?.Lead);
        Assert.Null(await Intake().FindAsync(id, Some.Id(), TestContext.Current.CancellationToken));
    }

    private ReportIntake Intake(Database? process = null)
    {
        var (audit, rule) = (new AuditLog(database.Time), new OutboundRule([]));
        return new(process ?? database.Database, audit, new LeadDesk(process ?? database.Database, audit, rule, database.Time), rule, database.Time);
    }

    private Task<ReportResult> AcceptAsync(ReportForm form, string? idempotencyKey, Guid? client = null, Database? process = null) =>
        Intake(process).AcceptAsync(form, client ?? key, idempotencyKey, TestContext.Current.CancellationToken);

    private async Task<int> CountAsync<T>(Func<ContentWatchDb, IQueryable<T>> rows)
    {
        await using var db = database.Database.Read();
        return await rows(db).CountAsync(TestContext.Current.CancellationToken);
    }
}
