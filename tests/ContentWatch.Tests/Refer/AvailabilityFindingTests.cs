using ContentWatch.Acquire;
using ContentWatch.Refer;

namespace ContentWatch.Tests.Refer;

public sealed class AvailabilityFindingTests
{
    [Theory]
    [InlineData(404, null, Availability.Gone)]
    [InlineData(410, null, Availability.Gone)]
    [InlineData(451, null, Availability.Gone)]
    [InlineData(401, null, Availability.LoginWall)]
    [InlineData(403, null, Availability.CouldNotLook)]
    [InlineData(429, null, Availability.CouldNotLook)]
    [InlineData(500, null, Availability.CouldNotLook)]
    [InlineData(503, null, Availability.CouldNotLook)]
    [InlineData(304, null, Availability.CouldNotLook)]
    [InlineData(302, "/login?next=%2Fpost", Availability.LoginWall)]
    [InlineData(302, "https://accounts.forum.example/", Availability.LoginWall)]
    [InlineData(301, "/post/renamed", Availability.Moved)]
    [InlineData(308, "https://elsewhere.example/", Availability.Moved)]
    [InlineData(302, "https://forum.example/post", Availability.CouldNotLook)]
    [InlineData(302, "javascript:alert(1)", Availability.CouldNotLook)]
    public void A_status_tells_what_it_can_and_no_more(int status, string? location, Availability seen) =>
        Assert.Equal(seen, AvailabilityFinding.Of(Answer(status, location), null, false).Seen);

    [Theory]
    [InlineData("This post has been removed by a moderator.")]
    [InlineData("The video is no longer available.")]
    [InlineData("Dit bericht is verwijderd.")]
    [InlineData("Der Beitrag wurde entfernt.")]
    [InlineData("Ce contenu a été supprimé.")]
    public void A_page_without_the_content_that_says_it_was_removed_is_a_tombstone(string text) =>
        Assert.Equal(Availability.Tombstone, AvailabilityFinding.Of(Answer(200), text, false).Seen);

    [Fact]
    public void Content_that_is_on_the_page_is_still_there_whatever_else_the_page_says() =>
        Assert.Equal(Availability.StillThere, AvailabilityFinding.Of(Answer(200), "Another post has been removed.", true).Seen);

    [Fact]
    public void A_page_with_neither_the_content_nor_a_word_of_its_removal_proves_nothing() =>
        Assert.Equal(Availability.CouldNotLook, AvailabilityFinding.Of(Answer(200), "Welcome to the forum.", false).Seen);

    private static Hop Answer(int status, string? location = null) => new(
        CaptureUri.Parse("https://forum.example/post"), new([], new(System.Net.IPAddress.Parse("192.0.2.1"), 443), ""), Some.Time, Some.Time, default, default, status,
        location is null ? [] : [new("location", location)], default);
}
