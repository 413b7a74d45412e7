using ContentWatch.Score;

namespace ContentWatch.Archive;

/// <summary>An item as a searcher finds it: everything the archive indexes, gathered from the database's rows.</summary>
/// <param name="Id">The item.</param>
/// <param name="Version">The row's version; the archive keeps the highest it saw.</param>
/// <param name="Hash">Its content hash.</param>
/// <param name="Title">Its title; null when none.</param>
/// <param name="Text">Its text.</param>
/// <param name="Language">BCP 47 tag; <c>und</c> when unknown.</param>
/// <param name="Providers">Names of the providers it appeared at.</param>
/// <param name="Hosts">Hosts it appeared at.</param>
/// <param name="Accounts">Handles that published it.</param>
/// <param name="Scores">The newest scored probability per label; labels without a number are absent.</param>
/// <param name="Labels">The labels whose newest score reached the threshold that held when it was scored.</param>
/// <param name="Verdict">What people decided, in one word; null when nothing yet.</param>
/// <param name="PublishedAt">The earliest time of publication the pages give; null when none does.</param>
/// <param name="FirstSeenAt">When we first saw it.</param>
/// <param name="LastSeenAt">When we last saw it.</param>
public sealed record ArchivedItem(
    Guid Id,
    long Version,
    ContentHash Hash,
    string? Title,
    string Text,
    string Language,
    IReadOnlyList<string> Providers,
    IReadOnlyList<string> Hosts,
    IReadOnlyList<string> Accounts,
    IReadOnlyDictionary<Label, double> Scores,
    IReadOnlyList<Label> Labels,
    string? Verdict,
    DateTimeOffset? PublishedAt,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt);
