namespace ContentWatch.Train;

/// <summary>One labelled text, without the text: what training and measuring need of it.</summary>
/// <param name="Set">The dataset's name.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Split">train, dev or test.</param>
/// <param name="Unified">The dataset's label in common words: hateful, offensive, neutral …</param>
/// <param name="Incites">Whether it incites or threatens; null when the dataset does not say.</param>
/// <param name="Hateful">Whether it is hateful; null when the dataset does not say.</param>
/// <param name="Vector">The encoder's vector.</param>
internal sealed record Row(string Set, string Language, string Split, string Unified, bool? Incites, bool? Hateful, float[] Vector);
