namespace ContentWatch.Web.Archive;

/// <summary>Names the words of the archive's pages: <c>ArchiveWords.resx</c> in English, <c>ArchiveWords.nl.resx</c> in Dutch.</summary>
public sealed class ArchiveWords;
