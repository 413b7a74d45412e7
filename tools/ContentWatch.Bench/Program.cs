using ContentWatch.Bench.Archive;
using ContentWatch.Bench.Audit;
using ContentWatch.Bench.Demo;
using ContentWatch.Bench.Extract;
using ContentWatch.Bench.Score;
using Spectre.Console.Cli;

// The figures of BENCHMARKS.md: each verb prints a table, each row beside the baseline of the same run. Run it in Release.
var app = new CommandApp();
app.Configure(bench =>
{
    bench.SetApplicationName("bench");
    bench.UseStrictParsing();
    bench.PropagateExceptions();
    bench.AddCommand<SearchCommand>("archive").WithDescription("Index and search generated documents, beside SQLite FTS5.");
    bench.AddCommand<KillCommand>("archive-kill").WithDescription("Kill a writing process again and again; count what was lost.");
    bench.AddCommand<RefreshCommand>("archive-refresh").WithDescription("How long until another process sees what was written.");
    bench.AddCommand<WriterCommand>("archive-writer").IsHidden();
    bench.AddCommand<AuditCommand>("audit").WithDescription("Record, sequence and verify, beside bare SQLite loops.");
    bench.AddCommand<ScoreCommand>("score").WithDescription("Score texts, beside the bare session on the same batches.");
    bench.AddCommand<ExtractCommand>("extract").WithDescription("Read pages in processes apart, beside the extractor in this process.");
    bench.AddCommand<DemoCommand>("demo").WithDescription("Start cw up --demo: times, peak memory of each process, what the crawl yields.");
});
return await app.RunAsync(args);
