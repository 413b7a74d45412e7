using NSec.Cryptography;

namespace ContentWatch.Audit;

/// <summary>The key that signs checkpoints cannot be used.</summary>
/// <param name="message">Why, and what to do.</param>
public sealed class CheckpointKeyException(string message) : IOException(message);

/// <summary>The key that signs checkpoints: an Ed25519 seed in a file of mode 0600, outside the database. Its public half lies beside it as <c>.pub</c>.</summary>
public static class CheckpointKey
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where the key lies in a data folder.</summary>
    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "keys", "audit.key");

    /// <summary>Makes the key, once; an existing one is left alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">The log's name, which is the key's name.</param>
    /// <returns>True when it was made.</returns>
    public static bool Make(string path, string origin)
    {
        if (File.Exists(path))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(path, options))
        {
            file.Write(key.Export(KeyBlobFormat.RawPrivateKey));
            file.Flush(flushToDisk: true);
        }

        File.WriteAllText(path + ".pub", NoteVerifier.Of(origin, key.PublicKey) + "\n");
        return true;
    }

    /// <summary>Reads the key.</summary>
    /// <exception cref="CheckpointKeyException">There is none, others can read it, or it is no key.</exception>
    public static Key Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new CheckpointKeyException($"There is no key at '{path}'. 'cw up' and 'cw db migrate' make one.");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            throw new CheckpointKeyException($"'{path}' can be read by others. Give it mode 0600, and think about who may have it by now.");
        }

        return Key.TryImport(SignatureAlgorithm.Ed25519, File.ReadAllBytes(path), KeyBlobFormat.RawPrivateKey, out var key)
            ? key!
            : throw new CheckpointKeyException($"'{path}' holds no Ed25519 key.");
    }

    /// <summary>Reads the public half, for whoever only verifies.</summary>
    /// <exception cref="CheckpointKeyException">There is none.</exception>
    public static NoteVerifier LoadVerifier(string path) => File.Exists(path + ".pub")
        ? NoteVerifier.Parse(File.ReadAllText(path + ".pub").Trim())
        : throw new CheckpointKeyException($"There is no public key at '{path}.pub'.");
}
