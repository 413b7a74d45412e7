namespace ContentWatch.Score;

/// <summary>A model may not be used: its manifest or one of its files is not what it says. The message names the file and the field.</summary>
public sealed class ModelRefusedException : Exception
{
    /// <summary>Without a reason.</summary>
    public ModelRefusedException()
    {
    }

    /// <summary>With the reason.</summary>
    public ModelRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and what caused it.</summary>
    public ModelRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
