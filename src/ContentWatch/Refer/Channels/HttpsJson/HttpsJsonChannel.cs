using System.Text.Json;
using ContentWatch.Acquire;
using Microsoft.Extensions.Options;
using Refit;

namespace ContentWatch.Refer.Channels.HttpsJson;

/// <summary>The channel of platforms that take referrals as JSON over HTTPS: one POST, one reference, one key, a question for the outcome.</summary>
public sealed class HttpsJsonChannel : IReferralChannel, IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;
    private readonly SocketsHttpHandler handler;
    private readonly HashSet<string> allowedInTheClear;
    private readonly TimeSpan timeout;
    private readonly TimeProvider time;

    /// <summary>The channel, dialling through the guard.</summary>
    public HttpsJsonChannel(OutboundGuard guard, IOptions<ReferOptions> options, IOptions<AcquireOptions> acquire, TimeProvider time)
    {
        handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = guard.ConnectAsync,
            ConnectTimeout = options.Value.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 64,
        };
        allowedInTheClear = [.. acquire.Value.AllowHosts];
        timeout = options.Value.Timeout;
        this.time = time;
    }

    /// <inheritdoc/>
    public string Name => "https-json";

    /// <inheritdoc/>
    public Task<ChannelAnswer> SendAsync(ChannelAddress to, ReferralLetter letter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return CallAsync(to, (api, cancel) => api.ReferAsync(letter.ToJson(), letter.IdempotencyKey, to.Secret, cancel), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ChannelAnswer> AskAsync(ChannelAddress to, string reference, CancellationToken cancellationToken) =>
        CallAsync(to, (api, cancel) => api.FindAsync(reference, to.Secret, cancel), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => handler.Dispose();

    private async Task<ChannelAnswer> CallAsync(
        ChannelAddress to, Func<IHttpsJsonApi, CancellationToken, Task<HttpResponseMessage>> call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (to.Address.Scheme != Uri.UriSchemeHttps && !allowedInTheClear.Contains(to.Address.Authority))
        {
            return new ChannelAnswer.Refused("The channel's address is not https.", null);
        }

        using var patience = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
#pragma warning disable RS0030 // The registered client of this channel: its handler is the guarded one above.
            using var client = new HttpClient(handler, disposeHandler: false) { BaseAddress = to.Address, Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
            using var response = await call(RestService.For<IHttpsJsonApi>(client), either.Token);
            return await ReadAsync(response, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ChannelAnswer.Failed($"The provider did not answer within {timeout.TotalSeconds:0.#} s.", null, null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ApiException or ApiRequestException)
        {
            return Guarded(e) is { } refused
                ? new ChannelAnswer.Refused(refused.Message, null)
                : new ChannelAnswer.Failed("The provider could not be reached.", null, null);
        }
    }

    private async Task<ChannelAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var retryAfter = response.Headers.RetryAfter is { } header ? header.Delta ?? (header.Date - time.GetUtcNow()) : null;
        return status switch
        {
            >= 200 and < 300 => Understand(await BodyAsync(response, cancellationToken), status),
            409 => new ChannelAnswer.Told(Outcome.None, null, null, status),
            >= 300 and < 400 => new ChannelAnswer.Refused($"The provider redirects ({status}); a letter is sent to its own address only.", status),
            408 or 425 or 429 => new ChannelAnswer.Failed($"The provider asks to come back later ({status}).", status, retryAfter),
            >= 400 and < 500 => new ChannelAnswer.Refused($"The provider refuses the request ({status}).", status),
            _ => new ChannelAnswer.Failed($"The provider has a fault ({status}).", status, retryAfter),
        };
    }

    private static async Task<byte[]?> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswerBytes + 1];
        var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return count > MaxAnswerBytes ? null : buffer[..count];
    }

    private static ChannelAnswer Understand(byte[]? body, int status)
    {
        if (body is null)
        {
            return new ChannelAnswer.Failed("The provider's answer is larger than 64 KiB.", status, null);
        }

        try
        {
            using var answer = JsonDocument.Parse(body);
            return answer.RootElement.ValueKind == JsonValueKind.Object && OutcomeOf(Text(answer.RootElement, "status")) is { } outcome
                ? new ChannelAnswer.Told(outcome, Clean(Text(answer.RootElement, "reason"), 1_000), Clean(Text(answer.RootElement, "reference"), 200), status)
                : new ChannelAnswer.Failed("The provider's answer has no status that we know.", status, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair passes the parser and not the reader.
            return new ChannelAnswer.Failed("The provider's answer is not JSON.", status, null);
        }
    }

    private static Outcome? OutcomeOf(string? status) => status switch
    {
        "received" => Outcome.None,
        "acknowledged" => Outcome.Acknowledged,
        "removed" => Outcome.Removed,
        "access_disabled" => Outcome.AccessDisabled,
        "geo_restricted" => Outcome.GeoRestricted,
        "already_unavailable" => Outcome.AlreadyUnavailable,
        "declined" => Outcome.Declined,
        _ => null,
    };

    private static string? Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Somebody else's words: no controls, no direction marks, cut.</summary>
    private static string? Clean(string? text, int most)
    {
        var clean = text is null ? "" : new string([.. text.Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format && !char.IsSurrogate(c))]).Trim();
        return clean.Length == 0 ? null : clean.Length <= most ? clean : clean[..most];
    }

    private static OutboundRefusedException? Guarded(Exception e) =>
        e as OutboundRefusedException ?? (e.InnerException is { } inner ? Guarded(inner) : null);
}
