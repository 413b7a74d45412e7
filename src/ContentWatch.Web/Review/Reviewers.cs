using System.Security.Claims;
using ContentWatch.Accounts;
using ContentWatch.Review;
using ContentWatch.Web.Accounts;

namespace ContentWatch.Web.Review;

/// <summary>Who sits at the desk, from the session that the policy let in.</summary>
internal static class Reviewers
{
    /// <summary>The reviewer who is signed in.</summary>
    public static Reviewer Of(ClaimsPrincipal principal) => new(PersonClaims.Id(principal), principal.IsInRole(Roles.SeniorReviewer));
}
