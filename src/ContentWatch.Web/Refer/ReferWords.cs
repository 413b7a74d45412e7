namespace ContentWatch.Web.Refer;

/// <summary>Names the words of the pages about referrals: <c>ReferWords.resx</c> in English, <c>ReferWords.nl.resx</c> in Dutch.</summary>
public sealed class ReferWords;
