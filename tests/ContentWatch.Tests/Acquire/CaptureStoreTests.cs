using System.Text;
using ContentWatch.Acquire;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Tests.Acquire;

public sealed class CaptureStoreTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_kept_lies_under_its_hash_and_comes_back()
    {
        var hash = await Store().PutAsync(Bytes("mild"), TestContext.Current.CancellationToken);

        Assert.Equal(ContentHash.Of(Bytes("mild")), hash);
        Assert.Equal(Bytes("mild"), await Store().ReadAsync(hash, TestContext.Current.CancellationToken));
        Assert.Equal([Kept(hash)], Files());
    }

    [Fact]
    public async Task Keeping_the_same_twice_even_at_once_keeps_it_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store().PutAsync(Bytes("same"), TestContext.Current.CancellationToken))));

        Assert.Single(Files());
    }

    [Fact]
    public async Task Bytes_that_were_changed_on_the_disk_are_not_given_out()
    {
        var hash = await Store().PutAsync(Bytes("as captured"), TestContext.Current.CancellationToken);
        File.SetAttributes(Kept(hash), FileAttributes.Normal);
        await File.WriteAllTextAsync(Kept(hash), "as changed", TestContext.Current.CancellationToken);

        var damaged = await Assert.ThrowsAsync<CaptureDamagedException>(() => Store().ReadAsync(hash, TestContext.Current.CancellationToken));

        Assert.Contains(hash.ToString(), damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeping_that_is_given_up_leaves_nothing_half()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store().PutAsync(Bytes("half"), new CancellationToken(canceled: true)));

        Assert.Empty(Files());
    }

    [Fact]
    public async Task Only_the_service_may_read_what_is_kept_and_nobody_write()
    {
        if (OperatingSystem.IsWindows())
        {
            Requirements.Missing("Unix file modes", "run it on Linux or macOS");
            return;
        }

        var hash = await Store().PutAsync(Bytes("mild"), TestContext.Current.CancellationToken);

        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(Kept(hash)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(folder.FullName, "captures")));
    }

    [Fact]
    public void On_a_disk_that_is_nearly_full_there_is_no_room()
    {
        Assert.True(Store().HasRoom);
        Assert.False(Store(keepFree: long.MaxValue).HasRoom);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private string Kept(ContentHash hash) => Path.Combine(folder.FullName, "captures", "sha256", hash.ToString()[..2], hash.ToString()[2..4], hash.ToString());

    private string[] Files() => Directory.GetFiles(folder.FullName, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 });

    private CaptureStore Store(long keepFree = 0) => new(
        Options.Create(new DatabaseOptions { Folder = folder.FullName }), Options.Create(new AcquireOptions { KeepFreeBytes = keepFree }), new FakeTimeProvider(Some.Time));
}
