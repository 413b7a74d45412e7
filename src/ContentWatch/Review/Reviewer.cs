namespace ContentWatch.Review;

/// <summary>The person at the desk, with the rights that the host's policy found. The desk trusts it: check the policy first.</summary>
/// <param name="Id">The account's id.</param>
/// <param name="Senior">Whether the person may take cases that were passed up, and open decided ones again.</param>
public sealed record Reviewer(Guid Id, bool Senior = false);
