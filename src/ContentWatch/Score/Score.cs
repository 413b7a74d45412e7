namespace ContentWatch.Score;

/// <summary>Whether there is a number, and if not, why.</summary>
public enum ScoreOutcome
{
    /// <summary>There is a calibrated probability.</summary>
    Scored,

    /// <summary>No model speaks this language: there is no number, and that is not a low number.</summary>
    NoModelForLanguage,

    /// <summary>There is too little text for a number.</summary>
    TooLittleText,
}

/// <summary>How likely a label is for a text, which model says so, and in what language it was read. A lead, never a verdict.</summary>
/// <param name="Label">The label.</param>
/// <param name="Outcome">Whether there is a number.</param>
/// <param name="Probability">Calibrated, 0 to 1; null unless <see cref="ScoreOutcome.Scored"/>.</param>
/// <param name="Threshold">The probability at which the model's manifest opens a case for this label and language; null without a number.</param>
/// <param name="ModelId">The model's name in <c>models/</c>.</param>
/// <param name="ModelVersion">Its version, from the manifest.</param>
/// <param name="Language">BCP 47 tag of the text as detected; <c>und</c> when unknown.</param>
public sealed record Score(
    Label Label,
    ScoreOutcome Outcome,
    double? Probability,
    double? Threshold,
    string ModelId,
    string ModelVersion,
    string Language)
{
    /// <summary>True when the number reaches its threshold.</summary>
    public bool OpensCase => Probability >= Threshold;
}
