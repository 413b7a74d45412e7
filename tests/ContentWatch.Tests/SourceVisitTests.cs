using System.Text;
using ContentWatch.Acquire;
using ContentWatch.Acquire.Sources;
using ContentWatch.Audit;
using ContentWatch.Backups;
using ContentWatch.Tests.Acquire;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests;

/// <summary>What comes of a source over several visits, through every stage.</summary>
public sealed class SourceVisitTests : IDisposable
{
    private const string Mild = "A mild and artificial text about a garden, a bicycle and a cup of tea, long enough to be the main text of a page and to be read as English.";
    private const string Other = "Another mild text, just as artificial, in which somebody paints a fence green and goes home on foot when the evening bell has rung in the village.";
    private const string Third = "The third of these mild texts tells of a boat with a torn sail that was mended in a morning by two sisters who had never been at sea before.";

    private readonly TestDatabase test = new();
    private readonly Dictionary<string, Func<string, byte[]>> pages = [];
    private readonly FarSide far;
    private readonly SourceDesk desk;

    public SourceVisitTests()
    {
        far = new(async (path, stream, cancel) => await stream.WriteAsync(pages.TryGetValue(path, out var page) ? page(far!.Requests[^1]) : FarSide.NotFound, cancel));
        var (audit, rule) = (new AuditLog(test.Time), new OutboundRule([far.Host]));
        desk = new(test.Database, audit, new LeadDesk(test.Database, audit, rule, test.Time), rule, test.Time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        far.DisposeAsync().AsTask().GetAwaiter().GetResult();
        test.Dispose();
    }

    [Fact]
    public async Task A_page_whose_server_says_that_it_is_as_it_was_is_kept_as_that_and_brings_nothing_twice()
    {
        pages["/"] = head => head.Contains("If-None-Match: \"one\"", StringComparison.Ordinal) ? Answer("304 Not Modified", "ETag: \"one\"") : Tagged("one", Line.Page(Mild));
        await AddAsync();
        await WorkAsync();

        await WorkAfterAsync(TimeSpan.FromDays(1));

        await using var db = test.Database.Read();
        var captures = await db.Captures.OrderBy(c => c.StartedAt).ToListAsync(Cancel);
        Assert.Equal([CaptureState.Read, CaptureState.Unchanged], captures.Select(c => c.State));
        Assert.Equal((304, captures[0].Id, captures[0].BodyHash), (captures[1].Status, captures[1].EarlierId, captures[1].BodyHash));
        var record = CaptureRecord.Read(await BackupFolder.StoreIn(test.Folder, test.Time).ReadAsync(captures[1].ManifestHash, Cancel));
        Assert.Equal((captures[0].Id, captures[0].ManifestHash), record.Earlier!.Value);
        Assert.Equal((1, 1, 1), (await db.Items.CountAsync(Cancel), await db.Appearances.CountAsync(Cancel), await db.Sources.SumAsync(s => s.Pages, Cancel)));
    }

    [Fact]
    public async Task What_did_not_change_rests_half_as_long_again_and_what_changed_half_as_long()
    {
        var text = Mild;
        pages["/"] = _ => Line.Page(text);
        await AddAsync();
        await WorkAsync();
        var rests = new List<double> { await RestAsync() };
        foreach (var next in new[] { Mild, Mild, Other, Other })
        {
            text = next;
            await WorkAfterAsync(TimeSpan.FromHours(rests[^1]));
            rests.Add(await RestAsync());
        }

        Assert.Equal([24, 36, 54, 27, 40.5], rests);
    }

    [Fact]
    public async Task No_rest_is_shorter_than_the_floor_or_longer_than_the_ceiling_of_the_source()
    {
        var text = Mild;
        pages["/"] = _ => Line.Page(text);
        await AddAsync(form => form with { RevisitFloorHours = 20, RevisitCeilingHours = 30 });
        await WorkAsync();

        await WorkAfterAsync(TimeSpan.FromHours(24));
        var longest = await RestAsync();
        text = Other;
        await WorkAfterAsync(TimeSpan.FromHours(30));

        Assert.Equal((30, 20), (longest, await RestAsync()));
    }

    [Fact]
    public async Task A_new_post_of_a_known_page_comes_in_and_those_that_stood_there_are_not_counted_again()
    {
        string[] posts = [Mild, Other];
        pages["/"] = _ => Line.Page(posts);
        await AddAsync();
        await WorkAsync();

        posts = [Mild, Other, Third];
        await WorkAfterAsync(TimeSpan.FromDays(1));

        await using var db = test.Database.Read();
        Assert.Equal((3, 3), (await db.Items.CountAsync(Cancel), await db.Appearances.CountAsync(Cancel)));
        var entry = await db.AuditLeaves.Where(l => l.Act == "capture.read").OrderByDescending(l => l.At).FirstAsync(Cancel);
        Assert.Contains("\"seenBefore\":2", Encoding.UTF8.GetString(entry.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_what_a_server_knows_a_page_is_told_to_no_address_but_the_one_that_said_it()
    {
        pages["/"] = _ => Answer("302 Found", "Location: /moved", "ETag: \"of the way\"");
        pages["/moved"] = _ => Tagged("of the page", Line.Page(Mild));
        await AddAsync();
        await WorkAsync();
        var before = far.Requests.Count;

        await WorkAfterAsync(TimeSpan.FromDays(1));

        var second = far.Requests.Skip(before).Where(head => !head.Contains("robots.txt", StringComparison.Ordinal)).ToList();
        Assert.Equal(["/", "/moved"], second.Select(head => head.Split(' ')[1]));
        Assert.Equal([false, true], second.Select(head => head.Contains("If-None-Match: \"of the page\"", StringComparison.Ordinal)));
        Assert.DoesNotContain(far.Requests, head => head.Contains("of the way", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_of_a_feed_is_an_item_once_and_the_feed_is_asked_every_hour()
    {
        string[] entries = [Mild];
        pages["/"] = _ => Feed(entries);
        var id = await AddAsync(form => form with { MaxDepth = 0 });
        await WorkAsync();

        entries = [Other, Mild];
        await WorkAfterAsync(TimeSpan.FromHours(1));

        await using var db = test.Database.Read();
        Assert.Equal((2, 2), (await db.Items.CountAsync(Cancel), await db.Appearances.CountAsync(Cancel)));
        Assert.Equal(SourceKind.Feed, (await db.Sources.SingleAsync(s => s.Id == id, Cancel)).Kind);
        Assert.Equal(1, await RestAsync());
    }

    [Fact]
    public async Task A_source_that_has_spent_the_bytes_of_its_day_rests_and_goes_on_the_next_day()
    {
        var padding = $"<!--{new string('x', 1 << 20)}-->";
        pages["/"] = _ => Html($"<html lang=en><a href=/next>next</a>{padding}<main><p>{Mild}</p></main></html>");
        pages["/next"] = _ => Line.Page(Other);
        var id = await AddAsync(form => form with { MaxMebibytesPerDay = 1 });

        await WorkAsync();
        var today = far.Requests.Count(head => head.StartsWith("GET /next ", StringComparison.Ordinal));
        await WorkAfterAsync(TimeSpan.FromHours(11));
        var lateToday = far.Requests.Count(head => head.StartsWith("GET /next ", StringComparison.Ordinal));
        await WorkAfterAsync(TimeSpan.FromHours(1));

        Assert.Equal((0, 0), (today, lateToday));
        Assert.Contains(far.Requests, head => head.StartsWith("GET /next ", StringComparison.Ordinal));
        await using var db = test.Database.Read();
        Assert.True((await db.Sources.SingleAsync(s => s.Id == id, Cancel)).BytesSpent < 1 << 20);
    }

    [Fact]
    public async Task With_more_to_spend_a_source_that_rests_goes_on_at_once()
    {
        var padding = $"<!--{new string('x', 1 << 20)}-->";
        pages["/"] = _ => Html($"<html lang=en><a href=/next>next</a>{padding}<main><p>{Mild}</p></main></html>");
        pages["/next"] = _ => Line.Page(Other);
        var id = await AddAsync(form => form with { MaxMebibytesPerDay = 1 });
        await WorkAsync();

        Assert.IsType<SourceSet.Done>(await desk.ChangeAsync(Actor.Operator, id, Form() with { MaxMebibytesPerDay = 100 }, Cancel));
        await WorkAsync();

        Assert.Contains(far.Requests, head => head.StartsWith("GET /next ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_outside_a_scope_that_was_narrowed_is_not_fetched_and_comes_back_when_it_is_widened()
    {
        pages["/"] = _ => Tagged("start", Html($"<html lang=en><a href=/in/1>in</a><a href=/out/1>out</a><main><p>{Mild}</p></main></html>"));
        pages["/in/1"] = _ => Line.Page(Other);
        pages["/out/1"] = _ => Line.Page(Third);
        var id = await AddAsync();
        await WorkAsync();
        await desk.ChangeAsync(Actor.Operator, id, Form() with { Scope = $"+ http://{far.Host}/\n- */out/" }, Cancel);
        var fetched = Fetches("/out/1");

        await WorkAfterAsync(TimeSpan.FromDays(1));
        await using var db = test.Database.Read();
        var closed = await OfPathAsync(db, "/out/1");
        var narrowed = Fetches("/out/1");
        await desk.ChangeAsync(Actor.Operator, id, Form(), Cancel);
        await WorkAfterAsync(TimeSpan.FromDays(2));

        Assert.Equal((1, 1, LeadState.Closed, LeadQueue.OutsideScope), (fetched, narrowed, closed.State, closed.LastError));
        Assert.Equal(2, Fetches("/out/1"));
        Assert.Equal(LeadState.Resting, (await OfPathAsync(db, "/out/1")).State);
    }

    [Fact]
    public async Task After_another_scope_a_page_is_asked_for_whole_so_that_its_links_are_followed_by_the_new_rules()
    {
        pages["/"] = head => head.Contains("If-None-Match", StringComparison.Ordinal)
            ? Answer("304 Not Modified", "ETag: \"start\"")
            : Tagged("start", Html($"<html lang=en><a href=/more/1>more</a><main><p>{Mild}</p></main></html>"));
        pages["/more/1"] = _ => Line.Page(Other);
        var id = await AddAsync(form => form with { Scope = $"+ http://{far.Host}/\n- */more/" });
        await WorkAsync();

        await desk.ChangeAsync(Actor.Operator, id, Form(), Cancel);
        await WorkAfterAsync(TimeSpan.FromDays(1));

        Assert.Equal(1, Fetches("/more/1"));
    }

    [Fact]
    public async Task A_person_has_a_source_visited_now_whatever_was_planned()
    {
        pages["/"] = _ => Line.Page(Mild);
        var id = await AddAsync();
        await WorkAsync();

        Assert.True(await desk.VisitNowAsync(Actor.Operator, id, Cancel));
        await WorkAsync();

        Assert.Equal(2, Fetches("/"));
        Assert.False(await desk.VisitNowAsync(Actor.Operator, Some.Id(), Cancel));
        await using var db = test.Database.Read();
        Assert.Equal(1, await db.AuditLeaves.CountAsync(l => l.Act == "source.visited", Cancel));
    }

    [Fact]
    public async Task A_start_that_was_not_there_and_is_visited_again_by_hand_is_a_first_visit()
    {
        var id = await AddAsync();
        await WorkAsync();

        pages["/"] = _ => Line.Page(Mild);
        Assert.True(await desk.VisitNowAsync(Actor.Operator, id, Cancel));
        await WorkAsync();

        await using var db = test.Database.Read();
        Assert.Equal((1, 1), ((await db.Leads.SingleAsync(Cancel)).Visit, (await db.Sources.SingleAsync(Cancel)).Pages));
        Assert.Equal(1, await db.Items.CountAsync(Cancel));
    }

    [Fact]
    public async Task A_page_that_is_gone_at_a_later_visit_closes_its_lead_and_keeps_what_was_seen()
    {
        pages["/"] = _ => Line.Page(Mild);
        await AddAsync();
        await WorkAsync();

        pages.Remove("/");
        await WorkAfterAsync(TimeSpan.FromDays(1));

        await using var db = test.Database.Read();
        Assert.Equal(LeadState.Closed, (await db.Leads.SingleAsync(Cancel)).State);
        Assert.Equal((1, 1), (await db.Items.CountAsync(Cancel), await db.Appearances.CountAsync(Cancel)));
    }

    private static byte[] Answer(string status, params string[] headers) =>
        Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(header => $"{header}\r\n"))}Content-Length: 0\r\nConnection: close\r\n\r\n");

    private static byte[] Html(string html) => Typed("text/html; charset=utf-8", html);

    private static byte[] Feed(string[] entries) => Typed(
        "application/atom+xml",
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>News</title>" + string.Concat(entries.Select(text => $"<entry><title>News</title><content>{text}</content></entry>")) + "</feed>");

    private static byte[] Typed(string type, string body) =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");

    private static byte[] Tagged(string tag, byte[] answer) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(answer).Replace("200 OK\r\n", $"200 OK\r\nETag: \"{tag}\"\r\n", StringComparison.Ordinal));

    private static async Task<Lead> OfPathAsync(ContentWatchDb db, string path) =>
        await db.Leads.AsNoTracking().SingleAsync(l => db.Locations.Any(p => p.Id == l.LocationId && p.Key.EndsWith(path)), Cancel);

    private SourceForm Form() => new("Meadow", far.Page("/").Fetch, $"http://{far.Host}/", 3, 100, "Article 1 of an artificial act");

    private async Task<Guid> AddAsync(Func<SourceForm, SourceForm>? with = null) =>
        Assert.IsType<SourceSet.Done>(await desk.AddAsync(Actor.Operator, (with ?? (form => form))(Form()), Cancel)).SourceId;

    private Task WorkAsync() => new Line(test, test.Database, far).WorkAsync(Cancel);

    private Task WorkAfterAsync(TimeSpan pause)
    {
        test.Time.Advance(pause);
        return WorkAsync();
    }

    private int Fetches(string path) => far.Requests.Count(head => head.StartsWith($"GET {path} ", StringComparison.Ordinal));

    /// <summary>The hours that the start rests.</summary>
    private async Task<double> RestAsync()
    {
        await using var db = test.Database.Read();
        var start = await db.Leads.SingleAsync(l => l.Depth == 0, Cancel);
        Assert.Equal(LeadState.Resting, start.State);
        return (start.NextTryAt - test.Time.GetUtcNow()).TotalHours;
    }
}
