using System.Text.RegularExpressions;

namespace ContentWatch.Web.Tests.Shell;

/// <summary>Tables that become cards where the page is narrow.</summary>
public sealed class TablesTests
{
    [Theory]
    [InlineData("src/ContentWatch.Web/Accounts")]
    [InlineData("src/ContentWatch.Web/Acquire")]
    [InlineData("src/ContentWatch.Web/Refer")]
    public void Every_cell_of_a_table_names_its_column_unless_it_holds_buttons(string folder)
    {
        var tables = Directory.EnumerateFiles(Source.Of(folder), "*.razor").Select(File.ReadAllText).Where(text => text.Contains("<table", StringComparison.Ordinal)).ToList();

        var cells = tables.SelectMany(text => Regex.Matches(text, "(?s)<td([^>]*)>(.*?)</td>")).Where(cell => !cell.Groups[2].Value.Contains("<form", StringComparison.Ordinal) || cell.Groups[1].Value.Contains("data-label", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(cells);
        Assert.All(cells, cell => Assert.Contains("data-label=", cell.Groups[1].Value, StringComparison.Ordinal));
    }
}
