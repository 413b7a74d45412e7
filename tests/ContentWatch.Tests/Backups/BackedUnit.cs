using System.Net;
using System.Text;
using ContentWatch.Accounts;
using ContentWatch.Acquire;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Backups;
using ContentWatch.Refer;
using ContentWatch.Review;
using ContentWatch.Score;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Backups;

/// <summary>A small unit that has one of everything, with a folder of backups and places to restore to; all of it gone when the test ends.</summary>
internal sealed class BackedUnit : IDisposable
{
    private static readonly IProgress<WorkProgress> Silence = new UnitCheck.Onward<WorkProgress>(_ => { });
    private readonly TestDatabase test;
    private readonly DirectoryInfo places = Directory.CreateTempSubdirectory("contentwatch-test-");
    private readonly List<string> databases = [];

    public BackedUnit(bool isPostgres)
    {
        test = new(isPostgres);
        Options = Microsoft.Extensions.Options.Options.Create(new AuditOptions { MirrorFolder = Path.Combine(places.FullName, "elsewhere") });
        CheckpointKey.Make(CheckpointKey.PathIn(test.Folder), Options.Value.Origin);
        File.WriteAllText(Path.Combine(test.Folder, "folder.json"), """{"V":1,"Demo":false}""");
        new ReferralSecrets(Data(test.Folder)).Keep("letter", new("https://platform.example/"), "a secret of the test");
    }

    public TestDatabase Test => test;

    public IOptions<AuditOptions> Options { get; }

    public string Backups => Path.Combine(places.FullName, "backups");

    public string KeyFile => CheckpointKey.PathIn(test.Folder);

    public CaptureStore Store => BackupFolder.StoreIn(test.Folder, test.Time);

    public CheckpointMirror Mirror => new(Options, Data(test.Folder), test.Time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        test.Dispose();
        databases.ForEach(PostgresServer.Drop);
        places.Delete(recursive: true);
    }

    /// <summary>One of everything; gives the capture.</summary>
    public async Task<Capture> FillAsync()
    {
        var provider = Some.Provider();
        var location = Some.Location(provider);
        var lead = Some.Lead(location);
        (lead.State, lead.LeaseOwner, lead.LeaseUntil, lead.Attempts) = (LeadState.Leased, "acquire/1", test.Time.GetUtcNow().AddMinutes(5), 1);
        var capture = await CaptureAsync(lead, location);
        var item = Some.Item($"A mild text with a \"quote\", an é and 日本語, number {Some.Number()}.");
        var @case = Some.Case(item);
        var verdict = new Verdict { Id = Some.Id(), CaseId = @case.Id, Kind = VerdictKind.Refer, Grounds = Grounds.Incites, PersonId = Some.Id(), GivenAt = Some.Time };
        var id = Some.Number();
        var referral = new Referral
        {
            Id = Some.Id(),
            Reference = $"CW-2026-{id}",
            IdempotencyKey = $"key-{id}",
            CaseId = @case.Id,
            VerdictId = verdict.Id,
            LocationId = location.Id,
            ProviderId = provider.Id,
            CreatedAt = Some.Time,
            State = ReferralState.Waiting,
            NextTryAt = Some.Time,
        };
        await test.AddAsync(
            provider, location, lead, capture, item, @case, verdict, referral,
            new Appearance { Id = Some.Id(), ItemId = item.Id, LocationId = location.Id, CaptureId = capture.Id, Selector = "main", SeenAt = Some.Time },
            new ItemScore { Id = Some.Id(), ItemId = item.Id, Label = Label.Hateful, Outcome = ScoreOutcome.Scored, Probability = 0.1 + 0.2, Threshold = 0.5, ModelId = "m", ModelVersion = "1", Language = "en", ScoredAt = Some.Time },
            new ArchiveChange { ItemId = item.Id, Version = 0, ChangedAt = Some.Time },
            new CaseLocation { CaseId = @case.Id, LocationId = location.Id, AddedAt = Some.Time },
            new ApiKey { Id = Some.Id(), Name = "partner", Prefix = $"cw_{Some.Number()}", Hash = Some.Id().ToByteArray(), Scopes = "reports", CreatedBy = Some.Id(), CreatedAt = Some.Time },
            new OneTimeLink { Id = Some.Id(), Hash = Some.Id().ToByteArray(), PersonId = Some.Id(), ChoosesPassword = true, CreatedAt = Some.Time, ExpiresAt = Some.Time.AddDays(7) },
            new Lease { Name = $"archive-{id}", Owner = "assess/1", Until = Some.Time.AddMinutes(1) },
            new Heartbeat { Worker = $"assess/{id}", Role = "assess", StartedAt = Some.Time, SeenAt = Some.Time, Doing = "assess: waiting for work" });
        return capture;
    }

    /// <summary>Records acts and gives them their place.</summary>
    public async Task ActAsync(int count)
    {
        var log = new AuditLog(test.Time, Options);
        for (var i = 0; i < count; i++)
        {
            test.Time.Advance(TimeSpan.FromMilliseconds(1));
            await test.Database.WriteAsync((db, cancel) => log.AppendAsync(db, Actor.Operator, "case.decided", $"case/{Some.Id()}", null, cancel), Cancel);
        }

        await SequenceAsync(test.Database, test.Folder);
    }

