using ContentWatch.Cli.Up;

namespace ContentWatch.Tests.Cli;

public sealed class DataFolderTests : IDisposable
{
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("contentwatch-test-");

    private string Wanted => Path.Combine(place.FullName, "data");

    public void Dispose() => place.Delete(recursive: true);

    [Fact]
    public void A_new_folder_is_made_for_its_owner_only_and_is_found_again()
    {
        Assert.True(DataFolder.OpenOrMake(Wanted, demo: false).IsNew);

        Assert.False(DataFolder.OpenOrMake(Wanted, demo: false).IsNew);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Wanted));
        }
    }

    [Fact]
    public void A_folder_that_is_missing_is_named_with_what_makes_one()
    {
        var refusal = Assert.Throws<DataFolderException>(() => DataFolder.Open(Wanted));

        Assert.Contains(Wanted, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("cw up", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"V":2,"Demo":false}""", "version 2")]
    [InlineData("{}", "does not say its version")]
    [InlineData("not json", "cannot be read")]
    public void A_folder_of_another_version_is_refused(string mark, string reason)
    {
        Directory.CreateDirectory(Wanted);
        File.WriteAllText(Path.Combine(Wanted, "folder.json"), mark);

        var refusal = Assert.Throws<DataFolderException>(() => DataFolder.OpenOrMake(Wanted, demo: false));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Demo_and_real_use_do_not_mix(bool first, bool second)
    {
        DataFolder.OpenOrMake(Wanted, first);

        var refusal = Assert.Throws<DataFolderException>(() => DataFolder.OpenOrMake(Wanted, second));

        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_demos_own_sites_are_known_to_commands_that_come_later_and_real_use_has_none()
    {
        DataFolder.OpenOrMake(Wanted, demo: true).KeepDemoSites(["127.0.0.1:5081"]);
        var real = DataFolder.OpenOrMake(Wanted + "-real", demo: false);
        real.KeepDemoSites(["127.0.0.1:5081"]);

        Assert.Equal(["127.0.0.1:5081"], DataFolder.Open(Wanted).DemoSites);
        Assert.Empty(DataFolder.Open(real.FullPath).DemoSites);
    }

    [Fact]
    public void A_folder_with_other_peoples_files_is_left_alone()
    {
        Directory.CreateDirectory(Wanted);
        var theirs = Path.Combine(Wanted, "holiday.txt");
        File.WriteAllText(theirs, "sand");

        Assert.Throws<DataFolderException>(() => DataFolder.OpenOrMake(Wanted, demo: false));

        Assert.Equal([theirs], Directory.GetFiles(Wanted));
    }

    [Fact]
    public void A_file_in_the_way_is_named()
    {
        File.WriteAllText(Wanted, "");

        var refusal = Assert.Throws<DataFolderException>(() => DataFolder.OpenOrMake(Wanted, demo: true));

        Assert.Contains("is a file", refusal.Message, StringComparison.Ordinal);
    }
}
