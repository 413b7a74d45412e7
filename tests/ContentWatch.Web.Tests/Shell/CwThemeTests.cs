using System.Text.RegularExpressions;
using ContentWatch.Web.Shell;
using MudBlazor;
using MudBlazor.Utilities;

namespace ContentWatch.Web.Tests.Shell;

/// <summary>The component library wears the colours of the style sheet.</summary>
public sealed class CwThemeTests
{
    public static TheoryData<string, string> Tokens => new()
    {
        { nameof(Palette.Primary), "fill" }, { nameof(Palette.Background), "canvas" }, { nameof(Palette.Surface), "surface" },
        { nameof(Palette.BackgroundGray), "sunken" }, { nameof(Palette.TextPrimary), "ink" }, { nameof(Palette.TextSecondary), "ink-2" },
        { nameof(Palette.TextDisabled), "ink-3" }, { nameof(Palette.ActionDefault), "ink-2" }, { nameof(Palette.LinesInputs), "edge" },
        { nameof(Palette.LinesDefault), "line" }, { nameof(Palette.TableLines), "line" }, { nameof(Palette.Divider), "line" },
        { nameof(Palette.TableHover), "note" }, { nameof(Palette.Error), "crit" }, { nameof(Palette.Warning), "high" },
        { nameof(Palette.Success), "ok" }, { nameof(Palette.Info), "accent" }, { nameof(Palette.Tertiary), "safe" },
        { nameof(Palette.AppbarBackground), "bar" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public void A_colour_of_the_theme_is_the_token_of_the_style_sheet_in_light_and_dark(string colour, string token)
    {
        var css = File.ReadAllText(Source.Of("src/ContentWatch.Web/wwwroot/app.css"));
        var values = Regex.Match(css, $@"--cw-{token}: light-dark\((#[0-9A-F]{{6}}), (#[0-9A-F]{{6}})\)");

        Assert.Equal(values.Groups[1].Value, Hex(CwTheme.Instance.PaletteLight, colour));
        Assert.Equal(values.Groups[2].Value, Hex(CwTheme.Instance.PaletteDark, colour));
    }

    private static string Hex(Palette palette, string colour) =>
        ((MudColor)typeof(Palette).GetProperty(colour)!.GetValue(palette)!).ToString(MudColorOutputFormats.Hex).ToUpperInvariant();
}
