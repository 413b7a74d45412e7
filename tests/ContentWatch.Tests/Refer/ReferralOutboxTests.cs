using System.Text;
using ContentWatch.Acquire;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Refer;
using ContentWatch.Refer.Channels.HttpsJson;
using ContentWatch.Review;
using ContentWatch.Tests.Acquire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Refer;

public sealed class ReferralOutboxTests : IDisposable
{
    private const string Secret = "a-secret-that-nobody-prints";
    private static readonly Guid Person = Some.Id();
    private readonly TestDatabase database = new();
    private readonly AuditLog audit;
    private readonly ReferralDesk desk;

    public ReferralOutboxTests()
    {
        // A real clock is finer than what the database keeps.
        database.Time.Advance(TimeSpan.FromTicks(7));
        audit = new(database.Time);
        desk = new(database.Database, audit, database.Time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => database.Dispose();

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    public async Task Nothing_leaves_before_the_undo_window_is_over_to_the_microsecond(int microseconds, int referrals)
    {
        var @case = await DecidedAsync(null);

        database.Time.SetUtcNow(@case.UndoUntil!.Value.AddMicroseconds(microseconds));
        await desk.PrepareAsync(Cancel);

        await using var db = database.Database.Read();
        Assert.Equal(referrals, await db.Referrals.CountAsync(Cancel));
    }

    [Fact]
    public async Task Preparing_twice_makes_one_referral_and_a_place_that_joined_after_the_verdict_gets_none()
    {
        var @case = await DecidedAsync(null);
        var late = Some.Location(Some.Provider());
        await database.AddAsync(late, new CaseLocation { CaseId = @case.Id, LocationId = late.Id, AddedAt = @case.DecidedAt!.Value.AddSeconds(1) });

        await PrepareAsync(@case);
        Assert.False(await desk.PrepareAsync(Cancel));

        var referral = await ReferralAsync();
        Assert.Equal((ReferralState.NoChannel, "CW-2026-000001"), (referral.State, referral.Reference));
    }

    [Fact]
    public async Task A_channel_set_up_later_lets_the_referral_go()
    {
        var @case = await DecidedAsync(null);
        await PrepareAsync(@case);
        var provider = (await ReferralAsync()).ProviderId;

        var set = await new ProviderDesk(database.Database, new AuditLog(database.Time), database.Time)
            .SetAsync(Actor.Person(Person), provider, new("Platform", "https-json", "https://platform.example/api", null), Cancel);

        Assert.Equal(new ProviderSet.Done(1), set);
        Assert.Equal(ReferralState.Waiting, (await ReferralAsync()).State);
    }

    [Theory]
    [InlineData("200 OK", """{"status":"received","new":1}""", ReferralState.Delivered)]
    [InlineData("200 OK", """{"status":"removed"}""", ReferralState.Answered)]
    [InlineData("409 Conflict", "", ReferralState.Delivered)]
    [InlineData("400 Bad Request", "", ReferralState.Failed)]
    [InlineData("302 Found", "", ReferralState.Failed)]
    [InlineData("503 Service Unavailable", "", ReferralState.Waiting)]
    [InlineData("200 OK", "not json", ReferralState.Waiting)]
    [InlineData("200 OK", """{"status":"gone to lunch"}""", ReferralState.Waiting)]
    [InlineData("200 OK", """{"status":"\ud800"}""", ReferralState.Waiting)]
    public async Task An_answer_decides_where_the_referral_stands(string status, string body, ReferralState expected)
    {
        await using var platform = new FarSide(Http(status, body));
        await PrepareAsync(await DecidedAsync(platform));

        Assert.True(await Outbox(platform).OnceAsync("one", Cancel));

        var referral = await ReferralAsync();
        Assert.Equal((expected, null), (referral.State, referral.LeaseOwner));
        await using var db = database.Database.Read();
        Assert.Equal(1, await db.DeliveryAttempts.CountAsync(Cancel));
        Assert.DoesNotContain(Secret, referral.LastError + string.Join(' ', await db.DeliveryAttempts.Select(a => a.Note).ToListAsync(Cancel)), StringComparison.Ordinal);
        Assert.Contains($"Bearer {Secret}", Assert.Single(platform.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3600")]
    [InlineData("Tue, 01 Dec 2026 13:00:10 GMT")]
    public async Task A_provider_that_asks_to_come_back_later_is_not_asked_sooner(string retryAfter)
    {
        await using var platform = new FarSide(Http($"429 Too Many Requests\r\nRetry-After: {retryAfter}", ""));
        await PrepareAsync(await DecidedAsync(platform));

        await Outbox(platform).OnceAsync("one", Cancel);

        Assert.InRange((await ReferralAsync()).NextTryAt!.Value, Some.Time.AddSeconds(3605), Some.Time.AddSeconds(3615));
    }

    [Fact]
    public async Task An_answer_larger_than_64_KiB_is_not_read_to_its_end()
    {
        await using var platform = new FarSide(Http("200 OK", $$"""{"status":"removed","reason":"{{new string('x', 70_000)}}"}"""));
        await PrepareAsync(await DecidedAsync(platform));

        await Outbox(platform).OnceAsync("one", Cancel);

        Assert.Equal(ReferralState.Waiting, (await ReferralAsync()).State);
    }

    [Fact]
    public async Task A_refused_connection_is_tried_again()
    {
        var platform = new FarSide(Http("200 OK", ""));
        await PrepareAsync(await DecidedAsync(platform));
        var outbox = Outbox(platform);
        await platform.DisposeAsync();

        await outbox.OnceAsync("one", Cancel);

        Assert.Equal(ReferralState.Waiting, (await ReferralAsync()).State);
    }

    [Fact]
    public async Task An_address_inside_is_not_dialled_without_an_allow_rule()
    {
        await using var platform = new FarSide(Http("200 OK", """{"status":"received"}"""));
        await PrepareAsync(await DecidedAsync(platform));

        await Outbox(null).OnceAsync("one", Cancel);

        Assert.Equal(ReferralState.Failed, (await ReferralAsync()).State);
        Assert.Empty(platform.Requests);
    }

    [Fact]
    public async Task A_worker_killed_between_sending_and_recording_is_followed_under_the_same_key()
    {
        using var death = new CancellationTokenSource();
        await using var platform = new FarSide(async (_, stream, cancel) =>
        {
            await death.CancelAsync();
            await stream.WriteAsync(Http("200 OK", """{"status":"received"}"""), cancel);
        });
        await PrepareAsync(await DecidedAsync(platform));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Outbox(platform).OnceAsync("killed", death.Token));

        Assert.False(await Outbox(platform).OnceAsync("next", Cancel));
        database.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.True(await Outbox(platform).OnceAsync("next", Cancel));

        var keys = platform.Requests.Select(head => head.Split('\n').Single(line => line.StartsWith("Idempotency-Key", StringComparison.OrdinalIgnoreCase))).ToList();
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
        var referral = await ReferralAsync();
        Assert.Equal((ReferralState.Delivered, 2), (referral.State, referral.Attempts));
    }

    [Fact]
    public async Task A_channel_whose_address_was_changed_to_another_host_gets_no_secret_and_no_letter()
    {
        await using var platform = new FarSide(Http("200 OK", """{"status":"received"}"""));
        await using var elsewhere = new FarSide(Http("200 OK", """{"status":"received"}"""));
        await PrepareAsync(await DecidedAsync(platform));
        await using (var db = database.Contexts.CreateDbContext())
        {
            (await db.Providers.SingleAsync(Cancel)).ChannelAddress = $"http://{elsewhere.Host}/api";
            await db.SaveChangesAsync(Cancel);
        }

        await Outbox(elsewhere).OnceAsync("one", Cancel);

        Assert.Empty(elsewhere.Requests);
        var referral = await ReferralAsync();
        Assert.Equal(ReferralState.Waiting, referral.State);
        Assert.Contains($"for {elsewhere.Host}", referral.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_is_too_late_records_nothing()
    {
        var requests = 0;
        var next = new TaskCompletionSource<bool>();
        FarSide? platform = null;
        await using var _ = platform = new FarSide(async (_, stream, cancel) =>
        {
            if (Interlocked.Increment(ref requests) == 1)
            {
                // The lease is over and the clock stands: a clock that moves would also end the late worker's request, and it might be back first.
                await using var db = database.Contexts.CreateDbContext();
                await db.Referrals.ExecuteUpdateAsync(row => row.SetProperty(r => r.LeaseUntil, database.Time.GetUtcNow()), cancel);
                next.SetResult(await Outbox(platform).OnceAsync("next", cancel));
            }

            await stream.WriteAsync(Http("200 OK", """{"status":"removed"}"""), cancel);
        });
        await PrepareAsync(await DecidedAsync(platform));

        await Outbox(platform).OnceAsync("late", Cancel);
        Assert.True(await next.Task);

        var referral = await ReferralAsync();
        Assert.Equal((ReferralState.Answered, Outcome.Removed, null), (referral.State, referral.Outcome, referral.LastError));
        await using var db = database.Database.Read();
        Assert.Equal(1, await db.DeliveryAttempts.CountAsync(Cancel));
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task A_referral_that_kills_its_workers_fails_where_a_person_sees_it_and_may_try_again()
    {
        await PrepareAsync(await DecidedAsync(null));
        await using (var db = database.Contexts.CreateDbContext())
        {
            var stuck = await db.Referrals.SingleAsync(Cancel);
            (stuck.State, stuck.Attempts, stuck.LeaseOwner, stuck.LeaseUntil) = (ReferralState.Sending, 8, "dead", Some.Time);
            await db.SaveChangesAsync(Cancel);
        }

        Assert.False(await Outbox(null).OnceAsync("next", Cancel));
        var failed = await ReferralAsync();

        Assert.Equal(ReferralState.Failed, failed.State);
        Assert.Equal(ReferralResult.Done, await desk.RetryAsync(Actor.Person(Person), failed.Id, Cancel));
        var waiting = await ReferralAsync();
        Assert.Equal((ReferralState.Waiting, failed.Reference, failed.IdempotencyKey), (waiting.State, waiting.Reference, waiting.IdempotencyKey));
    }

    private static byte[] Http(string status, string body) =>
        Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

    private ReferralOutbox Outbox(FarSide? allowed)
    {
        var acquire = new AcquireOptions();
        if (allowed is not null)
        {
            acquire.AllowHosts.Add(allowed.Host);
        }

        var options = Options.Create(new ReferOptions());
        var channel = new HttpsJsonChannel(new OutboundGuard(Options.Create(acquire)), options, Options.Create(acquire), database.Time);
        var secrets = new ReferralSecrets(Options.Create(new DatabaseOptions { Folder = database.Folder }));
        return new(database.Database, new ChannelBook([channel]), secrets, audit, options, database.Time, new Random(1));
    }

    private async Task<Case> DecidedAsync(FarSide? platform)
    {
        var folder = Directory.CreateDirectory(Path.Combine(database.Folder, "secrets", platform?.Host.Replace(':', '_') ?? "none"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "forum"), Secret, Cancel);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder.FullName, "forum"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var (provider, item) = (Some.Provider(), Some.Item());
        (provider.Channel, provider.ChannelAddress, provider.SecretName) = platform is null ? (null, null, null) : ("https-json", $"http://{platform.Host}/api", "forum");
        var location = Some.Location(provider);
        var lead = Some.Lead(location);
        var capture = Some.Capture(lead);
        var @case = Some.Case(item);
        var verdict = new Verdict { Id = Some.Id(), CaseId = @case.Id, Kind = VerdictKind.Refer, Grounds = Grounds.Incites, PersonId = Person, GivenAt = Some.Time };
        (@case.State, @case.OpenItemId, @case.Verdict, @case.VerdictId) = (CaseState.Decided, null, VerdictKind.Refer, verdict.Id);
        (@case.DecidedAt, @case.UndoUntil) = (Some.Time, Some.Time.AddSeconds(10));
        await database.AddAsync(
            provider, location, lead, capture, item, @case, verdict,
            new Appearance { Id = Some.Id(), ItemId = item.Id, LocationId = location.Id, CaptureId = capture.Id, Selector = "text", SeenAt = Some.Time },
            new CaseLocation { CaseId = @case.Id, LocationId = location.Id, AddedAt = Some.Time });
        return @case;
    }

    private async Task PrepareAsync(Case decided)
    {
        database.Time.SetUtcNow(decided.UndoUntil!.Value.AddTicks(7));
        Assert.True(await desk.PrepareAsync(Cancel));
    }

    private async Task<Referral> ReferralAsync()
    {
        await using var db = database.Database.Read();
        return await db.Referrals.SingleAsync(Cancel);
    }
}
