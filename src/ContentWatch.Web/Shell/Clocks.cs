using System.Globalization;

namespace ContentWatch.Web.Shell;

/// <summary>Times as pages write them: UTC, with the zone said, so that a time is never read in another zone.</summary>
public static class Clocks
{
    /// <summary>Day and time to the second.</summary>
    public static string Clock(this DateTimeOffset at) => at.UtcDateTime.ToString("d MMM HH:mm:ss 'UTC'", CultureInfo.CurrentCulture);
}
