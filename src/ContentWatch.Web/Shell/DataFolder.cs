namespace ContentWatch.Web.Shell;

/// <summary>The host never makes or changes the data folder: it starts on one that is there, or says what to do.</summary>
internal static class DataFolder
{
    /// <summary>The configured data folder.</summary>
    public static string Of(IConfiguration configuration) => configuration.GetSection("Database").Get<DatabaseOptions>()?.Folder ?? new DatabaseOptions().Folder;

    /// <summary>Checks that the database is there.</summary>
    /// <exception cref="InvalidOperationException">It is not; the message says which command makes it.</exception>
    public static void Require(IConfiguration configuration)
    {
        var path = new DatabaseOptions { Folder = Of(configuration) }.SqlitePath;
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"There is no database at {Path.GetFullPath(path)}. 'cw up' makes one and starts everything; 'cw db migrate' only makes it. Another folder: Database:Folder.");
        }
    }
}
