using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ContentWatch.Extract;
using ContentWatch.Extract.Apart;
using ContentWatch.Tests.Cli;

namespace ContentWatch.Tests.Extract.Apart;

/// <summary>Reading by real processes apart, and what becomes of one that dies.</summary>
[Collection(Processes.Name)]
public sealed class ApartExtractorTests
{
    private const string Plain = "text/plain; charset=utf-8";
    private static readonly byte[] Mild = "A mild and artificial text about a garden, a bicycle and a cup of tea."u8.ToArray();

    /// <summary>Forty million bytes: seconds of work.</summary>
    private static readonly byte[] Long = Encoding.UTF8.GetBytes(new string('é', 20_000_000));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Bodies => new()
    {
        { "text/html", "<html lang=en><title>Mild</title><meta name=author content=Anna><body><article><h1>Mild</h1><p>A mild text about a garden and a cup of tea, long enough to be read as English.</p><a href=/next>n</a></article>" },
        { "text/html", "<main><article class=post id=a><span class=author>anna</span><time datetime=2026-01-02T03:04:05+02:00></time><p>Eén tekst over een tuin en een fiets</p></article><article class=post><p>Another text about tea</p></article></main>" },
        { "application/rss+xml", "<rss version='2.0'><channel><item><title>Mild</title><link>https://forum.example/1</link><description>A mild text.</description></item></channel></rss>" },
        { "text/plain", "Bahçe hakkındaki toplantı yarın saat onda 🚲" },
        { "application/pdf", "%PDF-1.7" },
        { "text/html", "<p></p>" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_page_is_read_apart_as_it_would_be_here(string contentType, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        var apart = await Reading.Apart.ExtractAsync(bytes, contentType, Reading.Url, Cancel);

        Assert.Equivalent(await Reading.Of(bytes, contentType), apart, strict: true);
    }

    [Fact]
    public async Task One_reader_reads_many_pages()
    {
        await using var extractor = Reading.ApartBy(ReaderProgram.Worker);
        await extractor.ReadyAsync(Cancel);
        var reader = Assert.Single(extractor.Idle);

        foreach (var _ in Enumerable.Range(0, 20))
        {
            Assert.IsType<ExtractionResult.Extracted>(await extractor.ExtractAsync(Mild, Plain, Reading.Url, Cancel));
        }

        Assert.Equal(reader, Assert.Single(extractor.Idle));
    }

    [Fact]
    public async Task A_reader_knows_the_limits_of_reading_and_nothing_of_its_parents_settings()
    {
        Environment.SetEnvironmentVariable("CONTENTWATCH_TEST_SECRET", "secret");
        await using var extractor = Reading.ApartBy(ReaderProgram.Worker);
        await extractor.ReadyAsync(Cancel);

        var variables = await File.ReadAllTextAsync($"/proc/{extractor.Idle.Single()}/environ", Cancel);

        Assert.Contains("Extract__MaxDepth=256", variables, StringComparison.Ordinal);
        Assert.All(
            variables.Split('\0', StringSplitOptions.RemoveEmptyEntries),
            variable => Assert.Matches("^(DOTNET_(EnableDiagnostics|gcConcurrent|GCHeapHardLimit)|Extract__Max[A-Za-z]+|CONTENTWATCH_FILES_RESTRICTED)=", variable));
    }

    [Fact]
    public async Task A_page_that_fills_the_memory_ends_its_reader_and_the_next_page_is_read_by_another()
    {
        var words = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("x ", 24_000_000)));
        await using var extractor = Reading.ApartBy(ReaderProgram.Worker, Wide(limits => limits.MaxMemory = 1_280));

        var reason = await FailsAsync(extractor, words);

        Assert.Equal("Reading it took more than 1,280 MiB of memory.", reason);
        await ReadsTheNextAsync(extractor);
    }

    [Fact]
    public async Task A_page_that_uses_up_the_processor_ends_its_reader_and_the_next_page_is_read_by_another()
    {
        await using var extractor = Reading.ApartBy(ReaderProgram.Worker, Wide(limits => limits.MaxCpu = TimeSpan.FromSeconds(1)));

        var reason = await FailsAsync(extractor, Long);

        Assert.Equal("Reading it took more than 1 s of processor time.", reason);
        await ReadsTheNextAsync(extractor);
    }

    [Fact]
    public async Task A_page_that_takes_too_long_has_its_reader_killed_and_the_next_page_is_read_by_another()
    {
        await using var extractor = Reading.ApartBy(ReaderProgram.Worker, Wide(limits => limits.Timeout = TimeSpan.FromSeconds(1)));
        await extractor.ReadyAsync(Cancel);
        var reader = extractor.Idle.Single();

        var reason = await FailsAsync(extractor, Long);

        Assert.Equal("It took longer than 1 s to read.", reason);
        await GoneAsync(reader);
        await ReadsTheNextAsync(extractor);
    }

    [Fact]
    public async Task A_reader_that_somebody_kills_at_its_page_fails_that_page_and_no_other()
    {
        await using var extractor = Reading.ApartBy(ReaderProgram.Worker, Wide(_ => { }));
        await extractor.ReadyAsync(Cancel);
        var reader = extractor.Idle.Single();
        var page = extractor.ExtractAsync(Long, Plain, Reading.Url, Cancel);

        Process.GetProcessById(reader).Kill();

        Assert.Equal("The process that read it died of signal 9.", Assert.IsType<ExtractionResult.Failed>(await page).Reason);
        await ReadsTheNextAsync(extractor);
    }