    public async Task<MadeBackup> BackUpAsync(bool withKeys = true)
    {
        test.Time.Advance(TimeSpan.FromSeconds(1));
        var data = Data(test.Folder);
        return await new UnitBackup(test.Database, new AuditLog(test.Time, Options), Store, data, test.Time).MakeAsync(Backups, withKeys, Silence, Cancel);
    }

    public async Task<CheckResult> CheckAsync(OpenBackup backup, params string[] outside)
    {
        var place = places.CreateSubdirectory($"check-{Some.Number()}");
        return await new BackupCheck(test.Time).CheckAsync(backup, Path.Combine(place.FullName, "check.db"), Options.Value.Origin, outside, Silence, Cancel);
    }

    /// <summary>An order to restore the newest backup to a new place.</summary>
    public RestoreOrder Order(bool toPostgres)
    {
        var postgres = toPostgres ? PostgresServer.NameDatabase() : null;
        if (postgres is not null)
        {
            databases.Add(postgres);
        }

        return new(BackupFolder.Open(Backups), Path.Combine(places.FullName, $"restored-{Some.Number()}")) { Postgres = postgres };
    }

    public Task<RestoreOutcome> RestoreAsync(RestoreOrder order) => new UnitRestore(Options, test.Time).RestoreAsync(order, Silence, Cancel);

    /// <summary>The database that was restored.</summary>
    public static Database Opened(RestoreOrder order) => order.Postgres is { } postgres
        ? new Database(new Contexts(() => new ContentWatch.Databases.PostgresContentWatchDb(
            new DbContextOptionsBuilder<ContentWatch.Databases.PostgresContentWatchDb>().UseNpgsql(postgres).AddInterceptors(new ContentWatch.Databases.PostgresRowLocks()).Options)))
        : new Database(new ContentWatch.Databases.SqliteFile(Path.Combine(order.Folder, "contentwatch.db")));

    /// <summary>Backs up what was restored, as the unit that it is now.</summary>
    public async Task<MadeBackup> BackUpRestoredAsync(RestoreOrder order)
    {
        using var database = Opened(order);
        return await new UnitBackup(database, new AuditLog(test.Time, Options), BackupFolder.StoreIn(order.Folder, test.Time), Data(order.Folder), test.Time)
            .MakeAsync(Path.Combine(places.FullName, $"backups-{Some.Number()}"), true, Silence, Cancel);
    }

    public async Task<AuditVerdict> VerifyRestoredAsync(RestoreOrder order, bool andSequence = true)
    {
        using var database = Opened(order);
        if (andSequence)
        {
            await SequenceAsync(database, order.Folder);
        }

        return await new AuditVerifier(database).VerifyAsync(CheckpointKey.LoadVerifier(KeyFile), Options.Value.Origin, Mirror.Notes(int.MaxValue), null, Cancel);
    }

    public Task SequenceAsync(Database database, string folder) =>
        new AuditSequencer(database, new CheckpointMirror(Options, Data(folder), test.Time), Options, Data(folder), test.Time, NullLogger<AuditSequencer>.Instance).SequenceAsync("one", Cancel);

    private static IOptions<DatabaseOptions> Data(string folder) => Microsoft.Extensions.Options.Options.Create(new DatabaseOptions { Folder = folder });

    private async Task<Capture> CaptureAsync(Lead lead, Location location)
    {
        var robots = new RobotsDecision(true, "no rule matches");
        var guard = new GuardDecision([IPAddress.Parse("192.0.2.1")], new(IPAddress.Parse("192.0.2.1"), 443), "every address of the name is on the public Internet");
        var number = Some.Number();
        async Task<CaptureManifest.KeptHop> HopAsync(string what, int status)
        {
            var (sent, received) = (Encoding.UTF8.GetBytes($"GET {what} {number}"), Encoding.UTF8.GetBytes($"{status} {what} {number}"));
            var hop = new Hop(CaptureUri.Parse(location.Url), guard, Some.Time, Some.Time, sent, received, status, [], Encoding.UTF8.GetBytes($"mild {number}")) { Robots = robots };
            return new(hop, await Store.PutAsync(sent, Cancel), await Store.PutAsync(received, Cancel));
        }

        CaptureManifest.KeptHop[] hops = [await HopAsync("redirect", 302), await HopAsync("page", 200)];
        var (id, body) = (Some.Id(), await Store.PutAsync(hops[1].Hop.Body, Cancel));
        return new()
        {
            Id = id,
            LocationId = location.Id,
            LeadId = lead.Id,
            RequestHash = hops[1].Request,
            ResponseHash = hops[1].Response,
            BodyHash = body,
            ManifestHash = await Store.PutAsync(CaptureManifest.Bytes(id, location.Url, hops, body, "test"), Cancel),
            StartedAt = Some.Time,
            EndedAt = Some.Time,
            FinalUrl = location.Url,
            Address = "192.0.2.1:443",
            Status = 200,
            Robots = "allowed",
            BodyBytes = 6,
            State = CaptureState.Read,
        };
    }

    private sealed class Contexts(Func<ContentWatchDb> make) : IDbContextFactory<ContentWatchDb>
    {
        public ContentWatchDb CreateDbContext() => make();
    }
}
