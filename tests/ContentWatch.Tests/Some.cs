using ContentWatch.Acquire;
using ContentWatch.Archive;
using ContentWatch.Review;

namespace ContentWatch.Tests;

/// <summary>Values that do not matter to a test, so that those that do stand out. Each call makes another one.</summary>
public static class Some
{
    private static int count;

    /// <summary>When things happen unless a test says otherwise.</summary>
    public static DateTimeOffset Time { get; } = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A number that no other call gives.</summary>
    public static int Number() => Interlocked.Increment(ref count);

    /// <summary>An id.</summary>
    public static Guid Id() => Guid.CreateVersion7();

    /// <summary>A hash.</summary>
    public static ContentHash Hash() => ContentHash.Of(BitConverter.GetBytes(Number()));

    /// <summary>A provider without a channel.</summary>
    public static Provider Provider(string? name = null) => new() { Id = Id(), Name = name ?? $"Forum {Number()}", CreatedAt = Time };

    /// <summary>A location at <paramref name="provider"/>.</summary>
    public static Location Location(Provider provider, string? url = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        url ??= $"https://forum{Number()}.example/post";
        return new() { Id = Id(), ProviderId = provider.Id, Url = url, FetchUrl = url, Key = url, Host = new Uri(url).Authority, CreatedAt = Time };
    }

    /// <summary>A lead to <paramref name="location"/>.</summary>
    public static Lead Lead(Location location, LeadOrigin origin = LeadOrigin.Crawl)
    {
        ArgumentNullException.ThrowIfNull(location);
        return new() { Id = Id(), LocationId = location.Id, Host = location.Host, Origin = origin, CreatedAt = Time, NextTryAt = Time };
    }

    /// <summary>A capture for <paramref name="lead"/>.</summary>
    public static Capture Capture(Lead lead)
    {
        ArgumentNullException.ThrowIfNull(lead);
        return new()
        {
            Id = Id(),
            LocationId = lead.LocationId,
            LeadId = lead.Id,
            RequestHash = Hash(),
            ResponseHash = Hash(),
            BodyHash = Hash(),
            ManifestHash = Hash(),
            StartedAt = Time,
            EndedAt = Time,
            FinalUrl = "https://forum.example/post",
            Address = "192.0.2.1:443",
            Status = 200,
            Robots = "allowed",
            BodyBytes = 100,
        };
    }

    /// <summary>An item.</summary>
    public static Item Item(string? text = null, string language = "en")
    {
        text ??= $"A mild and artificial text, number {Number()}.";
        return new() { Id = Id(), Hash = ItemIdentity.Of(text), Text = text, Language = language, FirstSeenAt = Time };
    }

    /// <summary>An open case about <paramref name="item"/>.</summary>
    public static Case Case(Item item, CaseOpening opening = CaseOpening.Score)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new() { Id = Id(), Number = Number(), ItemId = item.Id, OpenItemId = item.Id, Opening = opening, OpenedAt = Time };
    }
}
