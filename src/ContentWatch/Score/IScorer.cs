namespace ContentWatch.Score;

/// <summary>
/// Reads a text and says how likely each label is. All configured scorers run. Implementations are thread-safe, touch
/// neither database nor network, and throw only for bugs: text that cannot be scored is an outcome.
/// </summary>
public interface IScorer
{
    /// <summary>The scorer's name in configuration.</summary>
    string Name { get; }

    /// <summary>One score per label this scorer knows.</summary>
    /// <param name="text">The text as a reader would read it; any length.</param>
    /// <param name="language">BCP 47 tag as detected; <c>und</c> when unknown.</param>
    /// <param name="cancellationToken">Stops between windows.</param>
    IReadOnlyList<Score> Score(string text, string language, CancellationToken cancellationToken);
}
