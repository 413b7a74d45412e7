using System.Globalization;
using Microsoft.Extensions.Localization;

namespace ContentWatch.Web.Shell;

/// <summary>Numbers with their noun, one or more: English and Dutch both have two forms. Words: <c>Name.One</c> and <c>Name.Other</c>.</summary>
public static class Counting
{
    /// <summary>The noun after its number, written as the person's language does.</summary>
    public static string Count(this IStringLocalizer words, string name, long number)
    {
        ArgumentNullException.ThrowIfNull(words);
        return words[number == 1 ? name + ".One" : name + ".Other", number.ToString("N0", CultureInfo.CurrentCulture)];
    }
}
