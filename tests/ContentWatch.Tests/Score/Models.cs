using ContentWatch.Tests.Architecture;

namespace ContentWatch.Tests.Score;

/// <summary>The models that ship with this checkout.</summary>
internal static class Models
{
    /// <summary>Their folder.</summary>
    public static string Folder => Path.Combine(Repository.Root, "models");

    /// <summary>A file of the encoder.</summary>
    public static string Encoder(string file) => Path.Combine(Folder, "encoder-e5-small", file);

    /// <summary>Every manifest.</summary>
    public static IEnumerable<string> Manifests => Directory.GetDirectories(Folder).Select(folder => Path.Combine(folder, "manifest.json")).Where(File.Exists);
}
