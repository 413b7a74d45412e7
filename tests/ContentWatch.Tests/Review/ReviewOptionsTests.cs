using ContentWatch.Review;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Review;

public sealed class ReviewOptionsTests
{
    [Theory]
    [InlineData("ClaimFor", "00:00:00")]
    [InlineData("RenewWithin", "02:00:00")]
    [InlineData("UndoFor", "-00:00:01")]
    public void A_time_that_makes_no_sense_is_refused_by_its_name(string key, string value)
    {
        using var services = Services(key, value);

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<ReviewOptions>>().Value);

        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_desk_and_what_reads_cases_come_with_the_product()
    {
        using var services = Services("UndoFor", "00:00:05");

        Assert.Equal(TimeSpan.FromSeconds(5), services.GetRequiredService<IOptions<ReviewOptions>>().Value.UndoFor);
        Assert.NotNull(services.GetRequiredService<CaseDesk>());
        Assert.NotNull(services.GetRequiredService<CaseReader>());
        Assert.NotNull(services.GetRequiredService<CaseTimeline>());
        Assert.NotNull(services.GetRequiredService<ReviewQueue>());
    }

    private static ServiceProvider Services(string key, string value) => new ServiceCollection()
        .AddContentWatch(new ConfigurationBuilder().AddInMemoryCollection([new($"Review:{key}", value)]).Build())
        .BuildServiceProvider();
}
