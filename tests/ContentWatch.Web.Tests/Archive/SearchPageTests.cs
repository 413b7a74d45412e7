using System.Net;
using ContentWatch.Accounts;
using ContentWatch.Archive;
using ContentWatch.Score;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Archive;

/// <summary>The search and the item as a browser gets them, and what the log keeps of it.</summary>
public sealed class SearchPageTests : IDisposable
{
    private const string Text = "A mild and artificial text about a green bicycle.";

    private readonly Workbench site = new();
    private readonly Guid item = Guid.CreateVersion7();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task No_word_of_an_item_is_in_the_answer_before_snippets_are_asked_for()
    {
        await ArchiveAsync();
        var researcher = await site.AsAsync("vera", Roles.Researcher);

        var covered = await researcher.GetStringAsync("/search?q=bicycle", Cancel);
        var shown = await researcher.GetStringAsync("/search?q=bicycle&snippets=true", Cancel);

        Assert.Contains("1 item", covered, StringComparison.Ordinal);
        Assert.DoesNotContain("green", covered, StringComparison.Ordinal);
        Assert.DoesNotContain("A made-up title", covered, StringComparison.Ordinal);
        Assert.Contains("about a green <em>bicycle</em>", shown, StringComparison.Ordinal);
        Assert.Equal(2, await EntriesAsync("archive.searched"));
    }

    [Fact]
    public async Task A_query_that_is_not_understood_is_answered_at_its_character_in_the_readers_language()
    {
        var researcher = await site.AsAsync("vera", Roles.Researcher);
        researcher.DefaultRequestHeaders.AcceptLanguage.ParseAdd("nl");

        var page = WebUtility.HtmlDecode(await researcher.GetStringAsync("/search?q=tea+AND+%22not+closed", Cancel));

        Assert.Contains("Het aanhalingsteken op plaats 9 is niet gesloten.", page, StringComparison.Ordinal);
        Assert.Equal(0, await EntriesAsync("archive.searched"));
    }

    [Theory]
    [InlineData("/search?q=bicycle+score%3A%3E0.5")]
    [InlineData("/search?q=bicycle&sort=Hateful")]
    [InlineData("/search?q=bicycle&f=Label%3Ahateful")]
    public async Task A_reviewer_cannot_learn_a_score_by_searching_and_a_researcher_can(string path)
    {
        await ArchiveAsync();
        var reviewer = await site.AsAsync("rosa", Roles.Reviewer);
        var researcher = await site.AsAsync("vera", Roles.Researcher);

        var hidden = await reviewer.GetStringAsync(path, Cancel);

        Assert.Contains("Scores stay hidden from reviewers", hidden, StringComparison.Ordinal);
        Assert.DoesNotContain("0.91", await reviewer.GetStringAsync("/search?q=bicycle", Cancel), StringComparison.Ordinal);
        Assert.Contains("0.91", await researcher.GetStringAsync(path, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_in_a_text_arrives_as_text()
    {
        await ArchiveAsync("<script>alert(1)</script> A bicycle <img src=x onerror=alert(2)>");
        var researcher = await site.AsAsync("vera", Roles.Researcher);

        var page = await researcher.GetStringAsync("/search?q=bicycle&snippets=true", Cancel);

        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_of_an_item_comes_when_it_is_asked_for_and_the_reading_is_recorded()
    {
        await site.AddAsync(new Item { Id = item, Hash = ItemIdentity.Of(Text), Title = "A made-up title", Text = Text, Language = "en", FirstSeenAt = site.Time.GetUtcNow() });
        var researcher = await site.AsAsync("vera", Roles.Researcher);

        var covered = await researcher.GetStringAsync($"/items/{item}", Cancel);
        Assert.Equal(0, await EntriesAsync("item.read"));
        var opened = await Workbench.SubmitAsync(researcher, $"/items/{item}", "act", new() { ["Act"] = "read", ["Id"] = item.ToString() });

        Assert.DoesNotContain("bicycle", covered, StringComparison.Ordinal);
        Assert.DoesNotContain("made-up title", covered, StringComparison.Ordinal);
        Assert.Contains(Text, await opened.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(1, await EntriesAsync("item.read"));
    }

    private Task ArchiveAsync(string text = Text) => site.The<IArchive>().WriteAsync(
        [
            new(
                item, 1, ItemIdentity.Of(text), "A made-up title", text, "en", ["Forum One"], ["forum.example"], [],
                new Dictionary<Label, double> { [Label.Hateful] = .91 }, [Label.Hateful], null, null, site.Time.GetUtcNow(), site.Time.GetUtcNow()),
        ],
        Cancel);

    private async Task<int> EntriesAsync(string act)
    {
        await using var db = site.Database.Read();
        return await db.AuditLeaves.CountAsync(l => l.Act == act, Cancel);
    }
}
