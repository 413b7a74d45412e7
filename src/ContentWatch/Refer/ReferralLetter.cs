using System.Text.Json.Nodes;
using ContentWatch.Review;

namespace ContentWatch.Refer;

/// <summary>
/// What a provider is told, format v1 (JSON): the place, the ground, who we are. No names of people, no content. Never changes; a new version adds a number.
/// </summary>
/// <param name="Reference">Our reference.</param>
/// <param name="IdempotencyKey">The key of every attempt; a header, not part of the letter.</param>
/// <param name="Url">The place as it was first given.</param>
/// <param name="ContentSha256">The hash of the captured body, by which the provider finds what we saw.</param>
/// <param name="CapturedAt">When we saw it.</param>
/// <param name="Grounds">The grounds by law.</param>
/// <param name="TermsClause">The clause of the provider's terms; null when the basis is the law alone.</param>
/// <param name="UnitName">Who we are.</param>
/// <param name="UnitContact">How to reach us.</param>
public sealed record ReferralLetter(
    string Reference,
    string IdempotencyKey,
    string Url,
    string ContentSha256,
    DateTimeOffset CapturedAt,
    Grounds Grounds,
    string? TermsClause,
    string UnitName,
    string UnitContact)
{
    private static readonly (Grounds Ground, string Code, string Words)[] Codes =
    [
        (Grounds.Incites, "A_INCITES", "incites the commission of a terrorist offence, Regulation (EU) 2021/784 art. 2(7)(a)"),
        (Grounds.SolicitsAct, "B_SOLICITS_OFFENCE", "solicits a person or group to commit or contribute to such an offence, art. 2(7)(b)"),
        (Grounds.SolicitsJoining, "C_SOLICITS_GROUP", "solicits participation in the activities of a terrorist group, art. 2(7)(c)"),
        (Grounds.Instructs, "D_INSTRUCTS", "instructs in weapons, substances or methods for such an offence, art. 2(7)(d)"),
        (Grounds.Threatens, "E_THREATENS", "threatens to commit such an offence, art. 2(7)(e)"),
    ];

    /// <summary>The letter as it is sent.</summary>
    public JsonObject ToJson() => new()
    {
        ["v"] = 1,
        ["kind"] = "referral",
        ["reference"] = Reference,
        ["nature"] = "A referral is a request for your voluntary consideration of the content against your own terms; it is not an order.",
        ["location"] = new JsonObject { ["url"] = Url, ["capturedAt"] = CapturedAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture), ["sha256"] = ContentSha256 },
        ["grounds"] = new JsonArray([.. Codes.Where(code => Grounds.HasFlag(code.Ground)).Select(code => new JsonObject { ["code"] = code.Code, ["words"] = code.Words })]),
        ["termsClause"] = TermsClause,
        ["unit"] = new JsonObject { ["name"] = UnitName, ["contact"] = UnitContact },
    };
}
