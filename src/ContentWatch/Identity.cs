namespace ContentWatch;

/// <summary>Makes the ids of everything we keep: UUID version 7 (RFC 9562), ordered by the time they were made.</summary>
public static class Identity
{
    /// <summary>A new id at the time of <paramref name="time"/>.</summary>
    public static Guid New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);

#pragma warning disable RS0030 // This is the one door that the ban points to.
        return Guid.CreateVersion7(time.GetUtcNow());
#pragma warning restore RS0030
    }
}
