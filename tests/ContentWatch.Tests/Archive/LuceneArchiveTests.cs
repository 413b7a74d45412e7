using ContentWatch.Archive;
using ContentWatch.Archive.Lucene;
using Microsoft.Extensions.Options;

namespace ContentWatch.Tests.Archive;

public sealed class LuceneArchiveTests : ArchiveContract
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-test-");

    protected override IArchive Open() => new LuceneArchive(Options.Create(new DatabaseOptions { Folder = folder.FullName }));

    protected override void Clean() => folder.Delete(recursive: true);
}
