using System.Security.Claims;
using ContentWatch.Review;
using ContentWatch.Web.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ContentWatch.Web.Review;

/// <summary>What the case page asks in the background: to keep a claim that is in use.</summary>
public static class CasesApi
{
    /// <summary>Maps it.</summary>
    public static void MapCases(this IEndpointRouteBuilder site) =>
        site.MapPost("/cases/{id:guid}/renew", RenewAsync).RequireAuthorization(Policies.ReviewCases).ExcludeFromDescription();

    /// <summary>Renews a claim while the page is visible and was used within two minutes; the page says how long ago, and is bound to say so truthfully only to itself.</summary>
    private static async Task<Results<NoContent, Conflict>> RenewAsync(
        Guid id, [FromForm] int secondsSinceUse, ClaimsPrincipal person, CaseDesk desk, TimeProvider time, CancellationToken cancellationToken)
    {
        var lastUsedAt = time.GetUtcNow() - TimeSpan.FromSeconds(Math.Clamp(secondsSinceUse, 0, 86_400));
        var outcome = await desk.RenewAsync(id, Reviewers.Of(person), visible: true, lastUsedAt, cancellationToken);
        return outcome is CaseOutcome.Claimed ? TypedResults.NoContent() : TypedResults.Conflict();
    }
}
