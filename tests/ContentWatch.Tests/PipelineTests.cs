using ContentWatch.Acquire;
using ContentWatch.Acquire.Sources;
using ContentWatch.Audit;
using ContentWatch.Review;
using ContentWatch.Tests.Acquire;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests;

/// <summary>From the lead to the case, through every stage in between.</summary>
public sealed class PipelineTests : IDisposable
{
    private const string Text = "A mild and artificial text about a garden, a bicycle and a cup of tea, long enough to be the main text of a page and to be read as English.";

    private readonly TestDatabase test = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => test.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task However_often_it_is_killed_a_page_becomes_one_item_in_one_open_case(bool afterTheCommit)
    {
        await using var far = new FarSide(Line.Page(Text));
        await ReportAsync(far.Page());
        var deaths = 0;
        for (var commit = 1; await DiesAsync(far, commit, afterTheCommit); commit++)
        {
            deaths++;
            test.Time.Advance(TimeSpan.FromMinutes(10));
            await NothingTwiceAsync();
        }

        // A lead, a capture and an appearance are each given up after three deaths; here each step meets its own.
        await using var db = test.Database.Read();
        Assert.InRange(deaths, 3, 20);
        Assert.EndsWith(Text, (await db.Items.SingleAsync(Cancel)).Text, StringComparison.Ordinal);
        Assert.Equal(CaseOpening.Report, (await db.Cases.SingleAsync(c => c.OpenItemId != null, Cancel)).Opening);
        Assert.Equal(2, await db.ItemScores.CountAsync(Cancel));
    }

