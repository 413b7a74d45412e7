namespace ContentWatch.Web.Review;

/// <summary>Names the words of the queue and the case: <c>ReviewWords.resx</c> in English, <c>ReviewWords.nl.resx</c> in Dutch.</summary>
public sealed class ReviewWords;
