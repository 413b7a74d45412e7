namespace ContentWatch.Web.Tests;

/// <summary>What a test needs and this machine may lack.</summary>
public static class Requirements
{
    /// <summary>Skips the test with the reason and the remedy; fails it where <c>CONTENTWATCH_TEST_REQUIRE=all</c>.</summary>
    public static void Missing(string what, string remedy)
    {
        var message = $"This test needs {what}: {remedy}.";
        if (Environment.GetEnvironmentVariable("CONTENTWATCH_TEST_REQUIRE") == "all")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
    }
}
