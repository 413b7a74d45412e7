using Microsoft.Extensions.Options;

namespace ContentWatch.Refer;

/// <summary>
/// Secrets of channels: files <c>secrets/HOST/NAME</c> in the data folder, mode 0600, outside the database. A secret belongs to the host that it was
/// kept for: whoever may change a channel's address cannot have it sent elsewhere. Thread-safe.
/// </summary>
public sealed class ReferralSecrets(IOptions<DatabaseOptions> data)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string folder = Path.Combine(data.Value.Folder, "secrets");

    /// <summary>Whether a secret can have this name: 1 to 100 letters, digits, hyphens and underscores.</summary>
    public static bool IsName(string name) => name is { Length: > 0 and <= 100 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The secret of that name for the host of <paramref name="address"/>; null when there is none, or others can read its file.</summary>
    public string? Find(string name, Uri address)
    {
        if (!IsName(name) || PathOf(name, address) is not { } path || !File.Exists(path))
        {
            return null;
        }

        var isOpen = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0;
        return isOpen ? null : File.ReadAllText(path).Trim();
    }

    /// <summary>Keeps a secret for the host of <paramref name="address"/>, in the place of one of the same name: written beside it, then moved over it.</summary>
    /// <exception cref="ArgumentException">It cannot have this name, or the address has no host.</exception>
    public void Keep(string name, Uri address, string secret)
    {
        if (!IsName(name))
        {
            throw new ArgumentException("A secret's name has 1 to 100 letters, digits, hyphens and underscores.", nameof(name));
        }

        var path = PathOf(name, address) ?? throw new ArgumentException("The address has no host that a folder can be named after.", nameof(address));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
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

    /// <summary>The file; null for a host that is no name or IPv4 address. The port is part of the host, where it is not the scheme's own.</summary>
    private string? PathOf(string name, Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var host = address.IsAbsoluteUri ? address.IdnHost.ToLowerInvariant() : "";
        var isPlain = host.Length > 0 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') && host.Any(char.IsAsciiLetterOrDigit);
        return isPlain ? Path.Combine(folder, address.IsDefaultPort ? host : FormattableString.Invariant($"{host}_{address.Port}"), name) : null;
    }
}
