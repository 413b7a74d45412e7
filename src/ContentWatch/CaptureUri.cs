using System.Diagnostics.CodeAnalysis;
using System.Text;
using ContentWatch.UrlStandard;

namespace ContentWatch;

/// <summary>
/// An http or https address that may be fetched, in three forms: as it was seen, as it is sent, as it is compared. Read as the WHATWG URL Standard
/// reads it, because browsers and hence reporters follow it (<see cref="Uri"/> would change what is asked for: <c>%zz</c>); narrower than
/// the standard where nothing on the public Internet can be meant: no name or password, no host that the DNS cannot hold. Two are equal when what is sent is. Immutable.
/// </summary>
/// <remarks>The host check of a fetch is not here but in the connect callback: what counts is the address that is dialled.</remarks>
public sealed class CaptureUri : IEquatable<CaptureUri>
{
    /// <summary>Longest address that is taken, in characters: as given, and as it is sent.</summary>
    public const int MaxLength = 2_083;

    private readonly WebUrl url;

    private CaptureUri(string original, WebUrl url)
    {
        this.url = url;
        Original = original;
    }

    /// <summary>As it was seen, fragment included; only what no text can keep, control characters and halves of characters, is U+FFFD.</summary>
    public string Original { get; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme => url.Scheme;

    /// <summary>Host in lower case, IDN as A-label, with the port when it is not the scheme's own.</summary>
    public string Host => url.Host;

    /// <summary>Path and query as they are sent.</summary>
    public string PathAndQuery => url.PathAndQuery;

    /// <summary>What is sent: no fragment, dot segments resolved, what may not stand in an address percent-encoded, nothing else touched.</summary>
    public string Fetch => url.Href;

    /// <summary>Two addresses with the same key are the same place: tracking parameters dropped, the query sorted, escapes in one spelling.</summary>
    public string Key => UrlKey.Of(url);

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It cannot be fetched; the message says why.</exception>
    public static CaptureUri Parse(string text) =>
        TryParse(text, out var uri, out var reason) ? uri : throw new FormatException(reason);

    /// <summary>Reads an address; where it cannot be fetched, the reason says what is wrong with it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CaptureUri? uri, [NotNullWhen(false)] out string? reason)
    {
        (uri, reason) = Read(text, null);
        return uri is not null;
    }

    /// <summary>Resolves what a page or a redirect names against this address; null where it leads to nothing that can be fetched.</summary>
    public CaptureUri? Resolve(string? reference) => Read(reference, url).Uri;

    /// <inheritdoc/>
    public bool Equals(CaptureUri? other) => other is not null && other.Fetch == Fetch;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CaptureUri);

    /// <inheritdoc/>
    public override int GetHashCode() => Fetch.GetHashCode(StringComparison.Ordinal);

    /// <summary>The form that is sent.</summary>
    public override string ToString() => Fetch;

    private static (CaptureUri? Uri, string? Reason) Read(string? text, WebUrl? page)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, "The address is empty.");
        }

        if (text.Length > MaxLength)
        {
            return (null, $"The address is longer than {MaxLength} characters.");
        }

        var (read, fault) = WebUrl.Read(text, page);
        if (read is null)
        {
            return (null, fault);
        }

        if (read.HasUserInfo)
        {
            return (null, "The address carries a name or password before '@'. We never sign in: leave it out.");
        }

        if (!read.Name.StartsWith('[') && NameFault(read.Name) is { } unnamed)
        {
            return (null, unnamed);
        }

        // What is kept is the sent form, and it is read again whenever it is fetched: an escape makes three characters or more of one.
        var uri = new CaptureUri(Seen(text), read with { Fragment = null });
        return uri.Fetch.Length <= MaxLength
            ? (uri, null)
            : (null, $"The address is longer than {MaxLength} characters in the form that is sent, with escapes for what may not stand in an address.");
    }

    /// <summary>What keeps a name out of the DNS (RFC 1035 §2.3, with the underscore that sites use); null when nothing does. A dot at the end is the root.</summary>
    private static string? NameFault(string name)
    {
        var labels = (name.EndsWith('.') ? name[..^1] : name).Split('.');
        if (name.Length > 254 || labels.Sum(label => label.Length + 1) > 254 || labels.Any(label => label.Length is 0 or > 63))
        {
            return "The host has a part between dots that is empty or longer than 63 characters, or more than 253 characters in all.";
        }

        if (!labels.All(label => char.IsAsciiLetterOrDigit(label[0]) && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            return "The host is not a name that can be dialled: its parts have letters, digits, hyphens and underscores and begin with a letter or digit.";
        }

        return labels.Length > 1 ? null : "The host has no dot: what is reached by such a name is no site on the public Internet, or a whole top-level domain.";
    }

    private static string Seen(string text) => string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? "\uFFFD" : rune.ToString()));
}
