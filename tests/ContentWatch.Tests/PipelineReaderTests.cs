using System.Text;
using ContentWatch.Acquire;
using ContentWatch.Audit;
using ContentWatch.Extract.Apart;
using ContentWatch.Tests.Acquire;
using ContentWatch.Tests.Cli;
using ContentWatch.Tests.Extract;
using ContentWatch.Tests.Extract.Apart;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests;

/// <summary>What becomes of a capture whose readers die.</summary>
[Collection(Processes.Name)]
public sealed class PipelineReaderTests : IDisposable
{
    private const string Text = "A mild and artificial text about a garden, a bicycle and a cup of tea, long enough to be the main text of a page and to be read as English.";

    /// <summary>Greets as a reader, takes the beginning of a page and is killed over it.</summary>
    private const string DiesOverItsPage = ApartExtractorTests.Greets + "; head -c 4 >/dev/null; kill -9 $$";

    private readonly TestDatabase test = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task A_page_that_kills_three_readers_is_parked_with_the_reason_and_an_entry_and_the_next_page_is_read()
    {
        await using var far = new FarSide(Line.Page("Another mild page."));
        await ReportAsync(far.Page());
        await using (var dying = Reading.ApartBy(ApartExtractorTests.Shell(DiesOverItsPage)))
        {
            await new Line(test, test.Database, far, reader: dying).WorkAsync(Cancel);
        }

        await using var next = new FarSide(Line.Page(Text));
        await ReportAsync(next.Page());
        await new Line(test, test.Database, next).WorkAsync(Cancel);

        await using var db = test.Database.Read();
        var parked = await db.Captures.SingleAsync(c => c.State == CaptureState.Unreadable, Cancel);
        Assert.Equal((3, "The process that read it died of signal 9."), (parked.Attempts, parked.LastError));
        var entry = await db.AuditLeaves.SingleAsync(l => l.Act == "capture.unreadable", Cancel);
        Assert.Contains($"capture/{parked.Id}", Encoding.UTF8.GetString(entry.Bytes), StringComparison.Ordinal);
        Assert.Contains("The process that read it died of signal 9.", Encoding.UTF8.GetString(entry.Bytes), StringComparison.Ordinal);
        Assert.Equal(1, await db.Captures.CountAsync(c => c.State == CaptureState.Read, Cancel));
        Assert.EndsWith(Text, (await db.Items.SingleAsync(Cancel)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_whose_reader_is_killed_is_read_again_by_the_next_reader()
    {
        var died = Path.Combine(test.Folder, "died");
        await using var far = new FarSide(Line.Page(Text));
        await ReportAsync(far.Page());
        await using var reader = Reading.ApartBy(ApartExtractorTests.Shell($"if [ -e '{died}' ]; then {ApartExtractorTests.RealReader}; fi; : > '{died}'; {DiesOverItsPage}"));

        await new Line(test, test.Database, far, reader: reader).WorkAsync(Cancel);

        await using var db = test.Database.Read();
        var capture = await db.Captures.SingleAsync(Cancel);
        Assert.Equal((CaptureState.Read, 2), (capture.State, capture.Attempts));
        Assert.EndsWith(Text, (await db.Items.SingleAsync(Cancel)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_page_is_blamed_for_readers_that_do_not_start()
    {
        await using var far = new FarSide(Line.Page(Text));
        await ReportAsync(far.Page());
        await using var reader = Reading.ApartBy(ApartExtractorTests.Shell("exit 3"));

        await Assert.ThrowsAsync<ReaderNotStartedException>(() => new Line(test, test.Database, far, reader: reader).WorkAsync(Cancel));

        await new Line(test, test.Database, far).WorkAsync(Cancel);
        await using var db = test.Database.Read();
        var capture = await db.Captures.SingleAsync(Cancel);
        Assert.Equal((CaptureState.Read, 1), (capture.State, capture.Attempts));
    }

    private async Task ReportAsync(CaptureUri uri)
    {
        var (audit, rule) = (new AuditLog(test.Time), new OutboundRule([uri.Host]));
        var intake = new ReportIntake(test.Database, audit, new LeadDesk(test.Database, audit, rule, test.Time), rule, test.Time);
        Assert.IsType<ReportResult.Accepted>(await intake.AcceptAsync(new(uri.Fetch, "An artificial reason.", null, null), Some.Id(), null, Cancel));
    }
}
