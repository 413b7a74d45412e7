using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Shell;

/// <summary>The host never makes or changes the data folder: it starts on one that is there and of its version, or says what to do.</summary>
internal static class DataFolder
{
    /// <summary>The configured data folder.</summary>
    public static string Of(IConfiguration configuration) => configuration.GetSection("Database").Get<DatabaseOptions>()?.Folder ?? new DatabaseOptions().Folder;

    /// <summary>Checks that the database is there and of this build's version.</summary>
    /// <exception cref="DatabaseVersionException">It is not; the message says which command helps.</exception>
    public static async Task RequireAsync(WebApplication app)
    {
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<ContentWatchDb>>().CreateDbContextAsync();
        await DatabaseMigration.RefuseOtherVersionAsync(db, CancellationToken.None);
    }
}
