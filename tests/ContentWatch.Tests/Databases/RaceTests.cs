using System.Globalization;
using ContentWatch.Audit;
using ContentWatch.Review;
using ContentWatch.Tests.Audit;
using ContentWatch.Tests.Review;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Databases;

/// <summary>Processes that want the same thing in the same moment.</summary>
public sealed class RaceTests : IDisposable
{
    private readonly ReviewRoom room = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => room.Dispose();

    [Fact]
    public async Task Thirty_reviewers_who_press_next_at_once_get_thirty_cases()
    {
        const int people = 30;
        await room.FillAsync(people);
        var reviewers = new List<Reviewer>();
        for (var i = 0; i < people; i++)
        {
            reviewers.Add(await room.PersonAsync($"R-{i}"));
        }

        var claimed = await Task.WhenAll(reviewers.Select((by, i) => Task.Run(() => Desk(i).ClaimNextAsync(by, Cancel))));

        Assert.Equal(people, claimed.Select(outcome => Assert.IsType<CaseOutcome.Claimed>(outcome).CaseId).Distinct().Count());
        Assert.Equal(people, await room.AskAsync(db => db.AuditLeaves.CountAsync(l => l.Act == "case.claimed", Cancel)));
    }

    [Fact]
    public async Task Who_presses_next_five_times_at_once_has_one_case()
    {
        await room.FillAsync(10);
        var reviewer = await room.PersonAsync("R-14");

        var claimed = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Task.Run(() => Desk(i).ClaimNextAsync(reviewer, Cancel))));

        Assert.Single(claimed.Select(outcome => Assert.IsType<CaseOutcome.Claimed>(outcome).CaseId).Distinct());
        Assert.Equal(1, await room.AskAsync(db => db.Cases.CountAsync(c => c.ClaimedBy == reviewer.Id, Cancel)));
    }

    [Fact]
    public async Task The_only_case_is_waited_for_while_a_worker_changes_it_and_not_said_to_be_none()
    {
        using var postgres = new ReviewRoom(isPostgres: true);
        var (@case, reviewer) = (await postgres.CaseAsync(), await postgres.PersonAsync("R-14"));
        await using var worker = postgres.OpenContext();
        await using var change = await worker.Database.BeginTransactionAsync(Cancel);
        await worker.Cases.ExecuteUpdateAsync(row => row.SetProperty(c => c.Words, c => c.Words + 1), Cancel);

        var claim = Task.Run(() => postgres.Desk.ClaimNextAsync(reviewer, Cancel));
        while (!claim.IsCompleted && !await SomebodyWaitsAsync(postgres))
        {
            await Task.Yield();
        }

        await change.CommitAsync(Cancel);
        Assert.Equal(@case.Id, Assert.IsType<CaseOutcome.Claimed>(await claim).CaseId);
    }

    [Fact]
    public async Task Of_two_reviewers_who_want_one_case_one_has_it_every_time()
    {
        var @case = await room.CaseAsync();
        Reviewer[] two = [await room.PersonAsync("R-1"), await room.PersonAsync("R-2")];
        for (var round = 0; round < 50; round++)
        {
            var outcomes = await Task.WhenAll(two.Select((by, i) => Task.Run(() => Desk(i).ClaimAsync(@case.Id, by, Cancel))));

            var winner = Array.FindIndex(outcomes, outcome => outcome is CaseOutcome.Claimed);
            Assert.Equal(CaseRefusal.HeldByAnother, Assert.IsType<CaseOutcome.Refused>(outcomes[1 - winner]).Reason);
            Assert.IsType<CaseOutcome.Done>(await Desk(0).ReleaseAsync(@case.Id, two[winner], comesBack: true, Cancel));
        }
    }

    [Fact]
    public async Task Of_two_reviewers_who_claim_and_decide_one_case_at_once_one_gives_the_verdict_every_round_and_the_other_is_told()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("CONTENTWATCH_TEST_RACE_ROUNDS") ?? "25", CultureInfo.InvariantCulture);
        Reviewer[] two = [await room.PersonAsync("R-1"), await room.PersonAsync("R-2")];
        for (var round = 0; round < rounds; round++)
        {
            var @case = await room.CaseAsync();
            var claims = await BothAsync(two, (by, desk) => desk.ClaimAsync(@case.Id, by, Cancel));
            var claimed = Assert.Single(claims.OfType<CaseOutcome.Claimed>());
            Assert.Equal(CaseRefusal.HeldByAnother, Assert.Single(claims.OfType<CaseOutcome.Refused>()).Reason);
            var verdicts = await BothAsync(two, (by, desk) => desk.DecideAsync(@case.Id, by, ReviewRoom.Dismiss, claimed.Version, Cancel));

            Assert.IsType<VerdictOutcome.Decided>(verdicts[claims.IndexOf(claimed)]);
            var told = verdicts[1 - claims.IndexOf(claimed)];
            Assert.True(
                told is VerdictOutcome.Refused { Reason: CaseRefusal.HeldByAnother, HeldBy: not null } or VerdictOutcome.Changed { Act: "case.decided", By: not null },
                $"Round {round}: {told}");
        }

        Assert.Equal((rounds, rounds), await room.AskAsync(async db => (await db.Verdicts.CountAsync(Cancel), await db.Verdicts.Select(v => v.CaseId).Distinct().CountAsync(Cancel))));
        foreach (var act in new[] { "case.claimed", "case.decided" })
        {
            Assert.Equal(rounds, await room.AskAsync(db => db.AuditLeaves.CountAsync(l => l.Act == act, Cancel)));
        }
    }

    [Fact]
    public async Task An_item_that_is_assessed_at_two_places_at_once_has_one_case_of_two_places_and_no_number_twice()
    {
        for (var round = 0; round < 10; round++)
        {
            var item = await room.ItemAsync();
            var places = new[] { await room.PlaceAsync(item, $"Forum {round}a"), await room.PlaceAsync(item, $"Forum {round}b") };
            using var other = room.OpenAnother();

            await Task.WhenAll(places.Select((place, i) => Task.Run(() => (i == 0 ? room.Database : other).WriteAsync(
                (db, cancel) => Desk(i).OpenOrJoinAsync(db, item.Id, place.Id, CaseOpening.Report, cancel), Cancel))));

            var @case = await room.AskAsync(db => db.Cases.SingleAsync(c => c.ItemId == item.Id, Cancel));
            Assert.Equal(2, await room.AskAsync(db => db.CaseLocations.CountAsync(l => l.CaseId == @case.Id, Cancel)));
            Assert.Equal(round + 1, @case.Number);
        }
    }

    [Fact]
    public async Task Four_processes_that_sequence_at_once_while_others_act_make_one_sound_log()
    {
        using var log = new TestLog();
        var databases = Enumerable.Range(0, 4).Select(_ => log.Database.Open()).ToList();

        await Task.WhenAll(databases.SelectMany((database, i) => new[]
        {
            Task.Run(async () =>
            {
                for (var act = 0; act < 25; act++)
                {
                    await database.WriteAsync((db, cancel) => log.Log.AppendAsync(db, Actor.Operator, "case.decided", $"case/{Some.Id()}", null, cancel), Cancel);
                }
            }),
            Task.Run(async () =>
            {
                for (var round = 0; round < 25; round++)
                {
                    await log.Sequencer(database).SequenceAsync($"process {i}", Cancel);
                }
            }),
        }));
        log.Database.Time.Advance(TimeSpan.FromMinutes(1));
        await log.Sequencer().SequenceAsync("last", Cancel);

        Assert.Equal(100, Assert.IsType<AuditVerdict.Sound>(await log.VerifyAsync()).Size);
        databases.ForEach(database => database.Dispose());
    }

    private static Task<bool> SomebodyWaitsAsync(ReviewRoom postgres) => postgres.AskAsync(db => db.Database.SqlQueryRaw<bool>(
        "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') AS \"Value\"").SingleAsync(Cancel));

    private async Task<List<T>> BothAsync<T>(Reviewer[] two, Func<Reviewer, CaseDesk, Task<T>> act) =>
        [.. await Task.WhenAll(two.Select((by, i) => Task.Run(() => act(by, Desk(i)))))];

    private CaseDesk Desk(int process) => process % 2 == 0 ? room.Desk : room.OtherDesk;
}
