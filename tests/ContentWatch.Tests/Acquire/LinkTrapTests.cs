using ContentWatch.Acquire.Sources;

namespace ContentWatch.Tests.Acquire;

/// <summary>What looks like an address that a site makes without end.</summary>
public sealed class LinkTrapTests
{
    public static TheoryData<string, bool> Addresses => new()
    {
        { "https://forum.example/", false },
        { "https://forum.example/a/b/c", false },
        { "https://forum.example/a/a/b", false },
        { "https://forum.example/a/a/a", true },
        { "https://forum.example/x/a/b/a/b/a/b/y", true },
        { "https://forum.example/a/b/a/b/c", false },
        { "https://forum.example/a/b/a/c/a/d/a/e", false },
        { $"https://forum.example/{string.Join('/', Enumerable.Range(0, 20))}", false },
        { $"https://forum.example/{string.Join('/', Enumerable.Range(0, 21))}", true },
        { $"https://forum.example/?{string.Join('&', Enumerable.Range(0, 20))}", false },
        { $"https://forum.example/?{string.Join('&', Enumerable.Range(0, 21))}", true },
        { "https://forum.example/?q=a/a/a/a", false },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Paths_that_repeat_themselves_or_are_very_deep_and_very_long_queries_are_traps(string address, bool isTrap) =>
        Assert.Equal(isTrap, LinkTrap.Is(CaptureUri.Parse(address)));
}
