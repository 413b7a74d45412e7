namespace ContentWatch.Web.Operate;

/// <summary>Names the words of the status page: <c>OperateWords.resx</c> in English, <c>OperateWords.nl.resx</c> in Dutch.</summary>
public sealed class OperateWords;
