namespace ContentWatch.Web.Tests;

/// <summary>The source files of the checkout, for tests that read them.</summary>
public static class Source
{
    /// <summary>The full path of <paramref name="relative"/> below the folder of the solution.</summary>
    public static string Of(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ContentWatch.sln")))
            {
                return Path.Combine(folder.FullName, relative);
            }
        }

        throw new DirectoryNotFoundException("The tests run outside a checkout.");
    }
}
