using Microsoft.AspNetCore.Components;

namespace ContentWatch.Web.Shell;

/// <summary>Strangers' words as they are written: marks of direction and characters without a width are named instead of obeyed.</summary>
public static class Marks
{
    private static readonly Dictionary<char, string> Names = new()
    {
        ['\u200B'] = "ZWSP",
        ['\u200C'] = "ZWNJ",
        ['\u200D'] = "ZWJ",
        ['\u200E'] = "LRM",
        ['\u200F'] = "RLM",
        ['\u061C'] = "ALM",
        ['\u00AD'] = "SHY",
        ['\u2060'] = "WJ",
        ['\uFEFF'] = "BOM",
        ['\u202A'] = "LRE",
        ['\u202B'] = "RLE",
        ['\u202C'] = "PDF",
        ['\u202D'] = "LRO",
        ['\u202E'] = "RLO",
        ['\u2066'] = "LRI",
        ['\u2067'] = "RLI",
        ['\u2068'] = "FSI",
        ['\u2069'] = "PDI",
    };

    /// <summary>A text with its marks named.</summary>
    public static RenderFragment Shown(string text) => builder =>
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !Names.ContainsKey(text[i]))
            {
                continue;
            }

            builder.AddContent(0, text[start..i]);
            if (i < text.Length)
            {
                builder.OpenElement(1, "span");
                builder.AddAttribute(2, "class", "mark-name");
                builder.AddAttribute(3, "dir", "ltr");
                builder.AddContent(4, Names[text[i]]);
                builder.CloseElement();
            }

            start = i + 1;
        }
    };
}
