namespace ContentWatch.Score;

/// <summary>What the models' data taught, and no more: never a legal ground.</summary>
public enum Label
{
    /// <summary>Incites violence or threatens.</summary>
    IncitementOrThreat,

    /// <summary>Hateful towards people for what they are.</summary>
    Hateful,
}
