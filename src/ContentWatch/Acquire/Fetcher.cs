using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;

namespace ContentWatch.Acquire;

/// <summary>
/// The one way to fetch from the outside: one request over one fresh HTTP/1.1 connection, no redirect followed, no cookie, no
/// proxy, every byte kept, everything bounded. Thread-safe. Only the worker's outbound roles have it.
/// </summary>
public sealed class Fetcher(OutboundGuard guard, IOptions<AcquireOptions> options, TimeProvider time)
{
    private const int MaxHeaderKilobytes = 64;
    private const int MaxRedirectBytes = 64 * 1024;
    private static readonly TimeSpan LongestRedirectBody = TimeSpan.FromSeconds(5);
    private readonly AcquireOptions limits = options.Value;

    /// <summary>Sends GET and reads the whole answer.</summary>
    public Task<FetchResult> FetchAsync(CaptureUri uri, CancellationToken cancellationToken) => FetchAsync(uri, null, cancellationToken);

    /// <summary>Sends GET and reads the whole answer; with validators the server may answer that nothing changed.</summary>
    /// <exception cref="ArgumentException">The validators are of another address.</exception>
    public async Task<FetchResult> FetchAsync(CaptureUri uri, Validators? known, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (known is not null && known.Url != uri.Fetch)
        {
            throw new ArgumentException("What one address said of its page is told to no other.", nameof(known));
        }

        using var deadline = new CancellationTokenSource(limits.FetchTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var idle = new IdleWatch(limits.IdleTimeout, time, either);
        try
        {
            return new FetchResult.Answered(await SendAsync(uri, known, idle, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FetchResult.Failed(
                deadline.IsCancellationRequested
                    ? $"The answer took longer than {limits.FetchTimeout.TotalSeconds:0.#} s."
                    : $"The server was silent for {limits.IdleTimeout.TotalSeconds:0.#} s.",
                IsForGood: false);
        }
        catch (Exception e) when (Explain(e) is not null)
        {
            return Explain(e)!;
        }
    }

    private async Task<Hop> SendAsync(CaptureUri uri, Validators? known, IdleWatch idle, CancellationToken cancellationToken)
    {
        var (sent, received) = (new MemoryStream(), new MemoryStream());
        using var handler = Handler(sent, received);
        using var invoker = new HttpMessageInvoker(handler);
        using var request = Request(uri, known);
        var startedAt = time.GetUtcNow();
        using var response = await invoker.SendAsync(request, cancellationToken);
        idle.Heard();
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key.ToLowerInvariant(), value)))
            .ToList();
        AnswerHead.Check(received.GetBuffer().AsSpan(0, (int)received.Length), headers);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var status = (int)response.StatusCode;
        var wire = await ReadBodyAsync(body, Hop.IsRedirect(status, headers), idle, cancellationToken);
        var endedAt = time.GetUtcNow();
        var codings = headers.Where(header => header.Key == "content-encoding").Select(header => header.Value);
        return new Hop(
            uri,
            OutboundGuard.DecisionOn(request) ?? throw new UnreachableException("An answer came over a connection that the guard did not make."),
            startedAt,
            endedAt,
            sent.ToArray(),
            received.ToArray(),
            status,
            headers,
            await BodyDecoding.UnpackAsync(wire, codings, limits.MaxBodyBytes, cancellationToken));
    }

    /// <summary>Of a redirect, whose body nobody reads, only what comes at once is kept, as it went over the wire.</summary>
    private async Task<byte[]> ReadBodyAsync(Stream body, bool isRedirect, IdleWatch idle, CancellationToken cancellationToken)
    {
        if (!isRedirect)
        {
            return await BodyDecoding.ReadAsync(body, limits.MaxWireBytes, idle.Heard, cancellationToken);
        }

        await BodyDecoding.SkimAsync(body, MaxRedirectBytes, LongestRedirectBody, time, cancellationToken);
        return [];
    }

    private HttpRequestMessage Request(CaptureUri uri, Validators? known)
    {
        // The target goes out as CaptureUri wrote it: .NET's own canonical form would ask for another resource (%zz).
        var exact = new Uri(uri.Fetch, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(HttpMethod.Get, exact)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", limits.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, text/plain;q=0.9, */*;q=0.1");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
        request.Headers.ConnectionClose = true;
        if (known?.ETag is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        if (known?.LastModified is { } modified)
        {
            request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
        }

        return request;
    }

    private SocketsHttpHandler Handler(MemoryStream sent, MemoryStream received) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        PreAuthenticate = false,
        Credentials = null,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        MaxResponseDrainSize = 0,
        // .NET would read a Location as UTF-8 where it can: which of two addresses is meant must not depend on a guess.
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ConnectTimeout = limits.IdleTimeout,
        ConnectCallback = guard.ConnectAsync,
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(
            new WireTap(context.PlaintextStream, sent, received, limits.MaxWireBytes + (MaxHeaderKilobytes * 1024) + 4096)),
        SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
    };

    /// <summary>The sentence for what can go wrong with a far side; null for what is our own bug.</summary>
    private static FetchResult.Failed? Explain(Exception e) => e switch
    {
        OutboundRefusedException refused => new(refused.Message, IsForGood: true, IsRefused: true),
        AnswerTooLargeException tooLarge => new(tooLarge.Message, IsForGood: true),
        InvalidDataException broken => new(broken.Message, IsForGood: true),
        AuthenticationException => new("The server's TLS certificate does not hold.", IsForGood: false),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => new("The host's name is unknown.", IsForGood: false),
        SocketException socket => new($"The connection failed: {socket.SocketErrorCode}.", IsForGood: false),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new($"The headers are larger than {MaxHeaderKilobytes} KiB.", IsForGood: true),
        HttpRequestException or HttpIOException or IOException => e.InnerException is { } inner && Explain(inner) is { } known
            ? known
            : new("The answer is not whole HTTP.", IsForGood: false),
        _ => null,
    };
}
