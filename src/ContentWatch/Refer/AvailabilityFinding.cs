using System.Text.RegularExpressions;
using ContentWatch.Acquire;

namespace ContentWatch.Refer;

/// <summary>What a look at a location shows, and how we know: a pure judgement over what came back.</summary>
/// <param name="Seen">What we see.</param>
/// <param name="Detail">How we know, without content.</param>
public sealed partial record AvailabilityFinding(Availability Seen, string Detail)
{
    [GeneratedRegex(
        @"(content|post|video|page|account|message)\s+(has been|was|is)\s+(removed|deleted|taken down|no longer available|not available|unavailable)"
        + @"|no longer available|(is|zijn)\s+(niet meer beschikbaar|verwijderd)|(wurde|ist)\s+(gel.scht|entfernt|nicht mehr verf.gbar)|(a été|est)\s+(supprimé|retiré|indisponible)",
        RegexOptions.IgnoreCase)]
    private static partial Regex SaysRemoved { get; }

    [GeneratedRegex(@"/(login|signin|sign-in|log-in|sign_in|anmelden|inloggen|connexion)\b|accounts\.|/auth/", RegexOptions.IgnoreCase)]
    private static partial Regex SignInAddress { get; }

    /// <summary>Judges an answer.</summary>
    /// <param name="hop">Request and answer.</param>
    /// <param name="pageText">What a reader would read in it; null when it could not be read.</param>
    /// <param name="isContentThere">True when the item's text is among what the page shows.</param>
    public static AvailabilityFinding Of(Hop hop, string? pageText, bool isContentThere)
    {
        ArgumentNullException.ThrowIfNull(hop);
        return hop.Status switch
        {
            404 or 410 => new(Availability.Gone, $"The server answers {hop.Status}."),
            451 => new(Availability.Gone, "The server answers 451: unavailable for legal reasons."),
            401 or 407 => new(Availability.LoginWall, $"The server answers {hop.Status}: it asks to sign in."),
            >= 200 and < 300 when isContentThere => new(Availability.StillThere, "The content is on the page."),
            >= 200 and < 300 when pageText is not null && SaysRemoved.IsMatch(pageText) => new(Availability.Tombstone, "The page says that it was removed, and the content is not on it."),
            >= 200 and < 300 => new(Availability.CouldNotLook, "The page answers, but neither the content nor a word of its removal is on it."),
            _ when hop.Redirect is { } target => Redirected(hop, target),
            _ => new(Availability.CouldNotLook, $"The server answers {hop.Status}."),
        };
    }

    private static AvailabilityFinding Redirected(Hop hop, string target) => hop.Uri.Resolve(target) switch
    {
        null => new(Availability.CouldNotLook, "The server redirects to what is not an address."),
        { } to when SignInAddress.IsMatch(to.Fetch) => new(Availability.LoginWall, "The server redirects to a page that asks to sign in."),
        { } to when to.Key == hop.Uri.Key => new(Availability.CouldNotLook, "The server redirects to the same place."),
        { } to => new(Availability.Moved, $"The address leads to {to.Scheme}://{to.Host} now."),
    };
}
