using MudBlazor;

namespace ContentWatch.Web.Shell;

/// <summary>The tokens of <c>app.css</c> as the component library wants them. A test reads the style sheet and fails when they differ.</summary>
public static class CwTheme
{
    private static readonly string[] Sans = ["Atkinson Next", "Noto Arabic", "system-ui", "Noto Sans", "sans-serif"];

    /// <summary>The one theme.</summary>
    public static MudTheme Instance { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0B5568",
            Background = "#F1F3F4",
            Surface = "#FFFFFF",
            BackgroundGray = "#E6EAEC",
            TextPrimary = "#14212A",
            TextSecondary = "#41505A",
            TextDisabled = "#56646E",
            ActionDefault = "#41505A",
            LinesInputs = "#74828C",
            LinesDefault = "#D6DDE1",
            TableLines = "#D6DDE1",
            Divider = "#D6DDE1",
            TableHover = "#EEF3F5",
            Error = "#A3123C",
            Warning = "#9A3B05",
            Success = "#19623B",
            Info = "#0B5568",
            Tertiary = "#55398F",
            AppbarBackground = "#0C2F3A",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#23798F",
            Background = "#10171C",
            Surface = "#182127",
            BackgroundGray = "#0B1115",
            TextPrimary = "#E4EAEE",
            TextSecondary = "#B6C2CA",
            TextDisabled = "#98A6B0",
            ActionDefault = "#B6C2CA",
            LinesInputs = "#71818C",
            LinesDefault = "#2B373F",
            TableLines = "#2B373F",
            Divider = "#2B373F",
            TableHover = "#1D2A32",
            Error = "#FF9DB4",
            Warning = "#FFB488",
            Success = "#86D2A5",
            Info = "#74C5D9",
            Tertiary = "#C5B2F5",
            AppbarBackground = "#0B1216",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "3px", AppbarHeight = "48px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = ".875rem", LineHeight = "1.43", LetterSpacing = "normal", TextTransform = "none" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = ".875rem", FontWeight = "500", LetterSpacing = "normal", TextTransform = "none" },
        },
        Shadows = new Shadow { Elevation = [.. Enumerable.Repeat("none", 26)] },
    };
}
