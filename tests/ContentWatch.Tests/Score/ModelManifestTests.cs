using System.Text.Json.Nodes;
using ContentWatch.Score;

namespace ContentWatch.Tests.Score;

public sealed class ModelManifestTests : IDisposable
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "TestData", "manifest-v1.json");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-test-");

    public static TheoryData<string> Shipped => [.. Models.Manifests.Select(path => Path.GetRelativePath(Models.Folder, path))];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_model_that_ships_is_what_its_manifest_says(string manifest) =>
        Assert.NotEmpty(ModelManifest.Load(Path.Combine(Models.Folder, manifest)).Quality);

    [Fact]
    public void A_manifest_of_the_first_day_is_read_and_written_for_ever()
    {
        var read = ModelManifest.Read(Golden);

        Assert.Equal(File.ReadAllText(Golden).TrimEnd('\n'), read.ToJson());
    }

    [Theory]
    [InlineData("schema", "2", "schema")]
    [InlineData("kind", "\"magic\"", "kind")]
    [InlineData("labels", "[]", "labels")]
    [InlineData("labels", "[\"Terrorist\"]", "labels")]
    [InlineData("languages", "{}", "languages")]
    [InlineData("layers", "[13]", "layers")]
    [InlineData("files", "[]", "files")]
    public void A_manifest_that_is_wrong_is_refused_with_the_file_and_the_field(string field, string value, string named)
    {
        var json = JsonNode.Parse(File.ReadAllText(Golden))!;
        json[field] = JsonNode.Parse(value);
        var path = Path.Combine(folder.FullName, "manifest.json");
        File.WriteAllText(path, json.ToJsonString());

        var refusal = Assert.Throws<ModelRefusedException>(() => ModelManifest.Load(path));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_differs_is_refused_by_name()
    {
        var path = Path.Combine(folder.FullName, "manifest.json");
        File.Copy(Golden, path);

        var missing = Assert.Throws<ModelRefusedException>(() => ModelManifest.Load(path));
        foreach (var file in ModelManifest.Read(path).Files)
        {
            File.WriteAllText(Path.Combine(folder.FullName, file.Path), "something else");
        }

        var differing = Assert.Throws<ModelRefusedException>(() => ModelManifest.Load(path));

        Assert.Contains("is missing", missing.Message, StringComparison.Ordinal);
        Assert.Contains("SHA-256", differing.Message, StringComparison.Ordinal);
    }
}
