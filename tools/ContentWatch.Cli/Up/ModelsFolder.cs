namespace ContentWatch.Cli.Up;

/// <summary>Where the models lie: beside the published parts, or in the checkout that cw was built from.</summary>
internal static class ModelsFolder
{
    /// <summary>The folder.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var models = Path.Combine(folder.FullName, "models");
            if (Directory.Exists(Path.Combine(models, "encoder-e5-small")))
            {
                return models;
            }
        }

        throw new RefusedException("The folder 'models' was not found beside cw or above it.");
    }
}
