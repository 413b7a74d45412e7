namespace ContentWatch.Web.Acquire;

/// <summary>Names the words of the pages about leads: <c>AcquireWords.resx</c> in English, <c>AcquireWords.nl.resx</c> in Dutch.</summary>
public sealed class AcquireWords;
