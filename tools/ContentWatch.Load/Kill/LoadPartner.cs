using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContentWatch.Load.Kill;

/// <summary>A partner that reports page after page through the API, and asks again under the same key until each is accepted, as a careful client does.</summary>
internal sealed class LoadPartner : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) });
    private readonly Uri web;
    private readonly Uri forum;
    private readonly string key;
    private readonly ConcurrentDictionary<int, Guid> accepted = new();

    /// <summary>Makes one.</summary>
    public LoadPartner(Uri web, Uri forum, string key) => (this.web, this.forum, this.key) = (web, forum, key);

    /// <summary>The reports that were accepted, by the page's number.</summary>
    public IReadOnlyDictionary<int, Guid> Accepted => accepted;

    /// <summary>How often it got no answer, or one that says to try again.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Reports until it is told to stop or every page is reported; what was begun is brought to its end.</summary>
    public async Task ReportAsync(int pages, CancellationToken stop)
    {
        for (var number = 0; number < pages && !stop.IsCancellationRequested; number++)
        {
            Guid? id;
            while ((id = await TryAsync(number)) is null)
            {
                Unanswered++;
                await Task.Delay(Between, TimeProvider.System, CancellationToken.None);
            }

            accepted[number] = id.Value;
            await Task.WhenAny(Task.Delay(Between, TimeProvider.System, stop));
        }
    }

    /// <summary>Hands the report of a page in.</summary>
    /// <returns>Its id; null when there was no answer, or none that accepts.</returns>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public async Task<Guid?> TryAsync(int number)
    {
        var url = new Uri(forum, LoadPages.PathOf(number)).ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(web, "api/v1/reports"))
        {
            Content = JsonContent.Create(new { url, reason = "A made-up report.", reporter = "Load" }),
        };
        request.Headers.Add("Idempotency-Key", url);
        return await AskAsync(request) is { } answer ? answer["id"]!.GetValue<Guid>() : null;
    }

    /// <summary>What became of a report; null when there was no answer.</summary>
    public async Task<string?> StandingAsync(Guid report)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(web, $"api/v1/reports/{report}"));
        return (await AskAsync(request))?["lead"]!.GetValue<string>();
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<JsonNode?> AskAsync(HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        try
        {
            using var response = await client.SendAsync(request, patience.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.OK or HttpStatusCode.Created => await response.Content.ReadFromJsonAsync<JsonNode>(patience.Token),
                >= HttpStatusCode.InternalServerError => null,
                var refused => throw new InvalidOperationException($"{request.Method} {request.RequestUri} was answered {(int)refused}: {await response.Content.ReadAsStringAsync(patience.Token)}"),
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
