using System.Text.RegularExpressions;

namespace ContentWatch.Tests.Architecture;

public sealed partial class NamesSayWhat
{
    private static readonly string[] Places = ["src", "tools"];

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(\w*(?:Manager|Helper|Helpers|Util|Utils|Service|Base|Impl|Info|Data|Dto|Common))\b")]
    private static partial Regex FitsEverything { get; }

    [Fact]
    public void No_type_has_a_name_that_fits_everything()
    {
        var wrong = Places.SelectMany(place => Repository.Sources(place))
            .SelectMany(file => FitsEverything.Matches(Repository.Read(file)).Select(type => $"{file}: {type.Groups[1].Value}"));

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_library_declares_only_the_four_interfaces_and_what_describes_somebody_elses_api()
    {
        var declared = Repository.Sources("src/ContentWatch")
            .SelectMany(file => Regex.Matches(Repository.Read(file), @"\binterface\s+(I\w+)").Select(type => type.Groups[1].Value))
            .Order();

        Assert.Equal(["IArchive", "ICollector", "IHttpsJsonApi", "IReferralChannel", "IScorer"], declared);
    }

    [Fact]
    public void No_file_is_longer_than_a_head_can_hold()
    {
        var wrong = Places.SelectMany(place => Repository.Sources(place).Concat(Repository.Sources(place, "*.razor")))
            .Select(file => (file, lines: Repository.Read(file).Count(c => c == '\n')))
            .Where(file => file.lines > 400)
            .Select(file => $"{file.file}: {file.lines} lines");

        Assert.Empty(wrong);
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var wrong = Places.Append("tests").SelectMany(place => Repository.Sources(place))
            .Where(file => !file.EndsWith("/NamesSayWhat.cs", StringComparison.Ordinal))
            .Where(file => Regex.IsMatch(Repository.Read(file), @"\b(TODO|FIXME|HACK|NotImplementedException)\b"));

        Assert.Empty(wrong);
    }
}
