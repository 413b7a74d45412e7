using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace ContentWatch.Audit;

/// <summary>A public key that verifies notes, as C2SP signed-note writes it: <c>name+hash+base64(type ‖ key)</c>. Ed25519 only.</summary>
public sealed record NoteVerifier
{
    private const byte Ed25519Type = 1;
    private readonly PublicKey key;

    private NoteVerifier(string name, uint id, PublicKey key)
    {
        Name = name;
        Id = id;
        this.key = key;
    }

    /// <summary>The key's name.</summary>
    public string Name { get; }

    /// <summary>The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key).</summary>
    public uint Id { get; }

    /// <summary>A verifier for a key.</summary>
    public static NoteVerifier Of(string name, PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(name, IdOf(name, key.Export(KeyBlobFormat.RawPublicKey)), key);
    }

    /// <summary>Reads the written form.</summary>
    /// <exception cref="FormatException">It is none, its hash is not its key's, or the key is not Ed25519.</exception>
    public static NoteVerifier Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('+', 3);
        if (parts is not [{ Length: > 0 } name, { Length: 8 } hash, var encoded] || name.Any(char.IsWhiteSpace)
            || !uint.TryParse(hash, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var id))
        {
            throw new FormatException("A verifier key is name+hash+key.");
        }

        var bytes = FromBase64(encoded) ?? throw new FormatException("The key is not base64.");
        if (bytes is not [Ed25519Type, ..] || bytes.Length != 33 || IdOf(name, bytes.AsSpan(1)) != id)
        {
            throw new FormatException("The key is not Ed25519, or its hash is another key's.");
        }

        return new(name, id, PublicKey.Import(SignatureAlgorithm.Ed25519, bytes.AsSpan(1), KeyBlobFormat.RawPublicKey));
    }

    /// <summary>The written form.</summary>
    public override string ToString() =>
        $"{Name}+{Id:x8}+{Convert.ToBase64String([Ed25519Type, .. key.Export(KeyBlobFormat.RawPublicKey)])}";

    /// <summary>True when <paramref name="signature"/> is this key's over <paramref name="text"/>.</summary>
    internal bool Verifies(string text, ReadOnlySpan<byte> signature) =>
        SignatureAlgorithm.Ed25519.Verify(key, Encoding.UTF8.GetBytes(text), signature);

    internal static byte[]? FromBase64(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out var count) && Convert.ToBase64String(buffer.AsSpan(0, count)) == text ? buffer[..count] : null;
    }

    private static uint IdOf(string name, ReadOnlySpan<byte> key) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), 0x0A, Ed25519Type, .. key]));
}

/// <summary>A text with signatures below it (C2SP signed-note). Only texts whose signature was verified come out of <see cref="Open"/>.</summary>
public static class SignedNote
{
    private const string Dash = "— ";
    private const int MaxBytes = 1_000_000;
    private const int MaxSignatures = 100;

    /// <summary>Signs a text that ends with a line end.</summary>
    public static string Sign(string text, string keyName, Key key)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(key);
        var id = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(id, NoteVerifier.Of(keyName, key.PublicKey).Id);
        var signature = SignatureAlgorithm.Ed25519.Sign(key, Encoding.UTF8.GetBytes(text));
        return $"{text}\n{Dash}{keyName} {Convert.ToBase64String([.. id, .. signature])}\n";
    }

    /// <summary>The text of a note that <paramref name="verifier"/> signed. Other keys' signatures are passed over, as the specification asks.</summary>
    /// <exception cref="FormatException">It is no note, the signature does not hold, or the key did not sign it.</exception>
    public static string Open(string note, NoteVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(verifier);
        if (Encoding.UTF8.GetByteCount(note) > MaxBytes || note.Any(c => c < ' ' && c != '\n') || note.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new FormatException("A note has no control characters but line ends, and at most a million bytes.");
        }

        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !note.EndsWith('\n'))
        {
            throw new FormatException("A note has a blank line between its text and its signatures.");
        }

        var (text, lines) = (note[..(split + 1)], note[(split + 2)..].Split('\n')[..^1]);
        if (lines.Length is 0 or > MaxSignatures)
        {
            throw new FormatException("A note has 1 to 100 signatures.");
        }

        var isSigned = false;
        foreach (var (name, id, signature) in lines.Select(ReadSignature))
        {
            if (name != verifier.Name || id != verifier.Id)
            {
                continue;
            }

            isSigned = verifier.Verifies(text, signature) ? true : throw new FormatException($"The signature of '{name}' does not hold.");
        }

        return isSigned ? text : throw new FormatException($"'{verifier.Name}' did not sign the note.");
    }

    private static (string Name, uint Id, byte[] Signature) ReadSignature(string line)
    {
        var parts = line.StartsWith(Dash, StringComparison.Ordinal) ? line[Dash.Length..].Split(' ') : [];
        var bytes = parts.Length == 2 && parts[0].Length > 0 && !parts[0].Contains('+', StringComparison.Ordinal) ? NoteVerifier.FromBase64(parts[1]) : null;
        return bytes is { Length: >= 5 }
            ? (parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..])
            : throw new FormatException("A signature line is '— name base64'.");
    }
}
