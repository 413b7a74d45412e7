using Lingua;

namespace ContentWatch.Extract;

/// <summary>Tells the language of a text among those the product knows. Loaded once; thread-safe.</summary>
public sealed class Language
{
    /// <summary>Says that the language is not known.</summary>
    public const string Unknown = "und";

    private const int EnoughLetters = 12;
    private const int LookedAt = 2_000;
    private const double Clear = 0.6;

    private static readonly Dictionary<Lingua.Language, string> Tags = new()
    {
        [Lingua.Language.Dutch] = "nl",
        [Lingua.Language.English] = "en",
        [Lingua.Language.German] = "de",
        [Lingua.Language.French] = "fr",
        [Lingua.Language.Arabic] = "ar",
        [Lingua.Language.Turkish] = "tr",
        [Lingua.Language.Russian] = "ru",
        [Lingua.Language.Spanish] = "es",
        [Lingua.Language.Italian] = "it",
        [Lingua.Language.Persian] = "fa",
        [Lingua.Language.Polish] = "pl",
        [Lingua.Language.Portuguese] = "pt",
        [Lingua.Language.Ukrainian] = "uk",
        [Lingua.Language.Indonesian] = "id",
    };

    private readonly Lazy<LanguageDetector> detector = new(() => LanguageDetectorBuilder.FromLanguages([.. Tags.Keys]).WithPreloadedLanguageModels().Build());

    /// <summary>Loads the models, once; takes seconds. Called before a reading is timed.</summary>
    internal void Load() => _ = detector.Value;

    /// <summary>True for the tags that <see cref="Of"/> gives, <c>und</c> among them.</summary>
    internal static bool IsTag(string tag) => tag == Unknown || Tags.ContainsValue(tag);

    /// <summary>BCP 47 tag of the text; <c>und</c> when there is too little of it or no language is clearly ahead.</summary>
    /// <param name="text">The text.</param>
    /// <param name="declared">What the page says of itself: believed only where the text leaves it open and the tag is one of ours.</param>
    public string Of(string text, string? declared)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sample = text.Length > LookedAt ? text[..LookedAt] : text;
        if (sample.Count(char.IsLetter) < EnoughLetters)
        {
            return Unknown;
        }

        var best = detector.Value.ComputeLanguageConfidenceValues(sample).MaxBy(value => value.Value);
        if (best.Value >= Clear)
        {
            return Tags[best.Key];
        }

        var tag = declared?.Split('-')[0].ToLowerInvariant();
        return tag is not null && Tags.ContainsValue(tag) ? tag : Unknown;
    }
}