    [Fact]
    public async Task The_same_text_at_two_providers_is_one_item_with_two_appearances_in_one_case_of_two_places()
    {
        await using var one = new FarSide(Line.Page(Text));
        await using var two = new FarSide(Line.Page(Text));
        await ReportAsync(one.Page());
        await new Line(test, test.Database, one).WorkAsync(Cancel);
        await ReportAsync(two.Page());

        await new Line(test, test.Database, two).WorkAsync(Cancel);

        await using var db = test.Database.Read();
        Assert.Equal(1, await db.Items.CountAsync(Cancel));
        Assert.Equal(2, await db.Appearances.CountAsync(Cancel));
        Assert.Equal(2, await db.Locations.Select(l => l.ProviderId).Distinct().CountAsync(Cancel));
        var @case = await db.Cases.SingleAsync(Cancel);
        Assert.Equal(2, await db.CaseLocations.CountAsync(l => l.CaseId == @case.Id, Cancel));
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_ends_as_a_recorded_failure()
    {
        var nested = string.Concat(Enumerable.Repeat("<div>", 100_000));
        await using var far = new FarSide(Line.Page(nested));
        await ReportAsync(far.Page());

        await new Line(test, test.Database, far).WorkAsync(Cancel);

        await using var db = test.Database.Read();
        var capture = await db.Captures.SingleAsync(Cancel);
        Assert.Equal(CaptureState.Unreadable, capture.State);
        Assert.Contains("nests", capture.LastError, StringComparison.Ordinal);
        Assert.True(await db.AuditLeaves.AnyAsync(l => l.Act == "capture.unreadable", Cancel));
        Assert.Equal(0, await db.Items.CountAsync(Cancel));
    }

    [Fact]
    public async Task A_page_that_sets_off_a_fault_is_tried_three_times_and_does_not_hold_up_the_next()
    {
        var feed = System.Text.Encoding.UTF8.GetBytes(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>t</title><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>&#1;</p></div></content></entry></feed>");
        var head = System.Text.Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/atom+xml\r\nContent-Length: {feed.Length}\r\n\r\n");
        await using var bad = new FarSide([.. head, .. feed]);
        await using var good = new FarSide(Line.Page(Text));
        await ReportAsync(bad.Page());
        await new Line(test, test.Database, bad).WorkAsync(Cancel);
        await ReportAsync(good.Page());
        await new Line(test, test.Database, good).WorkAsync(Cancel);

        await using var db = test.Database.Read();
        var unread = await db.Captures.SingleAsync(c => c.State == CaptureState.Unreadable, Cancel);
        Assert.Equal((3, "It set off a fault of ours (ArgumentException)."), (unread.Attempts, unread.LastError));
        Assert.Equal(1, await db.Captures.CountAsync(c => c.State == CaptureState.Read, Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_between_two_batches_of_links_the_page_is_read_again_and_no_link_is_lost_or_doubled(bool afterTheCommit)
    {
        var links = string.Concat(Enumerable.Range(0, 450).Select(i => $"<a href='/posts/{i}'>Post {i}</a> "));
        var page = Line.Page($"{Text}</p><p>{links}");
        await using var far = new FarSide((path, stream, cancel) => stream.WriteAsync(path == "/posts/" ? page : FarSide.NotFound, cancel).AsTask());
        var (audit, rule) = (new AuditLog(test.Time), new OutboundRule([far.Host]));
        var desk = new SourceDesk(test.Database, audit, new LeadDesk(test.Database, audit, rule, test.Time), rule, test.Time);
        var form = new SourceForm("Meadow", far.Page("/posts/").Fetch, "", 1, 10_000, "An artificial act");
        Assert.IsType<SourceSet.Done>(await desk.AddAsync(Actor.Person(Some.Id()), form, Cancel));

        // Nothing to read, lead leased, lead ended, capture leased, first batch, second batch: here it dies.
        using (var dying = test.Open(new Death(6, afterTheCommit)))
        {
            await Assert.ThrowsAsync<KilledException>(() => new Line(test, dying, far).WorkAsync(Cancel));
        }

        await using (var between = test.Database.Read())
        {
            Assert.Equal(afterTheCommit ? 400 : 200, await between.Leads.CountAsync(l => l.Depth == 1, Cancel));
            Assert.Equal(CaptureState.Leased, (await between.Captures.SingleAsync(Cancel)).State);
        }

        test.Time.Advance(TimeSpan.FromMinutes(10));
        await new Line(test, test.Database, far).WorkAsync(Cancel);

        await using var db = test.Database.Read();
        Assert.Equal(450, await db.Leads.Where(l => l.Depth == 1).Select(l => l.LocationId).Distinct().CountAsync(Cancel));
        Assert.Equal(451, await db.Leads.CountAsync(Cancel));
        Assert.Equal(CaptureState.Read, (await db.Captures.SingleAsync(Cancel)).State);
    }

    /// <summary>One process that dies at the commit, and is followed by one that lives a little; false when it had no such commit.</summary>
    private async Task<bool> DiesAsync(FarSide far, int commit, bool after)
    {
        var death = new Death(commit, after);
        using var database = test.Open(death);
        try
        {
            await new Line(test, database, far).WorkAsync(Cancel);
        }
        catch (KilledException)
        {
            return true;
        }

        Assert.False(death.HasCome);
        return false;
    }

    private async Task NothingTwiceAsync()
    {
        await using var db = test.Database.Read();
        Assert.InRange(await db.Items.CountAsync(Cancel), 0, 1);
        Assert.InRange(await db.Appearances.CountAsync(Cancel), 0, 1);
        Assert.InRange(await db.Cases.CountAsync(Cancel), 0, 1);
        Assert.InRange(await db.AuditLeaves.CountAsync(l => l.Act == "case.opened", Cancel), 0, 1);
        Assert.Equal(await db.Captures.CountAsync(Cancel), await db.AuditLeaves.CountAsync(l => l.Act == "capture.kept", Cancel));
    }

    private async Task ReportAsync(CaptureUri uri)
    {
        var (audit, rule) = (new AuditLog(test.Time), new OutboundRule([uri.Host]));
        var intake = new ReportIntake(test.Database, audit, new LeadDesk(test.Database, audit, rule, test.Time), rule, test.Time);
        Assert.IsType<ReportResult.Accepted>(await intake.AcceptAsync(new(uri.Fetch, "An artificial reason.", null, null), Some.Id(), null, Cancel));
    }
}
