using System.Text.Json.Nodes;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Accounts;

/// <summary>What became of making a key.</summary>
public enum ApiKeyResult
{
    /// <summary>Made and recorded.</summary>
    Done,

    /// <summary>The name is not 1 to 200 characters.</summary>
    NameInvalid,

    /// <summary>A key that still works has this name, and people tell keys apart by it.</summary>
    NameTaken,

    /// <summary>No scope was given, or one that does not exist.</summary>
    NoScope,

    /// <summary>The end is not in the future.</summary>
    Over,
}

/// <summary>Where partners' keys are made, recognised and withdrawn. Thread-safe.</summary>
public sealed class ApiKeyDesk(Database database, AuditLog audit, TimeProvider time)
{
    /// <summary>How every key begins, so that a leaked one is found by those who look for leaks.</summary>
    public const string KeyPrefix = "cwk_";

    private const int ShownCharacters = 12;

    /// <summary>Makes a key.</summary>
    /// <param name="actorId">The administrator.</param>
    /// <param name="name">Who uses it; 1 to 200 characters; of no other key that still works, whatever the case of its letters.</param>
    /// <param name="scopes">What it may do: at least one of <see cref="ApiScopes.All"/>.</param>
    /// <param name="expiresAt">When it ends; null for never; in the future.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>The key itself, to be shown once; null unless it was made.</returns>
    public async Task<(ApiKeyResult Result, string? Key)> CreateAsync(
        Guid actorId, string name, IReadOnlyCollection<string> scopes, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(scopes);
        var now = time.GetUtcNow();
        name = name.Trim();
        if (Wrong(name, scopes, expiresAt, now) is { } wrong)
        {
            return (wrong, null);
        }

        var secret = KeyPrefix + Secret.New();
        var key = new ApiKey
        {
            Id = Identity.New(time),
            Name = name,
            Prefix = secret[..ShownCharacters],
            Hash = Secret.Hash(secret),
            Scopes = string.Join(' ', ApiScopes.All.Where(scopes.Contains)),
            CreatedBy = actorId,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
        return await database.WriteAsync<(ApiKeyResult, string?)>(
            async (db, cancel) =>
            {
                var names = await db.ApiKeys.Where(k => k.WithdrawnAt == null && (k.ExpiresAt == null || k.ExpiresAt > now)).Select(k => k.Name).ToListAsync(cancel);
                if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    return (ApiKeyResult.NameTaken, null);
                }

                db.ApiKeys.Add(key);
                var details = new JsonObject { ["prefix"] = key.Prefix, ["scopes"] = key.Scopes };
                await audit.AppendAsync(db, Actor.Person(actorId), "api-key.created", $"api-key/{key.Id}", details, cancel);
                return (ApiKeyResult.Done, secret);
            },
            cancellationToken);
    }

    /// <summary>Ends a key at once.</summary>
    /// <returns>False when there is no such key or it was withdrawn before.</returns>
    public Task<bool> WithdrawAsync(Guid actorId, Guid keyId, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancel) =>
        {
            if (await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == keyId && k.WithdrawnAt == null, cancel) is not { } key)
            {
                return false;
            }

            key.WithdrawnAt = time.GetUtcNow();
            await audit.AppendAsync(db, Actor.Person(actorId), "api-key.withdrawn", $"api-key/{keyId}", null, cancel);
            return true;
        },
        cancellationToken);

    /// <summary>Recognises a key and notes, to the minute, that it was used.</summary>
    /// <returns>The key's row; null when it is unknown, expired or withdrawn.</returns>
    public async Task<ApiKey?> RecognizeAsync(string secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (!secret.StartsWith(KeyPrefix, StringComparison.Ordinal) || secret.Length > 100)
        {
            return null;
        }

        var (hash, now) = (Secret.Hash(secret), time.GetUtcNow());
        await using var reading = database.Read();
        var key = await reading.ApiKeys.SingleOrDefaultAsync(
            k => k.Hash == hash && k.WithdrawnAt == null && (k.ExpiresAt == null || k.ExpiresAt > now), cancellationToken);
        var minute = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        if (key is not null && (key.LastUsedAt is null || key.LastUsedAt < minute))
        {
            await database.WriteAsync(
                (db, cancel) => db.ApiKeys.Where(k => k.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, minute), cancel),
                cancellationToken);
        }

        return key;
    }

    private static ApiKeyResult? Wrong(string name, IReadOnlyCollection<string> scopes, DateTimeOffset? expiresAt, DateTimeOffset now) => name.Length switch
    {
        < 1 or > 200 => ApiKeyResult.NameInvalid,
        _ when scopes.Count == 0 || scopes.Except(ApiScopes.All).Any() => ApiKeyResult.NoScope,
        _ when expiresAt <= now => ApiKeyResult.Over,
        _ => null,
    };
}
