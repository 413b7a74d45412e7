namespace ContentWatch.UrlStandard;

/// <summary>The path of an http or https address (URL Standard §4.4, path state): backslashes are slashes, dots are resolved, escaped dots too.</summary>
internal static class UrlPath
{
    /// <summary>The path of <paramref name="text"/>, whose first slash may be missing, behind the segments of <paramref name="before"/>.</summary>
    public static string Read(string text, IEnumerable<string> before)
    {
        var segments = before.ToList();
        var parts = text.Replace('\\', '/').Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            var dots = Dots(parts[i]);
            if (dots == 2 && segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }

            if (dots == 0 || i == parts.Length - 1)
            {
                segments.Add(dots == 0 ? PercentCode.Encode(parts[i], PercentCode.Path) : "");
            }
        }

        return "/" + string.Join('/', segments);
    }

    private static int Dots(string segment) => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) switch
    {
        "." => 1,
        ".." => 2,
        _ => 0,
    };
}
