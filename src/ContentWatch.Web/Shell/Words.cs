namespace ContentWatch.Web.Shell;

/// <summary>Names the words of the shell and the account pages: <c>Words.resx</c> in English, <c>Words.nl.resx</c> in Dutch. Each stage has its own pair beside its pages.</summary>
public sealed class Words;
