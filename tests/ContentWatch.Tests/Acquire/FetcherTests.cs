using System.IO.Compression;
using System.Net;
using System.Text;
using ContentWatch.Acquire;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Tests.Acquire;

public sealed class FetcherTests
{
    private readonly FakeTimeProvider time = new(Some.Time);

    [Fact]
    public async Task Request_and_answer_are_kept_exactly_as_they_went_over_the_wire()
    {
        var answer = Latin("HTTP/1.1 200 Fine\r\nX-odd:  two  blanks\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5;note=x\r\nHello\r\n1\r\n!\r\n0\r\nX-Trailer: t\r\n\r\n");
        await using var far = new FarSide(answer);

        var hop = await AnswerAsync(far, far.Page("/%zz?a=%7e"));

        Assert.Equal(answer, hop.Response.ToArray());
        Assert.Equal(far.Requests[0], Encoding.Latin1.GetString(hop.Request.Span));
        Assert.StartsWith("GET /%zz?a=%7e HTTP/1.1\r\n", far.Requests[0], StringComparison.Ordinal);
        Assert.Equal("Hello!", Encoding.Latin1.GetString(hop.Body.Span));
        Assert.Equal(far.Host, hop.Address);
    }

    [Fact]
    public async Task A_request_says_who_we_are_and_carries_no_cookie()
    {
        await using var far = new FarSide(Latin("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok"));
        var fetcher = Fetcher(far);

        await fetcher.FetchAsync(far.Page(), TestContext.Current.CancellationToken);
        await fetcher.FetchAsync(far.Page(), TestContext.Current.CancellationToken);

        Assert.Contains("User-Agent: ContentWatch/1.0 (+https://unit.example/about)\r\n", far.Requests[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Cookie", far.Requests[1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_is_not_followed_here()
    {
        await using var far = new FarSide(Latin("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"));

        var hop = await AnswerAsync(far, far.Page());

        Assert.Equal("/elsewhere", hop.Redirect);
        Assert.Single(far.Requests);
    }

    [Fact]
    public async Task Of_a_redirect_no_more_body_than_64_KiB_is_received()
    {
        var head = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n";
        await using var far = new FarSide(async (_, stream, cancel) =>
        {
            await stream.WriteAsync(Latin(head), cancel);
            while (true)
            {
                await stream.WriteAsync(new byte[1_024], cancel);
            }
        });

        var hop = await AnswerAsync(far, far.Page());

        Assert.Equal(("/elsewhere", 0), (hop.Redirect, hop.Body.Length));
        Assert.InRange(hop.Response.Length, 64 * 1024, 2 * 64 * 1024);
    }

    [Fact]
    public async Task The_body_of_a_redirect_is_waited_for_five_seconds()
    {
        await using var far = new FarSide(async (_, stream, cancel) =>
        {
            await stream.WriteAsync(Latin("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 9\r\n\r\nhalf"), cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });
        var clock = new WatchedClock();
        var fetcher = new Fetcher(new OutboundGuard([far.Host], Dns.GetHostAddressesAsync), Options.Create(new AcquireOptions()), clock);
        var fetch = fetcher.FetchAsync(far.Page(), TestContext.Current.CancellationToken);

        await clock.FiveSecondsAsked;
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("/elsewhere", Assert.IsType<FetchResult.Answered>(await fetch).Hop.Redirect);
    }

    [Fact]
    public async Task A_host_inside_is_refused_before_anything_is_sent()
    {
        await using var far = new FarSide(FarSide.NotFound);
        var fetcher = new Fetcher(new OutboundGuard([], Dns.GetHostAddressesAsync), Options.Create(new AcquireOptions()), time);

        var failed = Assert.IsType<FetchResult.Failed>(await fetcher.FetchAsync(far.Page(), TestContext.Current.CancellationToken));
        var inside = Assert.IsType<FetchResult.Failed>(await fetcher.FetchAsync(CaptureUri.Parse("http://[::ffff:127.0.0.1]/"), TestContext.Current.CancellationToken));

        Assert.True(failed.IsForGood);
        Assert.True(inside.IsForGood);
        Assert.Contains("not on the public Internet", inside.Reason, StringComparison.Ordinal);
        Assert.Empty(far.Requests);
    }

    [Theory]
    [InlineData("Content-Length: 2147483648\r\n\r\n")]
    [InlineData("\r\n")]
    public async Task A_body_of_2_GB_announced_or_endless_ends_at_the_limit(string head)
    {
        await using var far = new FarSide(async (_, stream, cancel) =>
        {
            await stream.WriteAsync(Latin("HTTP/1.1 200 OK\r\n" + head), cancel);
            while (true)
            {
                await stream.WriteAsync(new byte[64 * 1024], cancel);
            }
        });

        var failed = await FailAsync(far, options => options.MaxWireBytes = 1_000_000);

        Assert.Equal($"The answer is larger than {1_000_000:N0} bytes.", failed.Reason);
        Assert.True(failed.IsForGood);
    }

    [Fact]
    public async Task Headers_without_end_are_cut_off()
    {
        await using var far = new FarSide(async (_, stream, cancel) =>
        {
            await stream.WriteAsync(Latin("HTTP/1.1 200 OK\r\n"), cancel);
            for (var i = 0; ; i++)
            {
                await stream.WriteAsync(Latin($"X-{i}: {new string('a', 500)}\r\n"), cancel);
            }
        });

        var failed = await FailAsync(far);

        Assert.Equal("The headers are larger than 64 KiB.", failed.Reason);
        Assert.True(failed.IsForGood);
    }

    [Fact]
    public async Task A_small_answer_that_unpacks_to_a_huge_one_is_refused()
    {
        await using var far = new FarSide(Packed("gzip", Gzip(new byte[10_000_000])));

        var failed = await FailAsync(far, options => options.MaxBodyBytes = 1_000_000);

        Assert.Equal($"The answer is larger than {1_000_000:N0} bytes.", failed.Reason);
        Assert.True(failed.IsForGood);
    }

    [Fact]
    public async Task A_body_packed_twice_is_unpacked_and_one_packed_thrice_is_not()
    {
        await using var twice = new FarSide(Packed("gzip, gzip", Gzip(Gzip(Latin("ok")))));
        await using var thrice = new FarSide(Packed("gzip, gzip, gzip", Gzip(Gzip(Gzip(Latin("ok"))))));

        var hop = await AnswerAsync(twice, twice.Page());
        var failed = await FailAsync(thrice);

        Assert.Equal("ok", Encoding.Latin1.GetString(hop.Body.Span));
        Assert.Equal("The body is packed 3 times; at most 2 are unpacked.", failed.Reason);
    }

    [Theory]
    [InlineData("gzip", "The body is not valid gzip.")]
    [InlineData("deflate", "The body is not valid deflate.")]
    [InlineData("br", "The body is not valid br.")]
    [InlineData("zstd", "The coding 'zstd' is unknown.")]
    public async Task A_body_that_is_not_what_its_coding_says_is_refused(string coding, string reason)
    {
        await using var far = new FarSide(Packed(coding, Latin("\u00ff\u00fe this is no packed text at all \u00ff\u00ff\u00ff")));

        Assert.Equal(reason, (await FailAsync(far)).Reason);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nshort")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nshort\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")]
    [InlineData("SSH-2.0-server\r\n")]
    [InlineData("")]
    public async Task An_answer_that_is_not_whole_is_a_failure_that_is_tried_again(string answer)
    {
        await using var far = new FarSide(Latin(answer));

        var failed = await FailAsync(far);

        Assert.Equal("The answer is not whole HTTP.", failed.Reason);
        Assert.False(failed.IsForGood);
    }

    [Fact]
    public async Task Bytes_after_the_announced_length_are_no_part_of_the_body()
    {
        await using var far = new FarSide(Latin("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more"));

        Assert.Equal("ok", Encoding.Latin1.GetString((await AnswerAsync(far, far.Page())).Body.Span));
    }

    [Theory]
    [InlineData(16, "The server was silent for 15 s.")]
    [InlineData(61, "The answer took longer than 60 s.")]
    public async Task A_server_that_says_nothing_is_left(int seconds, string reason)
    {
        var asked = new TaskCompletionSource();
        await using var far = new FarSide((_, _, cancel) =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.Infinite, cancel);
        });
        var fetch = Fetcher(far, options => options.IdleTimeout = TimeSpan.FromSeconds(seconds == 16 ? 15 : 300))
            .FetchAsync(far.Page(), TestContext.Current.CancellationToken);

        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(reason, Assert.IsType<FetchResult.Failed>(await fetch).Reason);
    }

    [Fact]
    public async Task A_server_that_drips_is_left_when_the_whole_time_is_over()
    {
        var dripped = new SemaphoreSlim(0);
        var next = new SemaphoreSlim(1);
        await using var far = new FarSide(async (_, stream, cancel) =>
        {
            await stream.WriteAsync(Latin("HTTP/1.1 200 OK\r\n\r\n"), cancel);
            while (true)
            {
                await next.WaitAsync(cancel);
                await stream.WriteAsync(new byte[1], cancel);
                dripped.Release();
            }
        });
        var fetch = Fetcher(far, options => options.IdleTimeout = TimeSpan.FromMinutes(5)).FetchAsync(far.Page(), TestContext.Current.CancellationToken);

        for (var tens = 0; tens < 6; tens++)
        {
            await dripped.WaitAsync(TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(10));
            next.Release();
        }

        Assert.Equal("The answer took longer than 60 s.", Assert.IsType<FetchResult.Failed>(await fetch).Reason);
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Packed(string coding, byte[] body) =>
        [.. Latin($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private Fetcher Fetcher(FarSide far, Action<AcquireOptions>? set = null)
    {
        var options = new AcquireOptions { Contact = "https://unit.example/about" };
        set?.Invoke(options);
        return new(new OutboundGuard([far.Host], Dns.GetHostAddressesAsync), Options.Create(options), time);
    }

    private async Task<Hop> AnswerAsync(FarSide far, CaptureUri uri) =>
        Assert.IsType<FetchResult.Answered>(await Fetcher(far).FetchAsync(uri, TestContext.Current.CancellationToken)).Hop;

    private async Task<FetchResult.Failed> FailAsync(FarSide far, Action<AcquireOptions>? set = null) =>
        Assert.IsType<FetchResult.Failed>(await Fetcher(far, set).FetchAsync(far.Page(), TestContext.Current.CancellationToken));

    /// <summary>A clock that tells when somebody asks it for five seconds.</summary>
    private sealed class WatchedClock() : FakeTimeProvider(Some.Time)
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task FiveSecondsAsked => asked.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == TimeSpan.FromSeconds(5))
            {
                asked.TrySetResult();
            }

            return timer;
        }
    }
}
