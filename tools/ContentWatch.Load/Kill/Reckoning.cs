using ContentWatch.Acquire;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Refer;
using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContentWatch.Load.Kill;

/// <summary>Holds what was accepted against what is there, once nothing moves any more. What does not fit is a finding, in a sentence.</summary>
internal sealed class Reckoning(LoadUnit unit)
{
    private readonly List<string> findings = [];
    private readonly Database database = unit.Product.GetRequiredService<Database>();

    /// <summary>What does not fit; empty when all does.</summary>
    public IReadOnlyList<string> Findings => findings;

    /// <summary>What is there, in words.</summary>
    public string Counts { get; private set; } = "";

    /// <summary>Every accepted report is captured, its text is one item, and of that item there was never more than one open case.</summary>
    public async Task ContentAsync(IReadOnlyCollection<int> reported, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var seen = await (
            from appearance in db.Appearances
            join place in db.Locations on appearance.LocationId equals place.Id
            join item in db.Items on appearance.ItemId equals item.Id
            select new { Path = place.Url, appearance.ItemId, item.Text }).ToListAsync(cancellationToken);
        var cases = (await db.Cases.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(c => c.ItemId);
        var texts = await db.Items.Select(i => new { i.Id, i.Text }).ToListAsync(cancellationToken);
        foreach (var number in reported)
        {
            var mark = LoadPages.MarkOf(number);
            var items = texts.Where(t => t.Text.Contains(mark, StringComparison.Ordinal)).Select(t => t.Id).ToList();
            Expect(items.Count == 1, $"The text of page {number} is {items.Count} items.");
            Expect(
                seen.Exists(s => s.Path.EndsWith(LoadPages.PathOf(number), StringComparison.Ordinal) && s.Text.Contains(mark, StringComparison.Ordinal)),
                $"The reported page {number} did not appear with its text.");
            Expect(items.TrueForAll(id => cases[id].Any()), $"The reported page {number} opened no case.");
        }

        foreach (var ofItem in cases)
        {
            var inOrder = ofItem.OrderBy(c => c.OpenedAt).ToList();
            Expect(inOrder.Zip(inOrder.Skip(1)).All(pair => pair.First.DecidedAt <= pair.Second.OpenedAt), $"Two cases of item {ofItem.Key} were open at once.");
            Expect(inOrder.TrueForAll(c => c.State == CaseState.Decided), $"A case of item {ofItem.Key} stands undecided.");
        }

        var captures = await db.Captures.CountAsync(cancellationToken);
        Counts = $"{captures:N0} captures, {texts.Count:N0} items, {seen.Count:N0} appearances, {cases.Sum(c => c.Count()):N0} cases, {await db.Verdicts.CountAsync(cancellationToken):N0} verdicts";
        Expect(!await db.Captures.AnyAsync(c => c.State != CaptureState.Read, cancellationToken), "A capture is not read.");
        Expect(!await db.Appearances.AnyAsync(a => a.AssessedAt == null, cancellationToken), "An appearance is not assessed.");
    }

    /// <summary>Every verdict that the reviewer was told of is there.</summary>
    public async Task VerdictsAsync(IReadOnlyCollection<Guid> told, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var there = await db.Verdicts.Select(v => v.Id).ToHashSetAsync(cancellationToken);
        Expect(told.All(there.Contains), $"{told.Count(id => !there.Contains(id))} verdicts that were given are gone.");
    }

    /// <summary>Each referral is at the platform once, under one key, and nothing is there that is no referral.</summary>
    public async Task ReferralsAsync(IReadOnlyDictionary<string, string> kept, IReadOnlyDictionary<string, string> letters, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var referrals = await db.Referrals.AsNoTracking().ToListAsync(cancellationToken);
        var due = await (
            from verdict in db.Verdicts
            where verdict.Kind == VerdictKind.Refer && verdict.TakenBackAt == null
            join place in db.CaseLocations on verdict.CaseId equals place.CaseId
            where place.AddedAt <= verdict.GivenAt
            select new { verdict.CaseId, place.LocationId }).ToListAsync(cancellationToken);
        var made = referrals.Select(r => new { r.CaseId, r.LocationId }).ToHashSet();
        Expect(due.TrueForAll(made.Contains), $"{due.Count(d => !made.Contains(d))} places of referred cases have no referral.");
        Expect(made.Count == referrals.Count, "A place of a case has two referrals.");
        foreach (var referral in referrals)
        {
            Expect(referral.State is ReferralState.Delivered or ReferralState.Answered, $"{referral.Reference} stands as {referral.State}: {referral.LastError}");
            Expect(kept.ContainsKey(referral.Reference), $"{referral.Reference} is not at the platform.");
            Expect(letters.GetValueOrDefault(referral.Reference) == referral.IdempotencyKey, $"{referral.Reference} came under the keys '{letters.GetValueOrDefault(referral.Reference)}'.");
        }

        Expect(kept.Keys.All(referrals.Select(r => r.Reference).ToHashSet().Contains), "The platform has a reference that is no referral of ours.");
        Counts += $", {referrals.Count:N0} referrals";
    }

    /// <summary>The log verifies, against the checkpoints of its second place too, and nothing waits for a place in it.</summary>
    public async Task LogAsync(CancellationToken cancellationToken)
    {
        var path = CheckpointKey.PathIn(unit.Folder.FullPath);
        var origin = unit.Product.GetRequiredService<IOptions<AuditOptions>>().Value.Origin;
        var outside = unit.Product.GetRequiredService<CheckpointMirror>().Notes(1_000);
        var verdict = await unit.Product.GetRequiredService<AuditVerifier>().VerifyAsync(CheckpointKey.LoadVerifier(path), origin, outside, null, cancellationToken);
        Expect(verdict is AuditVerdict.Sound { Waiting: 0 } sound && sound.ComparedSize == sound.Size, $"The audit log: {verdict}");
        Counts += verdict is AuditVerdict.Sound { Size: var size } ? $", {size:N0} audit entries" : "";
    }

    /// <summary>The archive has every item in the version of the database, and no other.</summary>
    public async Task ArchiveAsync(CancellationToken cancellationToken)
    {
        var archived = new Dictionary<Guid, long>();
        await foreach (var item in unit.Product.GetRequiredService<IArchive>().IdsAndVersionsAsync(cancellationToken))
        {
            Expect(archived.TryAdd(item.ItemId, item.Version), $"The archive has item {item.ItemId} twice.");
        }

        await using var db = database.Read();
        var items = await db.Items.Select(i => new { i.Id, i.Version }).ToDictionaryAsync(i => i.Id, i => i.Version, cancellationToken);
        var differ = items.Count(i => archived.GetValueOrDefault(i.Key, -1) != i.Value) + archived.Keys.Count(id => !items.ContainsKey(id));
        Expect(differ == 0, $"Archive and database differ in {differ} items.");
    }

    /// <summary>Every capture's bytes are in the store as they were captured.</summary>
    public async Task CapturesAsync(CancellationToken cancellationToken)
    {
        var store = unit.Product.GetRequiredService<CaptureStore>();
        await using var db = database.Read();
        foreach (var capture in await db.Captures.AsNoTracking().ToListAsync(cancellationToken))
        {
            try
            {
                await store.ReadAsync(capture.RequestHash, cancellationToken);
                await store.ReadAsync(capture.ResponseHash, cancellationToken);
                var body = await store.ReadAsync(capture.BodyHash, cancellationToken);
                var record = CaptureRecord.Read(await store.ReadAsync(capture.ManifestHash, cancellationToken));
                Expect(record.CaptureId == capture.Id && record.Body == capture.BodyHash && body.Length == record.BodyBytes, $"The manifest of capture {capture.Id} is not its own.");
            }
            catch (IOException e)
            {
                findings.Add($"Capture {capture.Id}: {e.Message}");
            }
        }
    }

    /// <summary>Notes a finding unless the promise is kept.</summary>
    public void Expect(bool kept, string finding)
    {
        if (!kept)
        {
            findings.Add(finding);
        }
    }
}
