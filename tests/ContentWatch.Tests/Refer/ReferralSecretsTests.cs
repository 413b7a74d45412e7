using ContentWatch.Refer;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Refer;

public sealed class ReferralSecretsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-test-");
    private readonly ReferralSecrets secrets;

    public ReferralSecretsTests() => secrets = new(Options.Create(new DatabaseOptions { Folder = folder.FullName }));

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_secret_is_kept_found_and_replaced()
    {
        Assert.Null(secrets.Find("forum"));

        secrets.Keep("forum", "one made-up word\n");
        Assert.Equal("one made-up word", secrets.Find("forum"));
        secrets.Keep("forum", "another");

        Assert.Equal("another", secrets.Find("forum"));
        Assert.Equal(["forum"], Directory.EnumerateFiles(Path.Combine(folder.FullName, "secrets")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_secret_that_others_can_read_is_no_secret()
    {
        secrets.Keep("forum", "one made-up word");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder.FullName, "secrets", "forum"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Null(secrets.Find("forum"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("../keys/audit.key")]
    [InlineData("forum.old")]
    [InlineData("fórum")]
    public void A_name_that_could_leave_the_folder_is_refused(string name)
    {
        Assert.Null(secrets.Find(name));
        Assert.Throws<ArgumentException>(() => secrets.Keep(name, "word"));
    }
}
