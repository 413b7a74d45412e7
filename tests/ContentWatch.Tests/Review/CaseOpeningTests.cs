using ContentWatch.Acquire;
using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Review;

public sealed class CaseOpeningTests : IDisposable
{
    private readonly ReviewRoom room = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => room.Dispose();

    [Theory]
    [InlineData(0.69, OpeningResult.NotDue)]
    [InlineData(0.7, OpeningResult.Opened)]
    [InlineData(null, OpeningResult.NotDue)]
    public async Task A_crawled_item_opens_a_case_at_its_threshold(double? score, OpeningResult expected)
    {
        var item = await room.ItemAsync(score: score);

        var opened = await room.AssessAsync(item, await room.PlaceAsync(item));

        Assert.Equal(expected, opened.Result);
    }

    [Fact]
    public async Task A_report_opens_a_case_whatever_the_score()
    {
        var item = await room.ItemAsync(score: null);

        var opened = await room.AssessAsync(item, await room.PlaceAsync(item), CaseOpening.Report);

        var @case = await room.GetAsync(opened.CaseId!.Value);
        Assert.Equal((CaseOpening.Report, 1L), (@case.Opening, @case.Number));
        Assert.Equal(["case.opened"], await room.ActsAsync(@case.Id));
    }

    [Fact]
    public async Task A_report_of_an_item_under_review_joins_its_case_and_raises_it()
    {
        var item = await room.ItemAsync();
        var place = await room.PlaceAsync(item);
        var first = await room.AssessAsync(item, place);
        var before = await room.GetAsync(first.CaseId!.Value);
        await room.AddAsync(Report(place));

        var second = await room.AssessAsync(item, place, CaseOpening.Report);

        var after = await room.GetAsync(first.CaseId!.Value);
        Assert.Equal(new CaseOpened(OpeningResult.Joined, first.CaseId), second);
        Assert.True(after.Priority > before.Priority);
        Assert.True(after.RankedAt < before.RankedAt);
        Assert.True(after.Version > before.Version);
    }

    [Fact]
    public async Task The_same_item_at_another_place_joins_its_open_case_with_that_location()
    {
        var item = await room.ItemAsync();
        var first = await room.AssessAsync(item, await room.PlaceAsync(item));
        var place = await room.PlaceAsync(item);

        var second = await room.AssessAsync(item, place);
        var third = await room.AssessAsync(item, place);

        Assert.Equal((OpeningResult.Joined, OpeningResult.AlreadyThere), (second.Result, third.Result));
        Assert.Equal(2, await room.AskAsync(db => db.CaseLocations.CountAsync(l => l.CaseId == first.CaseId, Cancel)));
        Assert.Equal(["case.opened", "case.widened"], await room.ActsAsync(first.CaseId!.Value));
    }

    [Fact]
    public async Task An_item_has_at_most_one_open_case_however_many_processes_assess_it_at_once()
    {
        var item = await room.ItemAsync();
        var places = new List<Location>();
        for (var i = 0; i < 12; i++)
        {
            places.Add(await room.PlaceAsync(item));
        }

        using var other = room.OpenAnother();
        await Task.WhenAll(places.Select((place, i) => (i % 2 == 0 ? room.Database : other).WriteAsync(
            (db, cancel) => room.Desk.OpenOrJoinAsync(db, item.Id, place.Id, CaseOpening.Score, cancel), Cancel)));

        Assert.Equal(1, await room.AskAsync(db => db.Cases.CountAsync(c => c.ItemId == item.Id, Cancel)));
        Assert.Equal(12, await room.AskAsync(db => db.CaseLocations.CountAsync(Cancel)));
    }

    [Fact]
    public async Task The_database_itself_refuses_a_second_open_case_for_an_item()
    {
        var item = await room.ItemAsync();
        await room.AssessAsync(item, await room.PlaceAsync(item));

        await Assert.ThrowsAsync<DbUpdateException>(() => room.AddAsync(Some.Case(item)));
    }

