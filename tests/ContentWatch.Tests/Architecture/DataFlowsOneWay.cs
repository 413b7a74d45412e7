using System.Text.RegularExpressions;

namespace ContentWatch.Tests.Architecture;

public sealed partial class DataFlowsOneWay
{
    /// <summary>The picture of ARCHITECTURE.md as a table: what a stage may name besides itself and the root.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Databases"] = [],
        ["Audit"] = ["Databases"],
        ["Accounts"] = ["Audit", "Databases"],
        ["Acquire"] = ["Audit", "Databases"],
        ["Extract"] = ["Acquire"],
        ["Score"] = ["Extract"],
        ["Archive"] = ["Acquire", "Extract", "Score", "Audit", "Databases"],
        ["Review"] = ["Acquire", "Archive", "Score", "Accounts", "Audit", "Databases"],
        ["Refer"] = ["Acquire", "Extract", "Archive", "Review", "Audit", "Databases"],
        ["Backups"] = ["Acquire", "Archive", "Audit", "Databases"],
    };

    [GeneratedRegex(@"\bContentWatch\.([A-Z][A-Za-z]+)")]
    private static partial Regex NamesStage { get; }

    public static TheoryData<string> Stages => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_stage_uses_only_stages_before_it(string stage)
    {
        var allowed = MayUse[stage].Append(stage).ToHashSet();

        var wrong = Repository.Sources($"src/ContentWatch/{stage}")
            .SelectMany(file => NamesStage.Matches(Repository.Read(file)).Select(use => (file, used: use.Groups[1].Value)))
            .Where(use => MayUse.ContainsKey(use.used) && !allowed.Contains(use.used))
            .Select(use => $"{use.file} names {use.used}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_of_the_library_is_a_stage_the_reading_of_addresses_or_the_migrations()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src/ContentWatch")).Select(Path.GetFileName);

        Assert.Empty(folders.Except([.. MayUse.Keys, "UrlStandard", "Migrations", "obj", "bin"]));
    }

    [Theory]
    [InlineData("Extract")]
    [InlineData("Score")]
    public void Reading_and_scoring_touch_neither_database_nor_network(string stage)
    {
        var wrong = Repository.Sources($"src/ContentWatch/{stage}")
            .Where(file => Regex.IsMatch(Repository.Read(file), @"EntityFrameworkCore|ContentWatchDb|\bDatabase\b\s+\w+[,)]|System\.Net\.Http|System\.Net\.Sockets"));

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_web_names_nothing_that_dials_out()
    {
        var wrong = Repository.Sources("src/ContentWatch.Web").Concat(Repository.Sources("src/ContentWatch.Web", "*.razor"))
            .Where(file => Regex.IsMatch(Repository.Read(file), @"\b(Fetcher|ICollector|IReferralChannel|ReferralOutbox|HttpClient|SocketsHttpHandler|AddAcquireOutbound|AddReferOutbound)\b"));

        Assert.Empty(wrong);
    }
}
