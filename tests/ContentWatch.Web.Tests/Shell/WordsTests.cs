using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ContentWatch.Web.Tests.Shell;

/// <summary>Both languages say the same things: every pair of resource files of every stage.</summary>
public sealed class WordsTests
{
    public static TheoryData<string> Pairs => [.. Directory.EnumerateFiles(Source.Of("src/ContentWatch.Web"), "*.resx", SearchOption.AllDirectories)
        .Where(path => !path.EndsWith(".nl.resx", StringComparison.Ordinal))
        .Select(path => Path.GetRelativePath(Source.Of("src/ContentWatch.Web"), path))];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void English_and_Dutch_have_the_same_words_with_the_same_places_for_values(string path)
    {
        var english = Read(path);
        var dutch = Read(Path.ChangeExtension(path, ".nl.resx"));

        Assert.Empty(english.Keys.Except(dutch.Keys));
        Assert.Empty(dutch.Keys.Except(english.Keys));
        Assert.All(english, word => Assert.Equal(Places(word.Value), Places(dutch[word.Key])));
    }

    [Fact]
    public void Every_word_that_a_page_asks_for_is_there_and_none_is_left_over()
    {
        var words = Read("Shell/Words.resx").Keys.ToHashSet();
        var sources = new[] { "Shell", "Accounts" }.SelectMany(folder => Directory.EnumerateFiles(Source.Of("src/ContentWatch.Web/" + folder), "*.*"))
            .Where(path => path.EndsWith(".razor", StringComparison.Ordinal) || path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(File.ReadAllText).ToList();

        var asked = sources.SelectMany(text => Regex.Matches(text, @"W\[""([^""]+)""[,\]]").Select(match => match.Groups[1].Value)).ToHashSet();
        var unused = words.Where(word => !word.Contains('.', StringComparison.Ordinal) && !sources.Any(text => text.Contains($"\"{word}\"", StringComparison.Ordinal)));

        Assert.Empty(asked.Except(words));
        Assert.Empty(unused);
    }

    [Theory]
    [InlineData("Review/ReviewWords.resx")]
    [InlineData("Archive/ArchiveWords.resx")]
    [InlineData("Refer/ReferWords.resx")]
    [InlineData("Audit/AuditWords.resx")]
    [InlineData("Acquire/AcquireWords.resx")]
    [InlineData("Operate/OperateWords.resx")]
    public void No_word_of_a_stage_is_left_over(string path)
    {
        var own = Directory.EnumerateFiles(Path.GetDirectoryName(Path.Combine(Source.Of("src/ContentWatch.Web"), path))!, "*.*")
            .Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();

        var leftOver = Read(path).Keys.Where(word => !word.Contains('.', StringComparison.Ordinal) && !own.Exists(text => text.Contains($"\"{word}\"", StringComparison.Ordinal)));
        Assert.Equal("", string.Join(", ", leftOver));
    }

    private static Dictionary<string, string> Read(string path) =>
        XDocument.Load(Path.Combine(Source.Of("src/ContentWatch.Web"), path)).Root!.Elements("data").ToDictionary(e => e.Attribute("name")!.Value, e => e.Element("value")!.Value);

    private static IEnumerable<string> Places(string text) => Regex.Matches(text, @"\{\d+").Select(match => match.Value).Distinct().Order();
}
