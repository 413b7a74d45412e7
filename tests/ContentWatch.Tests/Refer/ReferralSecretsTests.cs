using ContentWatch.Refer;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Refer;

public sealed class ReferralSecretsTests : IDisposable
{
    private static readonly Uri Forum = new("https://forum.example/api");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-test-");
    private readonly ReferralSecrets secrets;

    public ReferralSecretsTests() => secrets = new(Options.Create(new DatabaseOptions { Folder = folder.FullName }));

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_secret_is_kept_found_and_replaced()
    {
        Assert.Null(secrets.Find("forum", Forum));

        secrets.Keep("forum", Forum, "one made-up word\n");
        Assert.Equal("one made-up word", secrets.Find("forum", Forum));
        secrets.Keep("forum", Forum, "another");

        Assert.Equal("another", secrets.Find("forum", Forum));
        Assert.Equal(["forum"], Directory.EnumerateFiles(Path.Combine(folder.FullName, "secrets", "forum.example")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_secret_that_others_can_read_is_no_secret()
    {
        secrets.Keep("forum", Forum, "one made-up word");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder.FullName, "secrets", "forum.example", "forum"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Null(secrets.Find("forum", Forum));
        }
    }

    [Theory]
    [InlineData("https://elsewhere.example/api")]
    [InlineData("https://forum.example.elsewhere.example/")]
    [InlineData("https://sub.forum.example/api")]
    [InlineData("https://forum.example:8443/api")]
    [InlineData("https://[::1]/")]
    public void A_secret_of_one_host_is_not_found_for_another(string address)
    {
        secrets.Keep("forum", Forum, "one made-up word");

        Assert.Null(secrets.Find("forum", new Uri(address)));
        Assert.Equal("one made-up word", secrets.Find("forum", new Uri("https://FORUM.example:443/other/path")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../keys/audit.key")]
    [InlineData("forum.old")]
    [InlineData("fórum")]
    public void A_name_that_could_leave_the_folder_is_refused(string name)
    {
        Assert.Null(secrets.Find(name, Forum));
        Assert.Throws<ArgumentException>(() => secrets.Keep(name, Forum, "word"));
    }
}
