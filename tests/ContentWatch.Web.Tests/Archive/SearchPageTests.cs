using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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
        var shown = await SnippetsAsync(researcher, "/search?q=bicycle");

        Assert.Contains("1 item", covered, StringComparison.Ordinal);
        Assert.DoesNotContain("green", covered, StringComparison.Ordinal);
        Assert.DoesNotContain("A made-up title", covered, StringComparison.Ordinal);
        Assert.Contains("about a green <em>bicycle</em>", shown, StringComparison.Ordinal);
        Assert.Equal(2, await EntriesAsync("archive.searched"));
    }

    [Fact]
    public async Task An_address_alone_shows_no_word_of_an_item()
    {
        await ArchiveAsync();
        var researcher = await site.AsAsync("vera", Roles.Researcher);

        var page = await researcher.GetStringAsync("/search?q=bicycle&snippets=true", Cancel);

        Assert.Contains("1 item", page, StringComparison.Ordinal);
        Assert.DoesNotContain("green", page, StringComparison.Ordinal);
        Assert.DoesNotContain("A made-up title", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_for_snippets_is_one_entry_that_says_so()
    {
        await ArchiveAsync();
        var researcher = await site.AsAsync("vera", Roles.Researcher);

        await SnippetsAsync(researcher, "/search?q=bicycle");

        await using var db = site.Database.Read();
        var entry = await db.AuditLeaves.SingleAsync(leaf => leaf.Act == "archive.searched", Cancel);
        Assert.True((bool)JsonNode.Parse(entry.Bytes)!["details"]!["snippets"]!);
    }

    [Fact]
    public async Task The_next_page_of_snippets_comes_by_a_form_and_shows_snippets()
    {
        await ArchiveManyAsync(30);
        var researcher = await site.AsAsync("vera", Roles.Researcher);

        var first = await SnippetsAsync(researcher, "/search?q=bicycle&sort=Newest");
        var next = WebUtility.HtmlDecode(Regex.Match(first, "action=\"([^\"]*cursor=[^\"]*)\"").Groups[1].Value);
        var second = await SnippetsAsync(researcher, next);

        Assert.DoesNotContain("snippets=", next, StringComparison.Ordinal);
        Assert.Contains("<em>bicycle</em>", second, StringComparison.Ordinal);
        Assert.DoesNotMatch("action=\"[^\"]*cursor=(?!" + Regex.Escape(next.Split("cursor=")[1]) + ")", second);
    }

    [Fact]
    public async Task Who_may_see_scores_reads_that_no_model_speaks_the_language_and_a_reviewer_does_not()
    {
        await site.The<IArchive>().WriteAsync([Archived(item, "Een rustige en verzonnen tekst over een groene fiets.", "nl", [])], Cancel);
        await site.AddAsync(
            new Item { Id = item, Hash = ItemIdentity.Of(Text), Title = null, Text = Text, Language = "nl", FirstSeenAt = site.Time.GetUtcNow() },
            new ItemScore { Id = Guid.CreateVersion7(), ItemId = item, Label = Label.Hateful, Outcome = ScoreOutcome.NoModelForLanguage, ModelId = "m", ModelVersion = "1", Language = "nl", ScoredAt = site.Time.GetUtcNow() });
        var (researcher, reviewer) = (await site.AsAsync("vera", Roles.Researcher), await site.AsAsync("rosa", Roles.Reviewer));

        Assert.Contains("No model for Dutch", await researcher.GetStringAsync("/search?q=fiets", Cancel), StringComparison.Ordinal);
        Assert.DoesNotContain("No model", await reviewer.GetStringAsync("/search?q=fiets", Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("nl")]
    public async Task The_help_has_an_example_of_every_field_that_is_understood(string language)
    {
        var researcher = await site.AsAsync("vera", Roles.Researcher);
        researcher.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);

        var help = WebUtility.HtmlDecode(await researcher.GetStringAsync("/search", Cancel));
        var examples = Regex.Matches(help, "<dt><a href=\"/search\\?q=[^\"]*\"><code>([^<]*(?:<=)?[^<]*)</code>").Select(match => match.Groups[1].Value).ToList();

        Assert.All(QueryParser.Fields, field => Assert.Contains(examples, example => example.StartsWith(field + ":", StringComparison.Ordinal)));
        Assert.All(examples, example => Assert.IsType<QueryReading.Understood>(QueryParser.Parse(example)));
        Assert.DoesNotContain("Field.", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_finds_nothing_says_what_was_looked_for()
    {
        var researcher = await site.AsAsync("vera", Roles.Researcher);

        var page = WebUtility.HtmlDecode(await researcher.GetStringAsync("/search?q=a+purple+unicorn", Cancel));

        Assert.Contains("Nothing was found for “a purple unicorn”.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_is_not_understood_is_answered_at_its_character_in_the_readers_language()
    {
        var researcher = await site.AsAsync("vera", Roles.Researcher);
        researcher.DefaultRequestHeaders.AcceptLanguage.ParseAdd("nl");

        var page = WebUtility.HtmlDecode(await researcher.GetStringAsync("/search?q=tea+AND+%22not+closed", Cancel));

        Assert.Contains("Het aanhalingsteken op plaats 9 is niet gesloten.", page, StringComparison.Ordinal);
        Assert.Contains("tea AND <mark>\"not</mark> closed", page, StringComparison.Ordinal);
        Assert.Matches("<input[^>]*id=\"q\"[^>]*aria-invalid=\"true\"[^>]*data-focus", page);
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

        var page = await SnippetsAsync(researcher, "/search?q=bicycle");

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

    private Task ArchiveAsync(string text = Text) => site.The<IArchive>().WriteAsync([Archived(item, text, "en", new() { [Label.Hateful] = .91 })], Cancel);

    private Task ArchiveManyAsync(int count) =>
        site.The<IArchive>().WriteAsync([.. Enumerable.Range(0, count).Select(i => Archived(Guid.CreateVersion7(), $"A text about bicycle {i}.", "en", []))], Cancel);

    private ArchivedItem Archived(Guid id, string text, string language, Dictionary<Label, double> scores) => new(
        id, 1, ItemIdentity.Of(text), "A made-up title", text, language, ["Forum One"], ["forum.example"], [],
        scores, [.. scores.Keys], null, null, site.Time.GetUtcNow(), site.Time.GetUtcNow());

    /// <summary>Asks for the snippets of a search as its button does.</summary>
    private static async Task<string> SnippetsAsync(HttpClient client, string path)
    {
        var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = await Workbench.FormTokenAsync(client, "/search"), ["_handler"] = "act", ["Act"] = "snippets" };
        using var form = new FormUrlEncodedContent(fields);
        var answer = await client.PostAsync(path, form, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<int> EntriesAsync(string act)
    {
        await using var db = site.Database.Read();
        return await db.AuditLeaves.CountAsync(l => l.Act == act, Cancel);
    }
}
