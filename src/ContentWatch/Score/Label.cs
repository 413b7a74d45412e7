namespace ContentWatch.Score;

/// <summary>What the models' data taught, and no more: never a legal ground.</summary>
public enum Label
{
    /// <summary>Incites violence or threatens.</summary>
    IncitementOrThreat,

    /// <summary>Hateful towards people for what they are.</summary>
    Hateful,
}

/// <summary>How a label is written where people search for it.</summary>
public static class LabelWords
{
    /// <summary>The label in one lower-case word: <c>incitement</c>, <c>hateful</c>. The archive's fields hold it: never change it.</summary>
    public static string Word(this Label label) => label switch
    {
        Label.IncitementOrThreat => "incitement",
        Label.Hateful => "hateful",
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "Not a label."),
    };
}