    [Fact]
    public async Task A_reader_that_died_while_it_waited_costs_no_page()
    {
        await using var extractor = Reading.ApartBy(ReaderProgram.Worker);
        await extractor.ReadyAsync(Cancel);
        var reader = extractor.Idle.Single();
        Process.GetProcessById(reader).Kill();
        await GoneAsync(reader);

        await ReadsTheNextAsync(extractor);
    }

    [Fact]
    public async Task A_reader_that_has_used_half_of_its_processor_time_is_replaced_between_two_pages()
    {
        // Half of it is two seconds: no single page needs as long, however busy the machine, so no page dies of the other half.
        await using var extractor = Reading.ApartBy(ReaderProgram.Worker, new() { MaxCpu = TimeSpan.FromSeconds(4) });
        await extractor.ReadyAsync(Cancel);
        var first = extractor.Idle.Single();

        do
        {
            Assert.IsType<ExtractionResult.Extracted>(await extractor.ExtractAsync(Mild, Plain, Reading.Url, Cancel));
        }
        while (extractor.Idle.Contains(first));

        await GoneAsync(first);
    }

    [Fact]
    public async Task A_worker_that_stops_kills_the_reader_at_its_page()
    {
        await using var extractor = Reading.ApartBy(ReaderProgram.Worker, Wide(_ => { }));
        await extractor.ReadyAsync(Cancel);
        var reader = extractor.Idle.Single();
        using var stop = new CancellationTokenSource();
        var page = extractor.ExtractAsync(Long, Plain, Reading.Url, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => page);
        await GoneAsync(reader);
    }

    [Fact]
    public async Task A_worker_that_is_killed_leaves_no_reader_behind_not_even_one_in_the_middle_of_a_page()
    {
        using var worker = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ContentWatch.Escapes.dll"), "hold"]) { RedirectStandardOutput = true })!;
        var reader = int.Parse((await worker.StandardOutput.ReadLineAsync(Cancel))!, CultureInfo.InvariantCulture);

        worker.Kill();

        await GoneAsync(reader);
    }

    [Theory]
    [InlineData("exit 3", "was not ready: The process that read it ended with code 3.")]
    [InlineData(@"printf '\002\000\000\000\002\000'; cat", "is not of this build: its greeting is refused, because it is of another version.")]
    [InlineData(@"printf '\377\377\377\377'; cat", "is not of this build: its greeting is refused, because it is longer than 2 bytes.")]
    public async Task A_program_that_is_no_reader_of_this_build_reads_nothing(string script, string reason)
    {
        await using var extractor = Reading.ApartBy(Shell(script));

        var refused = await Assert.ThrowsAsync<ReaderNotStartedException>(() => extractor.ReadyAsync(Cancel));

        Assert.Equal($"The process that reads pages {reason}", refused.Message);
    }

    [Theory]
    [InlineData(@"printf '\002\000\000\000\001\011'", "its kind is unknown")]
    [InlineData(@"printf '\377\377\377\377'", "it is longer than 80,211,536 bytes")]
    [InlineData(@"printf '\001\000\000\000\001'", "it ends too early")]
    [InlineData(@"printf 'rubbish and more rubbish'", "it is longer than 80,211,536 bytes")]
    public async Task A_reader_that_answers_rubbish_is_killed_and_its_answer_refused(string answer, string reason)
    {
        await using var extractor = Reading.ApartBy(Shell($"{Greets}; head -c 4 >/dev/null; {answer}; cat >/dev/null"));
        await extractor.ReadyAsync(Cancel);
        var reader = extractor.Idle.Single();

        Assert.StartsWith($"The answer of the process that read it is refused: {reason}", await FailsAsync(extractor, Mild), StringComparison.Ordinal);

        await GoneAsync(reader);
    }

    /// <summary>What a reader of this build says first, though nothing holds it.</summary>
    internal const string Greets = @"printf '\002\000\000\000\001\000'";

    /// <summary>A program that speaks as a test wants.</summary>
    internal static ReaderProgram Shell(string script) => new("/bin/sh", ["-c", script]);

    /// <summary>How a script becomes the real reader.</summary>
    internal static string RealReader =>
        $"exec '{Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"))}' '{Path.Combine(AppContext.BaseDirectory, "ContentWatch.Worker.dll")}' {string.Join(' ', ReaderProgram.Role)}";

    private static ExtractOptions Wide(Action<ExtractOptions> set)
    {
        var limits = new ExtractOptions { MaxCharacters = 50_000_000, MaxMemory = 8_192, Timeout = TimeSpan.FromMinutes(5) };
        set(limits);
        return limits;
    }

    private static async Task<string> FailsAsync(ApartExtractor extractor, byte[] body) =>
        Assert.IsType<ExtractionResult.Failed>(await extractor.ExtractAsync(body, Plain, Reading.Url, Cancel)).Reason;

    private static async Task ReadsTheNextAsync(ApartExtractor extractor)
    {
        var text = Reading.Text(await extractor.ExtractAsync(Mild, Plain, Reading.Url, Cancel));
        Assert.Equal(Encoding.UTF8.GetString(Mild), Assert.Single(text.Items).Text);
    }

    private static async Task GoneAsync(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            await process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }
}
