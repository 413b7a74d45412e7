using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ContentWatch;

/// <summary>
/// The SHA-256 of bytes (FIPS 180-4): the identity of content and the name of a file in the capture store.
/// Written as 64 lower-case hexadecimal digits. <c>default</c> is not a hash: <see cref="ToString"/> throws on it.
/// </summary>
public readonly record struct ContentHash
{
    private readonly string? hex;

    private ContentHash(string hex) => this.hex = hex;

    /// <summary>The hash of <paramref name="bytes"/>.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return FromDigest(digest);
    }

    /// <summary>A digest of 32 bytes that somebody else computed, as a hash.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public static ContentHash FromDigest(ReadOnlySpan<byte> digest)
    {
        if (digest.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException("A SHA-256 has 32 bytes.", nameof(digest));
        }

        return new(Convert.ToHexStringLower(digest));
    }

    /// <summary>Reads the 64 lower-case digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static ContentHash Parse(string text) =>
        TryParse(text, out var hash) ? hash : throw new FormatException("A content hash is 64 lower-case hexadecimal digits.");

    /// <summary>Reads the 64 lower-case digits; false when the text is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ContentHash hash)
    {
        var good = text is { Length: 64 } && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
        hash = good ? new(text!) : default;
        return good;
    }

    /// <summary>The 64 lower-case digits.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public override string ToString() => hex ?? throw new InvalidOperationException("No hash was given.");
}
