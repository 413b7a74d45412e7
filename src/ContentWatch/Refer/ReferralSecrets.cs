using Microsoft.Extensions.Options;

namespace ContentWatch.Refer;

/// <summary>Secrets of channels: files in <c>secrets</c> of the data folder, mode 0600, outside the database. Thread-safe.</summary>
public sealed class ReferralSecrets(IOptions<DatabaseOptions> data)
{
    private readonly string folder = Path.Combine(data.Value.Folder, "secrets");

    /// <summary>The secret of that name; null when there is none, or others can read its file.</summary>
    public string? Find(string name)
    {
        var path = Path.Combine(folder, name);
        if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) || !File.Exists(path))
        {
            return null;
        }

        var isOpen = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0;
        return isOpen ? null : File.ReadAllText(path).Trim();
    }
}
