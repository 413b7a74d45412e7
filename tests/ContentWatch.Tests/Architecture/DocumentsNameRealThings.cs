using System.Text.RegularExpressions;

namespace ContentWatch.Tests.Architecture;

public sealed partial class DocumentsNameRealThings
{
    public static TheoryData<string> Documents => ["README.md", "ARCHITECTURE.md", "BENCHMARKS.md", "models/README.md"];

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex Quoted { get; }

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Linked { get; }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_path_a_document_names_exists(string document)
    {
        var text = Repository.Read(document);
        var folder = Path.GetDirectoryName(document)!;

        var paths = Quoted.Matches(text).Select(m => m.Groups[1].Value)
            .Where(quoted => Regex.IsMatch(quoted, @"^(src|tools|tests|models|\.ci)/[\w./-]+$"))
            .Concat(Linked.Matches(text).Select(m => Path.Combine(folder, m.Groups[1].Value)));

        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), $"{document} names {path}"));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_type_a_document_names_exists(string document)
    {
        var declared = new[] { "src", "tools", "tests" }
            .SelectMany(place => Repository.Sources(place).Concat(Repository.Sources(place, "*.razor")))
            .SelectMany(file => Regex.Matches(Repository.Read(file), @"\b(?:class|record struct|record|struct|interface|enum)\s+(\w+)")
                .Select(type => type.Groups[1].Value).Append(Path.GetFileName(file).Split('.')[0]))
            .ToHashSet();

        var named = Quoted.Matches(Repository.Read(document)).Select(m => m.Groups[1].Value)
            .SelectMany(quoted => Regex.Matches(quoted, @"^([A-Z][a-z]+(?:[A-Z][a-z0-9]+)+)(?:\.(?!txt|props|json|md)\w+)?$").Select(m => m.Groups[1].Value))
            .Where(name => !OfOthers.Contains(name));

        Assert.Empty(named.Except(declared));
    }

    /// <summary>Names in documents that belong to libraries, not to us.</summary>
    private static readonly HashSet<string> OfOthers = ["DateTimeOffset", "TimeProvider", "HtmlAgilityPack", "SmartReader", "OpenIddict", "MudBlazor", "OnnxRuntime", "WireMock", "InferenceSession"];
}
