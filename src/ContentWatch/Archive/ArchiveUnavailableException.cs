namespace ContentWatch.Archive;

/// <summary>The archive cannot be used as it is; the message says why and what to do.</summary>
public sealed class ArchiveUnavailableException : Exception
{
    /// <summary>With the reason.</summary>
    public ArchiveUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and what the engine said.</summary>
    public ArchiveUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a reason: for serializers alone.</summary>
    public ArchiveUnavailableException()
    {
    }
}