    [Fact]
    public async Task A_death_before_the_commit_leaves_no_case_and_burns_no_number()
    {
        var item = await room.ItemAsync();
        var place = await room.PlaceAsync(item);
        await Assert.ThrowsAsync<InvalidOperationException>(() => room.Database.WriteAsync(
            async (db, cancel) =>
            {
                await room.Desk.OpenOrJoinAsync(db, item.Id, place.Id, CaseOpening.Score, cancel);
                throw new InvalidOperationException("killed here");
            },
            Cancel));

        var opened = await room.AssessAsync(item, place);

        Assert.Equal(1, (await room.GetAsync(opened.CaseId!.Value)).Number);
        Assert.Equal(1, await room.AskAsync(db => db.Cases.CountAsync(Cancel)));
    }

    [Theory]
    [InlineData(VerdictKind.Refer)]
    [InlineData(VerdictKind.Dismiss)]
    [InlineData(VerdictKind.Exempt)]
    public async Task A_text_decided_before_opens_a_case_at_a_new_place_and_decides_nothing_itself(VerdictKind verdict)
    {
        var reviewer = await room.PersonAsync("R-14");
        var first = await room.DecidedCaseAsync(reviewer, Form(verdict));
        var item = await room.AskAsync(db => db.Items.SingleAsync(i => i.Id == first.ItemId, Cancel));

        var again = await room.AssessAsync(item, await room.PlaceAsync(item));

        var @case = await room.GetAsync(again.CaseId!.Value);
        var part = CasePriority.Parse(@case.PriorityParts).Parts.Single(p => p.Factor == PriorityFactor.KnownText);
        Assert.Equal((CaseOpening.KnownText, CaseState.Open, null), (@case.Opening, @case.State, @case.Verdict));
        Assert.Equal([verdict.ToString(), "1"], part.Args);
        Assert.Equal(1, await room.AskAsync(db => db.CaseLocations.CountAsync(l => l.CaseId == @case.Id, Cancel)));
    }

    [Fact]
    public async Task A_decided_text_seen_again_at_the_same_place_opens_nothing_unless_it_is_reported()
    {
        var reviewer = await room.PersonAsync("R-14");
        var first = await room.DecidedCaseAsync(reviewer, ReviewRoom.Dismiss);
        var item = await room.AskAsync(db => db.Items.SingleAsync(i => i.Id == first.ItemId, Cancel));
        var place = await room.AskAsync(db => db.Locations.SingleAsync(l => db.CaseLocations.Any(c => c.CaseId == first.Id && c.LocationId == l.Id), Cancel));

        var crawled = await room.AssessAsync(item, place);
        var added = await room.AssessAsync(item, place, CaseOpening.Person);
        var reported = await room.AssessAsync(item, place, CaseOpening.Report);

        Assert.Equal(
            (OpeningResult.NotDue, OpeningResult.NotDue, OpeningResult.Opened), (crawled.Result, added.Result, reported.Result));
    }

    [Fact]
    public async Task A_case_takes_in_the_places_where_its_item_was_seen_below_the_threshold()
    {
        var item = await room.ItemAsync(score: 0.1);
        await room.AssessAsync(item, await room.PlaceAsync(item));

        var opened = await room.AssessAsync(item, await room.PlaceAsync(item), CaseOpening.Report);

        Assert.Equal(2, await room.AskAsync(db => db.CaseLocations.CountAsync(l => l.CaseId == opened.CaseId, Cancel)));
    }

    private static VerdictForm Form(VerdictKind verdict) => verdict switch
    {
        VerdictKind.Refer => ReviewRoom.Refer,
        VerdictKind.Exempt => new(VerdictKind.Exempt, Purpose: ExemptPurpose.Research, Finding: "A study of slogans."),
        _ => ReviewRoom.Dismiss,
    };

    private static Report Report(Location place) => new()
    {
        Id = Some.Id(),
        Url = place.Url,
        Reason = "Look at this.",
        ReceivedAt = Some.Time,
        LocationId = place.Id,
        LeadId = Some.Id(),
        ApiKeyId = Some.Id(),
    };
}
