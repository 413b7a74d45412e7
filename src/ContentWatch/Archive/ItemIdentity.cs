using System.Text;

namespace ContentWatch.Archive;

/// <summary>
/// Decides when two texts are the same item: NFC, runs of white space as one space, trimmed; then SHA-256 of the UTF-8 bytes.
/// Letters, case and signs count: near-duplicates are another matter. Never change this: hashes are kept for ever.
/// </summary>
public static class ItemIdentity
{
    /// <summary>The hash by which <paramref name="text"/> is known.</summary>
    public static ContentHash Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = new StringBuilder(text.Length);
        foreach (var part in text.Normalize(NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            folded.Append(folded.Length == 0 ? "" : " ").Append(part);
        }

        return ContentHash.Of(Encoding.UTF8.GetBytes(folded.ToString()));
    }
}
