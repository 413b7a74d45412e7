using Microsoft.Extensions.Options;

namespace ContentWatch.Refer;

/// <summary>Secrets of channels: files in <c>secrets</c> of the data folder, mode 0600, outside the database. Thread-safe.</summary>
public sealed class ReferralSecrets(IOptions<DatabaseOptions> data)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string folder = Path.Combine(data.Value.Folder, "secrets");

    /// <summary>Whether a secret can have this name: 1 to 100 letters, digits, hyphens and underscores.</summary>
    public static bool IsName(string name) => name is { Length: > 0 and <= 100 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The secret of that name; null when there is none, or others can read its file.</summary>
    public string? Find(string name)
    {
        var path = Path.Combine(folder, name);
        if (!IsName(name) || !File.Exists(path))
        {
            return null;
        }

        var isOpen = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0;
        return isOpen ? null : File.ReadAllText(path).Trim();
    }

    /// <summary>Keeps a secret, in the place of one of the same name: written beside it, then moved over it.</summary>
    /// <exception cref="ArgumentException">It cannot have this name.</exception>
    public void Keep(string name, string secret)
    {
        if (!IsName(name))
        {
            throw new ArgumentException("A secret's name has 1 to 100 letters, digits, hyphens and underscores.", nameof(name));
        }

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        File.Delete(path + ".new");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var writer = new StreamWriter(path + ".new", options))
        {
            writer.Write(secret);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
