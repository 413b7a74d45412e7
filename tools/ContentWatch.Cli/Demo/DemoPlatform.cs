using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ContentWatch.Cli.Demo;

/// <summary>
/// The forum's side of a referral, as a real platform would answer: takes it under its key, acknowledges, removes the page, and
/// says so. What it did is kept in a file, so that a second start goes on where the first stopped.
/// </summary>
internal sealed class DemoPlatform
{
    /// <summary>From receipt to "acknowledged".</summary>
    private static readonly TimeSpan Considers = TimeSpan.FromSeconds(3);

    /// <summary>From receipt to "removed".</summary>
    private static readonly TimeSpan Removes = TimeSpan.FromSeconds(6);

    private readonly ConcurrentDictionary<string, Received> received = new();
    private readonly byte[] secret;
    private readonly string file;
    private readonly TimeProvider time;
    private readonly Lock writing = new();

    /// <summary>Opens the platform with what it knew.</summary>
    public DemoPlatform(string file, string secret, TimeProvider time)
    {
        this.file = file;
        this.secret = Encoding.UTF8.GetBytes($"Bearer {secret}");
        this.time = time;
        foreach (var referral in File.Exists(file) ? JsonSerializer.Deserialize<Received[]>(File.ReadAllText(file))! : [])
        {
            received[referral.Reference] = referral;
        }
    }

    /// <summary>Called with reference and Idempotency-Key of each letter that came, the second time too, once it is kept and before it is answered.</summary>
    public Func<string, string, Task>? Receiving { get; init; }

    /// <summary>The references that it has, and the page that each is about.</summary>
    public IReadOnlyDictionary<string, string> Kept => received.Values.ToDictionary(r => r.Reference, r => r.Path);

    /// <summary>Adds the platform's two endpoints to its site.</summary>
    public void Map(WebApplication app)
    {
        app.MapPost("/api/referrals", ReceiveAsync);
        app.MapGet("/api/referrals/{reference}", (string reference, HttpRequest request) => Find(reference, request));
    }

    /// <summary>True once the page at <paramref name="path"/> was removed.</summary>
    public bool IsRemoved(string path) => received.Values.Any(r => r.Path == path && Age(r) >= Removes);

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        if (!IsOurPartner(request))
        {
            return Results.Problem("The bearer token is not known.", statusCode: StatusCodes.Status401Unauthorized);
        }

        var letter = await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        var reference = letter?["reference"]?.GetValue<string>();
        var url = letter?["location"]?["url"]?.GetValue<string>();
        if (reference is null || !Uri.TryCreate(url, UriKind.Absolute, out var place))
        {
            return Results.Problem("The letter lacks its reference or its location.", statusCode: StatusCodes.Status400BadRequest);
        }

        var referral = received.GetOrAdd(reference, _ => new(reference, place.AbsolutePath, time.GetUtcNow()));
        Keep();
        await (Receiving?.Invoke(reference, request.Headers["Idempotency-Key"].ToString()) ?? Task.CompletedTask);
        return Results.Json(Answer(referral), statusCode: StatusCodes.Status202Accepted);
    }

    private IResult Find(string reference, HttpRequest request) => !IsOurPartner(request)
        ? Results.Problem("The bearer token is not known.", statusCode: StatusCodes.Status401Unauthorized)
        : received.TryGetValue(reference, out var referral) ? Results.Json(Answer(referral)) : Results.NotFound();

    private bool IsOurPartner(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), secret);

    private object Answer(Received referral)
    {
        var age = Age(referral);
        var status = age >= Removes ? "removed" : age >= Considers ? "acknowledged" : "received";
        return new { status, reference = $"MF-{referral.Reference}", reason = age >= Removes ? "Removed under the forum's rule 4." : null };
    }

    private TimeSpan Age(Received referral) => time.GetUtcNow() - referral.At;

    private void Keep()
    {
        lock (writing)
        {
            File.WriteAllText(file + ".new", JsonSerializer.Serialize(received.Values));
            File.Move(file + ".new", file, overwrite: true);
        }
    }

    private sealed record Received(string Reference, string Path, DateTimeOffset At);
}
