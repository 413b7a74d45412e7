using System.Text.Json.Nodes;
using Refit;

namespace ContentWatch.Refer.Channels.HttpsJson;

/// <summary>The HTTPS JSON interface of a platform, as we ask platforms to offer it.</summary>
internal interface IHttpsJsonApi
{
    /// <summary>Takes a referral; repeated under the same key it is the same referral.</summary>
    [Post("/referrals")]
    Task<HttpResponseMessage> ReferAsync(
        [Body] JsonObject letter, [Header("Idempotency-Key")] string idempotencyKey, [Authorize("Bearer")] string? token, CancellationToken cancellationToken);

    /// <summary>Tells where a referral stands.</summary>
    [Get("/referrals/{reference}")]
    Task<HttpResponseMessage> FindAsync(string reference, [Authorize("Bearer")] string? token, CancellationToken cancellationToken);
}
