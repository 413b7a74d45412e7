using System.Globalization;

namespace ContentWatch.Web.Review;

/// <summary>Languages as people call them, in the language of the page.</summary>
internal static class LanguageNames
{
    /// <summary>The name of a BCP 47 tag; the tag itself when nobody knows it.</summary>
    public static string Of(string tag)
    {
        try
        {
            return tag == "und" ? "?" : CultureInfo.GetCultureInfo(tag).DisplayName;
        }
        catch (CultureNotFoundException)
        {
            return tag;
        }
    }
}
