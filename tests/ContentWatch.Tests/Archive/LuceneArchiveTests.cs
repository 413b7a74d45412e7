using ContentWatch.Archive;
using ContentWatch.Archive.Lucene;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Archive;

public sealed class LuceneArchiveTests : ArchiveContract
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-test-");

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public async Task A_writer_that_was_killed_in_its_very_first_commit_leaves_an_archive_that_answers_and_is_written_again(double kept)
    {
        var cancel = TestContext.Current.CancellationToken;
        var item = SomeArchived.Item("The green bicycle stands at the station.");
        using (var killed = (LuceneArchive)Open())
        {
            await killed.WriteAsync([item], cancel);
        }

        var head = Directory.EnumerateFiles(folder.FullName, "segments_1", SearchOption.AllDirectories).Single();
        using (var cut = File.OpenWrite(head))
        {
            cut.SetLength((long)(cut.Length * kept));
        }

        using var reader = (LuceneArchive)Open();
        using var next = (LuceneArchive)Open();
        Assert.Equal(0, await reader.CountAsync(cancel));
        await next.WriteAsync([item], cancel);
        Assert.Equal(1, await next.CountAsync(cancel));
        Assert.Equal(1, await reader.CountAsync(cancel));
    }

    protected override IArchive Open() => new LuceneArchive(Options.Create(new DatabaseOptions { Folder = folder.FullName }));

    protected override void Clean() => folder.Delete(recursive: true);
}
