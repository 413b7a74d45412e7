using ContentWatch.Archive;
using ContentWatch.Score;

namespace ContentWatch.Tests.Archive;

/// <summary>Items for archives.</summary>
public static class SomeArchived
{
    public static ArchivedItem Item(string text, string language = "en", Guid? id = null, long version = 1) => new(
        id ?? Some.Id(),
        version,
        ItemIdentity.Of(text),
        null,
        text,
        language,
        ["Forum One"],
        ["forum.example"],
        ["ann"],
        new Dictionary<Label, double>(),
        [],
        null,
        null,
        Some.Time,
        Some.Time);
}
