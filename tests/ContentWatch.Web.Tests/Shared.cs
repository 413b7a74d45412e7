namespace ContentWatch.Web.Tests;

/// <summary>Public checkers and data beside the repository. Absent on a bare clone: then the test is skipped with the reason, and fails where everything is required.</summary>
public static class Shared
{
    /// <summary>The full path of <paramref name="relative"/>, such as <c>conformance/robots/rfc9309.json</c>.</summary>
    public static string Path(string relative)
    {
        var root = Environment.GetEnvironmentVariable("CONTENTWATCH_SHARED") ?? Beside();
        var path = root is null ? null : System.IO.Path.Combine(root, relative);
        if (path is not null && System.IO.Path.Exists(path))
        {
            return path;
        }

        Requirements.Missing($"public test data '{relative}'", "set CONTENTWATCH_SHARED to the folder that holds 'checkers'");
        return "";
    }

    private static string? Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var shared = System.IO.Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(System.IO.Path.Combine(shared, "conformance")))
            {
                return shared;
            }
        }

        return null;
    }
}
