namespace ContentWatch;

/// <summary>The next number of a numbered series, such as the cases'. Taken inside the transaction that uses it, so no number is burnt.</summary>
public sealed class Counter
{
    /// <summary>The series, such as <c>case</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The number that was given last; 0 before the first.</summary>
    public long Last { get; set; }
}
