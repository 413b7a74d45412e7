namespace ContentWatch.Acquire.Sources;

/// <summary>Addresses that sites make without end: calendars, filters, folders that contain themselves. What looks so is not followed from a page; a person can still add it as a lead.</summary>
/// <remarks>The first two bounds are those of Heritrix (<c>TooManyPathSegmentsDecideRule</c>, <c>PathologicalPathDecideRule</c>).</remarks>
public static class LinkTrap
{
    /// <summary>Most parts of a path between slashes.</summary>
    public const int MaxSegments = 20;

    /// <summary>How often in a row the same part or parts may stand in a path.</summary>
    public const int MaxRepeats = 2;

    /// <summary>Most parameters of a query.</summary>
    public const int MaxParameters = 20;

    /// <summary>Most addresses of a source that differ in their query alone.</summary>
    public const int MaxQueries = 500;

    /// <summary>Whether an address looks like one of a trap by itself.</summary>
    public static bool Is(CaptureUri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var parts = uri.PathAndQuery.Split('?', 2);
        var segments = parts[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments.Length > MaxSegments || RepeatsItself(segments) || (parts.Length > 1 && parts[1].Count(c => c == '&') >= MaxParameters);
    }

    private static bool RepeatsItself(string[] segments)
    {
        for (var length = 1; length * (MaxRepeats + 1) <= segments.Length; length++)
        {
            // So many parts in a row that are equal to the one a length before make one repetition more for each length.
            var equal = 0;
            for (var i = length; i < segments.Length; i++)
            {
                equal = segments[i] == segments[i - length] ? equal + 1 : 0;
                if (equal >= length * MaxRepeats)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
