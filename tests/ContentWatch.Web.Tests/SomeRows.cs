using ContentWatch.Acquire;
using ContentWatch.Archive;
using ContentWatch.Refer;
using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests;

/// <summary>Rows that a page needs before there is anything on it.</summary>
internal static class SomeRows
{
    private static int count;

    /// <summary>Somebody reported a page with the text, and its case is open; gives the case's number. The report's reason quotes the text.</summary>
    public static async Task<long> ReportedCaseAsync(Workbench site, string text, string language)
    {
        var (now, cancel) = (site.Time.GetUtcNow(), TestContext.Current.CancellationToken);
        var number = Interlocked.Increment(ref count);
        var url = $"https://forum{number}.example/post";
        var provider = new Provider { Id = Guid.CreateVersion7(), Name = $"Forum {number}", CreatedAt = now };
        var location = new Location { Id = Guid.CreateVersion7(), ProviderId = provider.Id, Url = url, FetchUrl = url, Key = url, Host = $"forum{number}.example", CreatedAt = now };
        var item = new Item { Id = Guid.CreateVersion7(), Hash = ItemIdentity.Of(text), Title = text, Text = text, Language = language, FirstSeenAt = now };
        var lead = new Lead { Id = Guid.CreateVersion7(), LocationId = location.Id, Host = location.Host, Origin = LeadOrigin.Report, CreatedAt = now, NextTryAt = now };
        var report = new Report { Id = Guid.CreateVersion7(), Url = url, Reason = $"It says: {text}", ReceivedAt = now, LocationId = location.Id, LeadId = lead.Id };
        await site.AddAsync(provider, location, item, lead, report);
        var opened = await site.Database.WriteAsync(
            (db, token) => site.The<CaseDesk>().OpenOrJoinAsync(db, item.Id, location.Id, CaseOpening.Report, token), cancel);
        await using var db = site.Database.Read();
        return await db.Cases.Where(c => c.Id == opened.CaseId).Select(c => c.Number).SingleAsync(cancel);
    }

    /// <summary>An item.</summary>
    public static Item Item(string text, string language, DateTimeOffset time) =>
        new() { Id = Guid.CreateVersion7(), Hash = ItemIdentity.Of(text), Title = "A made-up title", Text = text, Language = language, FirstSeenAt = time };

    /// <summary>A referral about a place of the provider, with the case and the verdict that it carries out.</summary>
    public static (Referral Referral, object[] Rows) Referral(Provider provider, ReferralState state, int number, DateTimeOffset time)
    {
        var url = $"https://forum.example/{number}";
        var item = Item($"A mild text, number {number}.", "en", time);
        var location = new Location { Id = Guid.CreateVersion7(), ProviderId = provider.Id, Url = url, FetchUrl = url, Key = url, Host = "forum.example", CreatedAt = time };
        var @case = new Case { Id = Guid.CreateVersion7(), Number = number, ItemId = item.Id, Opening = CaseOpening.Report, OpenedAt = time, State = CaseState.Decided };
        var verdict = new Verdict { Id = Guid.CreateVersion7(), CaseId = @case.Id, Kind = VerdictKind.Refer, Grounds = Grounds.Incites, PersonId = Guid.CreateVersion7(), GivenAt = time };
        var referral = new Referral
        {
            Id = Guid.CreateVersion7(),
            Reference = $"CW-2026-{number:000000}",
            IdempotencyKey = $"key-{number}",
            CaseId = @case.Id,
            VerdictId = verdict.Id,
            LocationId = location.Id,
            ProviderId = provider.Id,
            CreatedAt = time,
            State = state,
        };
        return (referral, [item, location, @case, verdict, referral]);
    }

    /// <summary>What a source fetched: one page read and then unchanged, one that robots.txt refuses; all at <paramref name="time"/> or soon after.</summary>
    public static object[] Fetches(Guid source, Lead start, Guid provider, int number, DateTimeOffset time)
    {
        var url = $"https://forum{number}.example/private";
        var other = new Location { Id = Guid.CreateVersion7(), ProviderId = provider, Url = url, FetchUrl = url, Key = url, Host = $"forum{number}.example", CreatedAt = time };
        var closed = new Lead
        {
            Id = Guid.CreateVersion7(),
            LocationId = other.Id,
            Host = other.Host,
            Origin = LeadOrigin.Crawl,
            SourceId = source,
            Depth = 1,
            State = LeadState.Closed,
            LastError = "robots.txt refuses it (Disallow: /).",
            CreatedAt = time,
            NextTryAt = time,
        };
        return [Fetch(start, CaptureState.Read, 200, time), Fetch(start, CaptureState.Unchanged, 304, time.AddMinutes(1)), other, closed];
    }

    private static Capture Fetch(Lead lead, CaptureState state, int status, DateTimeOffset time)
    {
        var hash = ContentHash.Of(Guid.CreateVersion7().ToByteArray());
        return new()
        {
            Id = Guid.CreateVersion7(),
            LocationId = lead.LocationId,
            LeadId = lead.Id,
            RequestHash = hash,
            ResponseHash = hash,
            BodyHash = hash,
            ManifestHash = hash,
            StartedAt = time,
            EndedAt = time,
            FinalUrl = "https://forum.example/",
            Address = "192.0.2.1:443",
            Status = status,
            Robots = "allowed",
            BodyBytes = 4_096,
            State = state,
        };
    }
}
