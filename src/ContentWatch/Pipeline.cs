using System.Text.Json.Nodes;
using ContentWatch.Acquire;
using ContentWatch.Acquire.Sources;
using ContentWatch.Archive;
using ContentWatch.Audit;
using ContentWatch.Databases;
using ContentWatch.Extract;
using ContentWatch.Extract.Apart;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch;

/// <summary>
/// What the acquire role does with a lead, from the place to the items; the first file to read, with <see cref="Assessment"/> after it.
/// Each round: (1) look at a place and keep the bytes, or (2) take a capture that waits to be read, (3) have it read within limits by a process apart, (4) make leads of what
/// the page leads to, (5) keep its items and where they appeared, and mark it read, in one act. Killed anywhere, the capture waits and is read again.
/// </summary>
public sealed class Pipeline(
    Database database,
    AcquireRun acquire,
    CaptureStore store,
    ApartExtractor extractor,
    SourceLinks links,
    AuditLog audit,
    IOptions<AcquireOptions> options,
    TimeProvider time)
{
    private const int MaxAttempts = 3;
    private static readonly Actor Us = Actor.Process("acquire");
    private int reading;

    /// <summary>Does one piece of work; false when there was none. Thread-safe: of several at once as many read as there are readers, while the others fetch.</summary>
    /// <exception cref="ReaderNotStartedException">No page can be read here.</exception>
    public async Task<bool> OnceAsync(string worker, CancellationToken cancellationToken) =>
        await ReadNextAsync(worker, cancellationToken) || await acquire.OnceAsync(worker, cancellationToken) != AcquireRound.Nothing;

    /// <summary>Reads the capture that has waited longest; false when none waits or all readers are busy.</summary>
    /// <exception cref="ReaderNotStartedException">No page can be read here.</exception>
    public async Task<bool> ReadNextAsync(string worker, CancellationToken cancellationToken)
    {
        try
        {
            return Interlocked.Increment(ref reading) <= extractor.Readers && await ReadOneAsync(worker, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref reading);
        }
    }

    private async Task<bool> ReadOneAsync(string worker, CancellationToken cancellationToken)
    {
        // Before an attempt is counted: a reader that does not start is no fault of the page.
        await extractor.ReadyAsync(cancellationToken);
        if (await TakeAsync(worker, cancellationToken) is not { } capture)
        {
            return false;
        }

        try
        {
            var body = await store.ReadAsync(capture.BodyHash, cancellationToken);
            var read = await extractor.ExtractAsync(body, capture.ContentType, capture.FinalUrl, cancellationToken);
            var followed = await FollowAsync(capture, read, cancellationToken);
            await database.WriteAsync((db, cancel) => KeepAsync(db, capture, read, followed, cancel), cancellationToken);
            return true;
        }
        // One page that we did not foresee is a failure of its own capture; thrown on, it would hold up every other that waits.
        catch (Exception exception) when (ContentFault.Is(exception))
        {
            await database.WriteAsync((db, cancel) => FailAsync(db, capture, ContentFault.Reason(exception), cancel), cancellationToken);
            return true;
        }
    }

    /// <summary>Leases a capture; the attempt is counted now, so that one that kills its readers ends as unreadable.</summary>
    private Task<Capture?> TakeAsync(string worker, CancellationToken cancellationToken) => database.TakeAsync(
        async (db, cancel) =>
        {
            var now = time.GetUtcNow();
            var capture = await db.Captures
                .Where(c => c.State == CaptureState.Waiting || (c.State == CaptureState.Leased && c.LeaseUntil <= now))
                .OrderBy(c => c.StartedAt).SkippingLocked().FirstOrDefaultAsync(cancel);
            if (capture is null)
            {
                return null;
            }

            if (capture.Attempts >= MaxAttempts)
            {
                await GiveUpAsync(db, capture, $"{MaxAttempts} workers that read it were not heard of again.", cancel);
                return null;
            }

            capture.State = CaptureState.Leased;
            capture.Attempts++;
            capture.LeaseOwner = worker;
            capture.LeaseUntil = now + options.Value.LeaseFor;
            return capture;
        },
        cancellationToken);

    /// <summary>Before the capture is marked read, so that a death in between costs no link.</summary>
    private async Task<FollowedLinks> FollowAsync(Capture capture, ExtractionResult read, CancellationToken cancellationToken)
    {
        var found = read is ExtractionResult.Extracted { Text: var text } ? text.Links : [];
        return await links.FollowAsync(
            capture.LeadId,
            found.Select(link => CaptureUri.TryParse(link, out var uri, out _) ? uri : null).OfType<CaptureUri>().Select(uri => new SourceLink(uri)),
            SourceLinks.MaxFollowed,
            cancellationToken);
    }

    private async Task KeepAsync(ContentWatchDb db, Capture taken, ExtractionResult read, FollowedLinks followed, CancellationToken cancellationToken)
    {
        if (await StillOursAsync(db, taken, cancellationToken) is not { } capture)
        {
            return;
        }

        switch (read)
        {
            case ExtractionResult.Extracted { Text: var text }:
                await KeepItemsAsync(db, capture, text, followed, cancellationToken);
                break;
            case ExtractionResult.Unreadable unreadable:
                await GiveUpAsync(db, capture, unreadable.Reason, cancellationToken);
                break;
            case ExtractionResult.Failed failed:
                await FailAsync(db, capture, failed.Reason, cancellationToken);
                break;
        }
    }

    /// <summary>Ends a reading that failed: the capture waits for its next, or is given up after the last.</summary>
    private async Task FailAsync(ContentWatchDb db, Capture taken, string reason, CancellationToken cancellationToken)
    {
        if (await StillOursAsync(db, taken, cancellationToken) is not { } capture)
        {
            return;
        }

        if (capture.Attempts >= MaxAttempts)
        {
            await GiveUpAsync(db, capture, reason, cancellationToken);
            return;
        }

        capture.State = CaptureState.Waiting;
        capture.LastError = reason;
        (capture.LeaseOwner, capture.LeaseUntil) = (null, null);
    }

    private static async Task<Capture?> StillOursAsync(ContentWatchDb db, Capture taken, CancellationToken cancellationToken)
    {
        var capture = await db.Captures.SingleAsync(c => c.Id == taken.Id, cancellationToken);
        return capture.State == CaptureState.Leased && capture.Attempts == taken.Attempts && capture.LeaseOwner == taken.LeaseOwner ? capture : null;
    }

    private async Task KeepItemsAsync(ContentWatchDb db, Capture capture, ExtractedText text, FollowedLinks followed, CancellationToken cancellationToken)
    {
        capture.State = CaptureState.Read;
        var lead = await db.Leads.SingleAsync(l => l.Id == capture.LeadId, cancellationToken);
        var location = await db.Locations.SingleAsync(l => l.Id == capture.LocationId, cancellationToken);
        var items = await ItemsAsync(db, text.Items, cancellationToken);
        var accounts = await AccountsAsync(db, location.ProviderId, text.Items, cancellationToken);
        var seen = await SeenBeforeAsync(db, lead, [.. items.Values.Select(item => item.Id)], cancellationToken);
        var added = 0;
        foreach (var (place, found) in text.Items.Index())
        {
            var item = items[ItemIdentity.Of(found.Text)];
            if (seen.Contains(item.Id))
            {
                continue;
            }

            added++;
            db.Appearances.Add(new Appearance
            {
                Id = Identity.New(time),
                ItemId = item.Id,
                LocationId = location.Id,
                CaptureId = capture.Id,
                Selector = found.Selector,
                Place = place,
                AccountId = found.Author is { } handle ? accounts[handle].Id : null,
                PublishedAt = found.PublishedAt,
                SeenAt = capture.StartedAt,
            });
            ArchiveOutbox.Changed(db, item, time.GetUtcNow());
        }

        var kind = text.IsFeed ? SourceKind.Feed : SourceKind.Site;
        await SourceDesk.CountPageAsync(db, lead, kind, cancellationToken);
        await RevisitPlan.ReadAsync(db, lead, text.Signature(), text.IsFeed, time.GetUtcNow(), cancellationToken);
        await audit.AppendAsync(db, Us, "capture.read", $"capture/{capture.Id}", Details(text.Items.Count, added, followed), cancellationToken);
    }

    private static JsonObject Details(int items, int added, FollowedLinks followed)
    {
        var details = new JsonObject { ["items"] = items, ["followed"] = followed.Added };
        foreach (var (name, count) in new[] { ("seenBefore", items - added), ("notFollowed", followed.Left), ("trapped", followed.Trapped) }.Where(count => count.Item2 > 0))
        {
            details[name] = count;
        }

        return details;
    }

    /// <summary>What a visit finds again at its place is no news: it was assessed, and stands in the archive.</summary>
    private static async Task<HashSet<Guid>> SeenBeforeAsync(ContentWatchDb db, Lead lead, List<Guid> items, CancellationToken cancellationToken) => lead.Visit == 1
        ? []
        : await db.Appearances.Where(a => a.LocationId == lead.LocationId && items.Contains(a.ItemId)).Select(a => a.ItemId).ToHashSetAsync(cancellationToken);

    private async Task<Dictionary<ContentHash, Item>> ItemsAsync(ContentWatchDb db, IReadOnlyList<ExtractedItem> all, CancellationToken cancellationToken)
    {
        var byHash = all.DistinctBy(found => ItemIdentity.Of(found.Text)).ToDictionary(found => ItemIdentity.Of(found.Text));
        var hashes = byHash.Keys.ToList();
        var items = await db.Items.Where(i => hashes.Contains(i.Hash)).ToDictionaryAsync(i => i.Hash, cancellationToken);
        foreach (var (hash, found) in byHash.Where(pair => !items.ContainsKey(pair.Key)))
        {
            var item = new Item
            {
                Id = Identity.New(time),
                Hash = hash,
                Title = found.Title,
                Text = found.Text,
                Language = found.Language,
                FirstSeenAt = time.GetUtcNow(),
                Version = 0,
            };
            db.Items.Add(item);
            items.Add(hash, item);
        }

        return items;
    }

    private async Task<Dictionary<string, Account>> AccountsAsync(
        ContentWatchDb db, Guid providerId, IReadOnlyList<ExtractedItem> all, CancellationToken cancellationToken)
    {
        var handles = all.Select(found => found.Author).OfType<string>().Distinct().ToList();
        var accounts = await db.Accounts.Where(a => a.ProviderId == providerId && handles.Contains(a.Handle))
            .ToDictionaryAsync(a => a.Handle, cancellationToken);
        foreach (var handle in handles.Where(handle => !accounts.ContainsKey(handle)))
        {
            var account = new Account { Id = Identity.New(time), ProviderId = providerId, Handle = handle, CreatedAt = time.GetUtcNow() };
            db.Accounts.Add(account);
            accounts.Add(handle, account);
        }

        return accounts;
    }

    private async Task GiveUpAsync(ContentWatchDb db, Capture capture, string reason, CancellationToken cancellationToken)
    {
        await RevisitPlan.ReadAsync(db, await db.Leads.SingleAsync(l => l.Id == capture.LeadId, cancellationToken), null, isList: false, time.GetUtcNow(), cancellationToken);
        capture.State = CaptureState.Unreadable;
        capture.LastError = reason;
        (capture.LeaseOwner, capture.LeaseUntil) = (null, null);
        await audit.AppendAsync(db, Us, "capture.unreadable", $"capture/{capture.Id}", new JsonObject { ["reason"] = reason }, cancellationToken);
    }
}
