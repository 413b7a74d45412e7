using ContentWatch.Archive;
using ContentWatch.Refer;
using ContentWatch.Review;

namespace ContentWatch.Web.Tests;

/// <summary>Rows that a page needs before there is anything on it.</summary>
internal static class SomeRows
{
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
}
