using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ContentWatch.Acquire;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Tests.Acquire;

/// <summary>Everything that a server which wants to break us can say, in bytes: each ends as a recorded failure with its reason, or as a page.</summary>
public sealed class HostileTransferTests
{
    private const string NotWhole = "failed: The answer is not whole HTTP.";
    private const string Headers = "closed: The headers are larger than 64 KiB.";
    private const string TooLarge = "closed: The answer is larger than 1,000,000 bytes.";
    private const string Circle = "closed: The redirects lead round in a circle.";
    private const string Nowhere = "closed: It redirects to what is not an http or https address.";
    private const string Odd = "closed: A header holds a character that none may hold.";
    private const int Limit = 1_000_000;
    private static readonly byte[] Endless = new byte[64 * 1024];

    private static readonly Dictionary<string, (Func<string, NetworkStream, CancellationToken, Task> Say, string Ends)> Rows = new()
    {
        // What is not HTTP at all.
        ["nothing"] = (Says(""), NotWhole),
        ["HTTP/0.9: a page without a head"] = (Says("<html>mild</html>"), NotWhole),
        ["a status line of HTTP/0.9"] = (Says("HTTP/0.9 200 OK\r\n\r\nmild"), NotWhole),
        ["HTTP/2 over a plain connection"] = (Says("HTTP/2 200\r\n\r\nmild"), NotWhole),
        ["another protocol"] = (Says("220 mail.example ESMTP\r\n"), NotWhole),
        ["a status that is no number"] = (Says("HTTP/1.1 abc OK\r\n\r\n"), NotWhole),
        ["a status of four digits"] = (Says("HTTP/1.1 2000 OK\r\n\r\n"), NotWhole),
        ["a status below all"] = (Says("HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n"), "closed: The server answers 99."),
        ["a status above all"] = (Says("HTTP/1.1 999 OK\r\nContent-Length: 0\r\n\r\n"), "failed: The server answers 999."),
        ["a huge status line"] = (Says($"HTTP/1.1 200 {new string('a', 200_000)}\r\n\r\n"), Headers),
        ["a status line without end"] = (Forever("HTTP/1.1 200 ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), Headers),

        // Floods.
        ["headers without end"] = (Forever("HTTP/1.1 200 OK\r\n", "X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"), Headers),
        ["one header without end"] = (Forever("HTTP/1.1 200 OK\r\nX-A: ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), Headers),
        ["folded lines without end"] = (Forever("HTTP/1.1 200 OK\r\nX-A: a\r\n", " aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"), Headers),
        ["interim answers without end"] = (Forever("", "HTTP/1.1 100 Continue\r\n\r\n"), Headers),
        ["early hints without end"] = (Forever("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), Headers),
        ["another protocol after 101"] = (Says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: odd\r\nConnection: Upgrade\r\n\r\nodd"), "closed: The server answers 101."),
        ["a body without end"] = (Forever("HTTP/1.1 200 OK\r\n\r\n", null), TooLarge),
        ["a body of 2 GB, announced"] = (Forever("HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n", null), TooLarge),
        ["chunks without end"] = (Forever("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "20\r\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"), "closed: The answer is larger than 1,069,632 bytes."),
        ["a chunk extension without end"] = (Forever("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), NotWhole),
        ["trailers without end"] = (Forever("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmild\r\n0\r\n", "X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"), Headers),
        ["the body of a redirect without end"] = (Forever("HTTP/1.1 302 Found\r\nLocation: /post\r\n\r\n", null), Circle),

        // Lengths.
        ["a body shorter than its length"] = (Says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nmild"), NotWhole),
        ["a body longer than its length"] = (Says("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmild and more"), "kept: mild"),
        ["a length below zero"] = (Says("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nmild"), "closed: The length in the head is no number."),
        ["a length with a sign"] = (Says("HTTP/1.1 200 OK\r\nContent-Length: +4\r\n\r\nmild"), "closed: The length in the head is no number."),
        ["a length in hexadecimal"] = (Says("HTTP/1.1 200 OK\r\nContent-Length: 0x4\r\n\r\nmild"), "closed: The length in the head is no number."),
        ["an empty length"] = (Says("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nmild"), "closed: The length in the head is no number."),
        ["a length beyond 64 bits"] = (Says("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nmild"), "closed: The length in the head is no number."),
        ["two lengths that differ"] = (Says("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nmild!"), "closed: The head names two lengths."),
        ["two lengths in one line"] = (Says("HTTP/1.1 200 OK\r\nContent-Length: 4, 5\r\n\r\nmild!"), "closed: The head names two lengths."),
        ["one length twice"] = (Says("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nmild"), "kept: mild"),
        ["a length and chunks"] = (Says("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmild\r\n0\r\n\r\n"), "closed: The head names a length and chunks."),
        ["chunks that end too early"] = (Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nmild"), NotWhole),
        ["chunks without the last"] = (Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmild\r\n"), NotWhole),
        ["a chunk whose size is no number"] = (Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nmild\r\n0\r\n\r\n"), NotWhole),
        ["a chunk whose size is below zero"] = (Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-4\r\nmild\r\n0\r\n\r\n"), NotWhole),
        ["a chunk whose size is beyond 64 bits"] = (Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nmild\r\n0\r\n\r\n"), NotWhole),
        ["a chunk longer than its size"] = (Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nmild\r\n0\r\n\r\n"), NotWhole),
        ["a transfer coding that nobody asked for"] = (Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n4\r\nmild\r\n0\r\n\r\n"), "closed: The answer is sent in another coding than 'chunked', for which nobody asked."),
        ["chunks within chunks"] = (Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n4\r\nmild\r\n0\r\n\r\n"), "closed: The answer is sent in another coding than 'chunked', for which nobody asked."),

        // Codings of the content.
        ["packed as deflate and cut off"] = (Says(Packed("deflate", Zlib(Latin(string.Concat(Enumerable.Range(0, 5_000))))[..^900])), "closed: The body is not valid deflate."),
        ["packed as br and cut off"] = (Says(Packed("br", Brotli(Latin(string.Concat(Enumerable.Range(0, 5_000))))[..^900])), "closed: The body is not valid br."),
        ["a bomb"] = (Says(Packed("gzip", Gzip(new byte[50_000_000]))), TooLarge),
        ["a bomb in a bomb"] = (Says(Packed("gzip, gzip", Gzip(Gzip(new byte[50_000_000])))), TooLarge),
        ["a bomb of another coding"] = (Says(Packed("br", Brotli(new byte[50_000_000]))), TooLarge),
        ["packed twice"] = (Says(Packed("gzip, gzip", Gzip(Gzip(Latin("mild"))))), "kept: mild"),
        ["packed three times"] = (Says(Packed("gzip, gzip, gzip", Gzip(Gzip(Gzip(Latin("mild")))))), "closed: The body is packed 3 times; at most 2 are unpacked."),
        ["packed a thousand times"] = (Says(Packed(string.Join(',', Enumerable.Repeat("br", 1_000)), Latin("mild"))), "closed: The body is packed 1000 times; at most 2 are unpacked."),
        ["packed by what nobody knows"] = (Says(Packed("odd", Latin("mild"))), "closed: The coding 'odd' is unknown."),
        ["not packed although it says so"] = (Says(Packed("gzip", Latin("mild"))), "closed: The body is not valid gzip."),
        ["packed and cut off"] = (Says(Packed("gzip", Gzip(Latin(string.Concat(Enumerable.Range(0, 5_000))))[..^900])), "closed: The body is not valid gzip."),

        // Heads that another reader reads otherwise.
        ["NUL in a header"] = (Says("HTTP/1.1 200 OK\r\nContent-Type: text/plain\0; charset=utf-8\r\nContent-Length: 4\r\n\r\nmild"), Odd),
        ["NUL in a header of an interim answer"] = (Says("HTTP/1.1 103 Early Hints\r\nLink: \0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmild"), Odd),
        ["NUL in the body"] = (Says("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\nContent-Length: 5\n\nmi\rl\0"), "kept: mi\rl\0"),
        ["NUL in the name of a header"] = (Says("HTTP/1.1 200 OK\r\nX-\0: a\r\nContent-Length: 4\r\n\r\nmild"), NotWhole),
        ["a carriage return alone in a header"] = (Says("HTTP/1.1 200 OK\r\nX-A: a\rX-B: b\r\nContent-Length: 4\r\n\r\nmild"), Odd),
        ["a blank before the colon"] = (Says("HTTP/1.1 200 OK\r\nContent-Length : 4\r\n\r\nmild"), "kept: mild"),
        ["a header without a colon"] = (Says("HTTP/1.1 200 OK\r\nno colon\r\n\r\nmild"), NotWhole),
        ["a header without a name"] = (Says("HTTP/1.1 200 OK\r\n: a\r\n\r\nmild"), NotWhole),

        // Redirects.
        ["a redirect to itself"] = (Redirect("/post"), Circle),
        ["a redirect to itself by another spelling"] = (Redirect("/%70ost/../post#again"), Circle),
        ["redirects without end"] = ((path, stream, cancel) => Redirect(path + "x")(path, stream, cancel), "closed: It redirects more than 10 times."),
        ["a redirect to a file"] = (Redirect("file:///etc/hostname"), Nowhere),
        ["a redirect to a script"] = (Redirect("javascript:alert(1)"), Nowhere),
        ["a redirect to data"] = (Redirect("data:text/plain,mild"), Nowhere),
        ["a redirect to another protocol"] = (Redirect("gopher://127.0.0.1:6379/_FLUSHALL"), Nowhere),
        ["a redirect with a password"] = (Redirect("http://name:secret@forum.example/"), Nowhere),
        ["a redirect to a port that is none of the web"] = (Redirect("http://forum.example:6379/"), "closed: Port 6379 is not dialled; only 80, 443, 8080, 8443 are."),
        ["a redirect to nothing"] = (Redirect(""), Nowhere),
        ["a redirect of 100 kB"] = (Redirect("/" + new string('a', 100_000)), Headers),
        ["a redirect longer than an address"] = (Redirect("/" + new string('a', 3_000)), Nowhere),
        ["a redirect with escaped line ends in the path"] = (Once("/a%0d%0aX-Injected:%20yes"), "kept: /a%0d%0aX-Injected:%20yes"),
        ["a redirect with line ends in the host"] = (Redirect("http://forum.example%0d%0aX-Injected:yes/"), Nowhere),
        ["a redirect with a line end in the host that is no ASCII"] = (Redirect("http://forum\u0085.example/"), Nowhere),
        ["a redirect split by a line end"] = (Once("/a\r\nX-Injected: yes"), "kept: /a"),
        ["a redirect with a tab"] = (Once("/a\tb"), "kept: /ab"),
        ["a redirect with bytes that are no UTF-8"] = (Once("/\u00ff\u00fe\u0080"), "kept: /%FF%FE%80"),
        ["a redirect with bytes that are UTF-8"] = (Once("/b\u00c3\u00bcch"), "kept: /b%C3%BCch"),
        ["a redirect with NUL"] = (Redirect("/a\0b"), Odd),
        ["two redirects in one answer"] = (Says("HTTP/1.1 302 Found\r\nLocation: /post\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"), Circle),
        ["a redirect without a place"] = (Says("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), "closed: The server answers 302."),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Names))]
    public async Task Whatever_a_server_says_ends_as_a_failure_with_its_reason_or_as_a_page(string row)
    {
        await using var far = new FarSide((path, stream, cancel) =>
            path == "/robots.txt" ? stream.WriteAsync(FarSide.NotFound, cancel).AsTask() : Rows[row].Say(path, stream, cancel));

        var collected = await CollectAsync(far, new FakeTimeProvider(Some.Time), TestContext.Current.CancellationToken);

        Assert.Equal(Rows[row].Ends, Told(collected));
        Assert.All(far.Requests, request => Assert.DoesNotContain("\nX-Injected", request, StringComparison.OrdinalIgnoreCase));
        Assert.All(far.Requests, request => Assert.Equal(1, request.Split("HTTP/1.1").Length - 1));
    }

    public static TheoryData<string, string, string> Slow => new()
    {
        { "silence before the head", "", "" },
        { "a head in drops", "HTTP/1.1 200 OK\r\n", "X" },
        { "a body in drops", "HTTP/1.1 200 OK\r\n\r\n", "a" },
        { "chunks in drops", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n" },
        { "interim answers in drops", "", "HTTP/1.1 100 Continue\r\n\r\n" },
        { "trailers in drops", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", "X: a\r\n" },
    };

    /// <summary>The clock is the test's: it moves ten seconds with each drop, and stands when the server says no more.</summary>
    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Slow))]
    public async Task A_server_that_is_slow_on_purpose_is_left_within_the_time_of_one_answer(string row, string begins, string drop)
    {
        var clock = new FakeTimeProvider(Some.Time);
        await using var far = new FarSide(async (path, stream, cancel) =>
        {
            if (path == "/robots.txt")
            {
                await stream.WriteAsync(FarSide.NotFound, cancel);
                return;
            }

            await stream.WriteAsync(Latin(begins), cancel);
            for (var seconds = 0; seconds < 70; seconds += 10)
            {
                await stream.WriteAsync(Latin(drop), cancel);
                clock.Advance(TimeSpan.FromSeconds(10));
            }

            await Task.Delay(Timeout.Infinite, cancel);
        });

        var failed = Assert.IsType<Collected.Failed>(await CollectAsync(far, clock, TestContext.Current.CancellationToken));

        Assert.True(failed.Reason is "The answer took longer than 60 s." or "The server was silent for 15 s.", $"{row}: {failed.Reason}");
    }

    private static async Task<Collected> CollectAsync(FarSide far, FakeTimeProvider time, CancellationToken cancellationToken)
    {
        var options = Options.Create(new AcquireOptions { Contact = "https://unit.example/about", MaxWireBytes = Limit, MaxBodyBytes = Limit });
        var fetcher = new Fetcher(new OutboundGuard([far.Host], Dns.GetHostAddressesAsync), options, time);
        return await new WebPageCollector(fetcher, new RobotsBook(fetcher, time), options, time).CollectAsync(far.Page(), null, cancellationToken);
    }

    private static string Told(Collected collected) => collected switch
    {
        Collected.Kept kept => $"kept: {Encoding.Latin1.GetString(kept.Hops[^1].Body.Span)}",
        Collected.Closed closed => $"closed: {closed.Reason}",
        Collected.Failed failed => $"failed: {failed.Reason}",
        _ => "?",
    };

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static Func<string, NetworkStream, CancellationToken, Task> Says(string text) => Says(Latin(text));

    private static Func<string, NetworkStream, CancellationToken, Task> Says(byte[] bytes) => (_, stream, cancel) => stream.WriteAsync(bytes, cancel).AsTask();

    private static Func<string, NetworkStream, CancellationToken, Task> Redirect(string location) =>
        Says($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");

    /// <summary>A redirect from the first page to a page that says its own path.</summary>
    private static Func<string, NetworkStream, CancellationToken, Task> Once(string location) => (path, stream, cancel) =>
        (path == "/post" ? Redirect(location) : Says($"HTTP/1.1 200 OK\r\nContent-Length: {path.Length}\r\n\r\n{path}"))(path, stream, cancel);

    private static Func<string, NetworkStream, CancellationToken, Task> Forever(string begins, string? again)
    {
        var step = again is null ? Endless : Latin(string.Concat(Enumerable.Repeat(again, 64)));
        return async (_, stream, cancel) =>
        {
            await stream.WriteAsync(Latin(begins), cancel);
            while (true)
            {
                await stream.WriteAsync(step, cancel);
            }
        };
    }

    private static byte[] Packed(string coding, byte[] body) =>
        [.. Latin($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    private static byte[] Gzip(byte[] plain) => Pack(plain, into => new GZipStream(into, CompressionLevel.Fastest));

    private static byte[] Zlib(byte[] plain) => Pack(plain, into => new ZLibStream(into, CompressionLevel.Fastest));

    private static byte[] Brotli(byte[] plain) => Pack(plain, into => new BrotliStream(into, CompressionLevel.Fastest));

    private static byte[] Pack(byte[] plain, Func<Stream, Stream> coding)
    {
        using var packed = new MemoryStream();
        using (var pack = coding(packed))
        {
            pack.Write(plain);
        }

        return packed.ToArray();
    }
}
