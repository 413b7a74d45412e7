using ContentWatch.Acquire;

namespace ContentWatch.Backups;

/// <summary>The files of the capture store that one capture needs to be whole evidence.</summary>
internal static class CapturedFiles
{
    /// <summary>Those that its row names, and those of the redirects that its manifest names, where the manifest can be read.</summary>
    public static async Task<IReadOnlyList<ContentHash>> OfAsync(Capture capture, CaptureStore store, CancellationToken cancellationToken)
    {
        List<ContentHash> files = [capture.ManifestHash, capture.RequestHash, capture.ResponseHash, capture.BodyHash];
        if (await FindAsync(store, capture.ManifestHash, cancellationToken) is { } manifest && Read(manifest) is { } record)
        {
            files.AddRange(record.Hops.SelectMany(hop => new[] { hop.Request, hop.Response }));
        }

        return [.. files.Distinct()];
    }

    /// <summary>Bytes of the store; null when they are missing or damaged.</summary>
    public static async Task<byte[]?> FindAsync(CaptureStore store, ContentHash hash, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadAsync(hash, cancellationToken);
        }
        catch (Exception lost) when (lost is FileNotFoundException or DirectoryNotFoundException or CaptureDamagedException)
        {
            return null;
        }
    }

    /// <summary>A manifest; null when it cannot be read.</summary>
    public static CaptureRecord? Read(byte[] manifest)
    {
        try
        {
            return CaptureRecord.Read(manifest);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
