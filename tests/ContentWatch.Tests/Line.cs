using System.Net;
using System.Text;
using ContentWatch.Acquire;
using ContentWatch.Acquire.Sources;
using ContentWatch.Audit;
using ContentWatch.Extract.Apart;
using ContentWatch.Review;
using ContentWatch.Score;
using ContentWatch.Tests.Acquire;
using ContentWatch.Tests.Extract;
using Microsoft.Extensions.Options;
using Number = ContentWatch.Score.Score;

namespace ContentWatch.Tests;

/// <summary>The acquire and assess roles of one process, from the lead to the case: the real stages on a database and a far side of a test.</summary>
internal sealed class Line
{
    private readonly Pipeline pipeline;
    private readonly Assessment assessment;

    public Line(TestDatabase test, Database database, FarSide far, double probability = 0.1, ApartExtractor? reader = null)
    {
        var options = Options.Create(new AcquireOptions { Contact = "https://unit.example/about", KeepFreeBytes = 0, HostDelay = TimeSpan.Zero });
        var audit = new AuditLog(test.Time);
        var fetcher = new Fetcher(new OutboundGuard([far.Host], Dns.GetHostAddressesAsync), options, TimeProvider.System);
        var collector = new WebPageCollector(fetcher, new RobotsBook(fetcher, test.Time), options, test.Time);
        var store = new CaptureStore(Options.Create(new DatabaseOptions { Folder = test.Folder }), options, test.Time);
        var rule = new OutboundRule([far.Host]);
        var leads = new LeadDesk(database, audit, rule, test.Time);
        var queue = new LeadQueue(database, audit, options, test.Time, new Random(1));
        var run = new AcquireRun(database, queue, collector, store, audit, options, test.Time);
        pipeline = new(database, run, store, reader ?? Reading.Apart, new SourceLinks(database, leads, test.Time), audit, options, test.Time);
        assessment = new(database, [new SaysAlways(probability)], new CaseDesk(database, audit, test.Time, Options.Create(new ReviewOptions())), audit, test.Time);
    }

    /// <summary>A page of a post, or of several.</summary>
    public static byte[] Page(params string[] posts)
    {
        var html = posts.Length == 1
            ? $"<html lang=en><title>Mild</title><body><article><h1>Mild</h1><p>{posts[0]}</p></article></body></html>"
            : "<html lang=en><title>Thread</title><body><main>" + string.Concat(posts.Select((text, i) =>
                $"<article class=post id=p{i}><span class=author>user{i}</span><div class=content><p>{text}</p></div></article>")) + "</main></body></html>";
        var body = Encoding.UTF8.GetBytes(html);
        return [.. Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body];
    }

    /// <summary>Works until there is nothing to do now.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (await pipeline.OnceAsync("worker", cancellationToken) || await assessment.OnceAsync(cancellationToken))
        {
        }
    }

    /// <summary>A model of two labels that says the same of every English text, and has no number for others.</summary>
    private sealed class SaysAlways(double probability) : IScorer
    {
        public string Name => "says-always";

        public IReadOnlyList<Number> Score(string text, string language, CancellationToken cancellationToken) => [.. Enum.GetValues<Label>().Select(label =>
            language == "en"
                ? new Number(label, ScoreOutcome.Scored, probability, 0.5, Name, "1", language)
                : new Number(label, ScoreOutcome.NoModelForLanguage, null, null, Name, "1", language))];
    }
}
