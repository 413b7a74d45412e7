namespace ContentWatch.Web.Audit;

/// <summary>Names the words of the pages about the audit log: <c>AuditWords.resx</c> in English, <c>AuditWords.nl.resx</c> in Dutch.</summary>
public sealed class AuditWords;
