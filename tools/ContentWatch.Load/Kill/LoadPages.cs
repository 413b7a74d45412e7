using System.Globalization;
using ContentWatch.Cli.Demo;

namespace ContentWatch.Load.Kill;

/// <summary>The pages of the campaign's forum: made up, mild, each told apart by its number; every fourth repeats the text of the page before it.</summary>
internal static class LoadPages
{
    private static readonly string[] Things = ["tomatoes", "a bicycle", "the bus", "an old radio", "a kite", "the market", "a lost glove", "soup"];

    /// <summary>So many pages.</summary>
    public static IReadOnlyList<DemoPage> Make(int count) => [.. Enumerable.Range(0, count).Select(Page)];

    /// <summary>Where the page of this number stands.</summary>
    public static string PathOf(int number) => string.Create(CultureInfo.InvariantCulture, $"/posts/{number}");

    /// <summary>What only the text of this page, and of a page that repeats it, says.</summary>
    public static string MarkOf(int number) => string.Create(CultureInfo.InvariantCulture, $"This is made-up text number {TextOf(number)} of a test of our own.");

    /// <summary>The number of the text that stands on this page.</summary>
    public static int TextOf(int number) => number % 4 == 3 ? number - 1 : number;

    private static DemoPage Page(int number)
    {
        var thing = Things[TextOf(number) % Things.Length];
        return new(PathOf(number), $"About {thing}", "en", "somebody",
        [
            MarkOf(number),
            $"Yesterday I spoke with a neighbour about {thing}. We agreed that it takes patience and a dry afternoon, and that nothing is lost by trying again tomorrow.",
        ]);
    }
}
