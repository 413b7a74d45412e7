namespace ContentWatch.UrlStandard;

/// <summary>The form in which two addresses of one place are equal. Never changes for an address that is there: places are found by it.</summary>
internal static class UrlKey
{
    private static readonly HashSet<string> Trackers = new(StringComparer.OrdinalIgnoreCase)
    {
        "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "jsessionid", "phpsessid",
    };

    /// <summary>Escapes in one spelling, tracking parameters dropped, the query sorted, no fragment.</summary>
    public static string Of(WebUrl url)
    {
        var path = PercentCode.OneSpelling(url.Path);
        var pairs = (url.Query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => !IsTracker(pair.Split('=')[0]))
            .Select(PercentCode.OneSpelling)
            .Order(StringComparer.Ordinal)
            .ToArray();
        return $"{url.Scheme}://{url.Host}{(pairs.Length == 0 ? path : $"{path}?{string.Join('&', pairs)}")}";
    }

    private static bool IsTracker(string name) => name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || Trackers.Contains(name);
}
