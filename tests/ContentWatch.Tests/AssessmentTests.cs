using ContentWatch.Acquire;
using ContentWatch.Acquire.Sources;
using ContentWatch.Audit;
using ContentWatch.Review;
using ContentWatch.Tests.Acquire;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests;

/// <summary>Which appearance opens a case: reports always, crawled pages above the threshold.</summary>
public sealed class AssessmentTests : IDisposable
{
    private const string English = "A mild and artificial text about a garden, a bicycle and a cup of tea, long enough to be read as English.";
    private const string Dutch = "Een rustige verzonnen tekst over een tuin, een fiets en een kopje thee, lang genoeg om als Nederlands te worden gelezen.";

    private readonly TestDatabase test = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => test.Dispose();

    [Theory]
    [InlineData(0.49, 0)]
    [InlineData(0.5, 1)]
    [InlineData(0.99, 1)]
    public async Task A_crawled_page_opens_a_case_from_its_threshold_on(double probability, int cases)
    {
        await using var far = new FarSide(Line.Page(English));
        await AddAsync(far, LeadOrigin.Crawl);

        await new Line(test, test.Database, far, probability).WorkAsync(Cancel);

        await using var db = test.Database.Read();
        Assert.Equal(cases, await db.Cases.CountAsync(c => c.Opening == CaseOpening.Score, Cancel));
        Assert.Equal(cases, await db.Cases.CountAsync(Cancel));
    }

    [Fact]
    public async Task A_report_opens_a_case_however_low_the_score()
    {
        await using var far = new FarSide(Line.Page(English));
        await AddAsync(far, LeadOrigin.Report);

        await new Line(test, test.Database, far, 0.001).WorkAsync(Cancel);

        await using var db = test.Database.Read();
        Assert.Equal(CaseOpening.Report, (await db.Cases.SingleAsync(Cancel)).Opening);
    }

    [Fact]
    public async Task A_report_of_a_thread_opens_one_case_about_its_first_post()
    {
        await using var far = new FarSide(Line.Page([.. Enumerable.Range(0, 8).Select(i => $"Post {i}. {English}")]));
        await AddAsync(far, LeadOrigin.Report);

        await new Line(test, test.Database, far, 0.001).WorkAsync(Cancel);

        await using var db = test.Database.Read();
        var @case = await db.Cases.SingleAsync(Cancel);
        Assert.Equal(8, await db.Items.CountAsync(Cancel));
        Assert.Contains("Post 0.", (await db.Items.SingleAsync(i => i.Id == @case.ItemId, Cancel)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_in_a_language_without_a_model_gets_no_number_and_stands_above_a_low_score()
    {
        await using var dutch = new FarSide(Line.Page(Dutch));
        await using var english = new FarSide(Line.Page(English));
        await AddAsync(english, LeadOrigin.Report);
        await new Line(test, test.Database, english, 0.01).WorkAsync(Cancel);
        await AddAsync(dutch, LeadOrigin.Report);

        await new Line(test, test.Database, dutch, 0.01).WorkAsync(Cancel);

        await using var db = test.Database.Read();
        var item = await db.Items.SingleAsync(i => i.Language == "nl", Cancel);
        Assert.All(await db.ItemScores.Where(s => s.ItemId == item.Id).ToListAsync(Cancel), score => Assert.Null(score.Probability));
        var first = await db.Cases.OrderBy(c => c.RankedAt).FirstAsync(Cancel);
        Assert.Equal(item.Id, first.ItemId);
    }

    [Fact]
    public async Task An_appearance_whose_assessment_died_three_times_waits_for_an_operator()
    {
        await using var far = new FarSide(Line.Page(English));
        await AddAsync(far, LeadOrigin.Report);
        for (var death = 0; death < 3; death++)
        {
            using var database = test.Open(new Death("item.assessed"));
            await Assert.ThrowsAsync<KilledException>(() => new Line(test, database, far).WorkAsync(Cancel));
            test.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await new Line(test, test.Database, far).WorkAsync(Cancel);

        await using var db = test.Database.Read();
        var appearance = await db.Appearances.SingleAsync(Cancel);
        Assert.Equal((null, Assessment.MaxAttempts), (appearance.AssessedAt, appearance.Attempts));
        Assert.Equal(0, await db.Cases.CountAsync(Cancel));
    }

    private async Task AddAsync(FarSide far, LeadOrigin origin)
    {
        var (audit, rule) = (new AuditLog(test.Time), new OutboundRule([far.Host]));
        var leads = new LeadDesk(test.Database, audit, rule, test.Time);
        if (origin == LeadOrigin.Report)
        {
            var intake = new ReportIntake(test.Database, audit, leads, rule, test.Time);
            Assert.IsType<ReportResult.Accepted>(await intake.AcceptAsync(new(far.Page().Fetch, "An artificial reason.", null, null), Some.Id(), null, Cancel));
            return;
        }

        var start = far.Page().Fetch;
        Assert.IsType<SourceSet.Done>(await new SourceDesk(test.Database, audit, leads, rule, test.Time)
            .AddAsync(Actor.Process("test"), new("Source", start, start, 0, 10, "A test."), Cancel));
    }
}
