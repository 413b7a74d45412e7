namespace ContentWatch.Web.Shell;

/// <summary>What a field that did not hold says of itself: a screen reader hears that it is wrong, and the answer begins at it.</summary>
public static class WrongField
{
    private static readonly Dictionary<string, object> Marks = new() { ["aria-invalid"] = "true", ["data-focus"] = true };

    /// <summary>The attributes of a field; none when it holds.</summary>
    public static IReadOnlyDictionary<string, object>? Of(bool isWrong) => isWrong ? Marks : null;
}
