namespace ContentWatch.Audit;

/// <summary>Too many entries wait to be sequenced: the act does not happen, because it could not be proven soon. An operator has to look at the assess worker.</summary>
/// <param name="waiting">How many wait, at least.</param>
public sealed class AuditBacklogException(int waiting)
    : Exception($"{waiting:N0} entries of the audit log wait to be sequenced. Acts stop until the assess worker has caught up.");
