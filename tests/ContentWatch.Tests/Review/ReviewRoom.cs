using ContentWatch.Accounts;
using ContentWatch.Acquire;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Review;
using ContentWatch.Score;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Tests.Review;

/// <summary>A unit at work: a real database, the real desk, a clock that the test moves, and people.</summary>
public sealed class ReviewRoom : IDisposable
{
    private readonly TestDatabase database;
    private readonly Database otherProcess;

    public ReviewRoom()
        : this(PostgresServer.IsAsked)
    {
    }

    public ReviewRoom(bool isPostgres)
    {
        database = new(isPostgres);
        Options = new ReviewOptions();
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        otherProcess = database.Open();
        Desk = new(database.Database, new AuditLog(Time), Time, options);
        OtherDesk = new(otherProcess, new AuditLog(Time), Time, options);
        Reader = new(database.Database, Time, options);
        Queue = new(database.Database, Desk, Time, options);
        Timeline = new(database.Database);
    }

    public ReviewOptions Options { get; }

    public FakeTimeProvider Time => database.Time;

    public Database Database => database.Database;

    public CaseDesk Desk { get; }

    /// <summary>The desk of another process on the same database.</summary>
    public CaseDesk OtherDesk { get; }

    public CaseReader Reader { get; }

    public ReviewQueue Queue { get; }

    public CaseTimeline Timeline { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<Reviewer> PersonAsync(string callSign, bool senior = false)
    {
        var person = new Person { Id = Some.Id(), CallSign = callSign, UserName = callSign, CreatedAt = Some.Time };
        await database.AddAsync(person);
        return new(person.Id, senior);
    }

    public async Task<Item> ItemAsync(string? text = null, double? score = 0.9, string language = "en")
    {
        var item = Some.Item(text, language);
        await database.AddAsync(item, Score(item, score));
        return item;
    }

    public async Task<Location> PlaceAsync(Item item, string provider = "Forum 12")
    {
        var host = Some.Provider(provider);
        var location = Some.Location(host);
        var lead = Some.Lead(location);
        var capture = Some.Capture(lead);
        await database.AddAsync(host, location, lead, capture, Appearance(item, location, capture));
        return location;
    }

    /// <summary>Plants many open cases, each as the desk would have stored it.</summary>
    public async Task FillAsync(int cases)
    {
        var items = Enumerable.Range(0, cases).Select(_ => Some.Item()).ToArray();
        await database.AddAsync(items);
        await database.AddAsync([.. items.Select((item, i) =>
        {
            var @case = Some.Case(item);
            CasePriority.Of(new([new(Label.Hateful, ScoreOutcome.Scored, i % 100 / 100.0, 0.7, "text", "1")], 0, 0, 1)).Store(@case);
            return @case;
        })]);
    }

    public Task AddAsync(params object[] rows) => database.AddAsync(rows);

    public Task<CaseOpened> AssessAsync(Item item, Location location, CaseOpening cause = CaseOpening.Score) =>
        Database.WriteAsync((db, cancel) => Desk.OpenOrJoinAsync(db, item.Id, location.Id, cause, cancel), Cancel);

    /// <summary>An open case about a new item.</summary>
    public async Task<Case> CaseAsync(double? score = 0.9, string? text = null)
    {
        var item = await ItemAsync(text, score);
        var opened = await AssessAsync(item, await PlaceAsync(item), CaseOpening.Report);
        return await GetAsync(opened.CaseId!.Value);
    }

    /// <summary>A case that <paramref name="by"/> has claimed and read.</summary>
    public async Task<Case> ReadCaseAsync(Reviewer by)
    {
        var @case = await CaseAsync();
        Assert.IsType<CaseOutcome.Claimed>(await Desk.ClaimAsync(@case.Id, by, Cancel));
        Assert.IsType<ReadingOutcome.Opened>(await Desk.RevealAsync(@case.Id, by, Cancel));
        return await GetAsync(@case.Id);
    }

    /// <summary>A case that <paramref name="by"/> has just decided.</summary>
    public async Task<Case> DecidedCaseAsync(Reviewer by, VerdictForm form)
    {
        var @case = await ReadCaseAsync(by);
        Assert.IsType<VerdictOutcome.Decided>(await Desk.DecideAsync(@case.Id, by, form, @case.Version, Cancel));
        return await GetAsync(@case.Id);
    }

    public async Task<Case> GetAsync(Guid caseId)
    {
        await using var db = Database.Read();
        return await db.Cases.SingleAsync(c => c.Id == caseId, Cancel);
    }

    public async Task<T> AskAsync<T>(Func<ContentWatchDb, Task<T>> question)
    {
        await using var db = Database.Read();
        return await question(db);
    }

    /// <summary>What was recorded of a case, in the order it was written.</summary>
    public Task<IReadOnlyList<string>> ActsAsync(Guid caseId) => AskAsync<IReadOnlyList<string>>(async db =>
        [.. (await database.EntriesAsWritten(db).ToListAsync(Cancel))
            .Where(l => l.Subject == $"case/{caseId}").Select(l => l.Act)]);

    /// <summary>Lets no entry be written any more, as a full disk or a wrong right would.</summary>
    public Task BreakTheLogAsync() => database.RefuseEntriesAsync();

    /// <summary>How the database would answer a question, one step a line.</summary>
    public async Task<string> PlanAsync<T>(Func<ContentWatchDb, IQueryable<T>> question)
    {
        await using var db = Database.Read();
        await db.Database.OpenConnectionAsync(Cancel);
        await using var command = question(db).CreateDbCommand();
        var isSqlite = db.Database.IsSqlite();
        if (!isSqlite)
        {
            await db.Database.ExecuteSqlRawAsync("ANALYZE", Cancel);
        }

        command.CommandText = $"{(isSqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN")} {command.CommandText}";
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        List<string> steps = [];
        while (await reader.ReadAsync(Cancel))
        {
            steps.Add(reader.GetString(isSqlite ? 3 : 0));
        }

        return string.Join('\n', steps);
    }

    /// <summary>A context of somebody else on the same database, for what a test does there step by step.</summary>
    public ContentWatchDb OpenContext() => database.Contexts.CreateDbContext();

    /// <summary>The same database as another process has it.</summary>
    public Database OpenAnother() => database.Open();

    public void Dispose()
    {
        otherProcess.Dispose();
        database.Dispose();
    }

    public static VerdictForm Refer { get; } = new(VerdictKind.Refer, Grounds.Incites, Purpose: ExemptPurpose.NoneFound);

    public static VerdictForm Dismiss { get; } = new(VerdictKind.Dismiss);

    private static ItemScore Score(Item item, double? score) => new()
    {
        Id = Some.Id(),
        ItemId = item.Id,
        Label = Label.IncitementOrThreat,
        Outcome = score is null ? ScoreOutcome.NoModelForLanguage : ScoreOutcome.Scored,
        Probability = score,
        Threshold = score is null ? null : 0.7,
        ModelId = "text",
        ModelVersion = "1",
        Language = item.Language,
        ScoredAt = Some.Time,
    };

    private static Appearance Appearance(Item item, Location location, Capture capture) => new()
    {
        Id = Some.Id(),
        ItemId = item.Id,
        LocationId = location.Id,
        CaptureId = capture.Id,
        Selector = "text",
        SeenAt = Some.Time,
    };
}
