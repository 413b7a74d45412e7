using System.Net;

namespace ContentWatch.Web.Tests.Shell;

/// <summary>What a service manager asks: whether the process lives, and whether it can serve.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly Workbench site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Anybody_is_told_in_one_word_that_the_site_is_well_however_often_it_is_asked(string path)
    {
        var stranger = site.Anonymous();

        for (var i = 0; i < 700; i++)
        {
            var answer = await stranger.GetAsync(path, Cancel);
            Assert.Equal((HttpStatusCode.OK, "Healthy"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task A_site_whose_database_is_of_another_version_lives_and_is_not_ready_and_says_no_more()
    {
        var stranger = site.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/health/ready", Cancel)).StatusCode);
        await site.Database.WriteAsync((db, cancel) => Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(db.Database, "DELETE FROM \"__EFMigrationsHistory\"", cancel), Cancel);
        site.Time.Advance(TimeSpan.FromSeconds(1));

        var (ready, live) = (await stranger.GetAsync("/health/ready", Cancel), await stranger.GetAsync("/health/live", Cancel));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (ready.StatusCode, await ready.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }
}
