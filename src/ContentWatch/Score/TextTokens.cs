using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace ContentWatch.Score;

/// <summary>
/// Text as the encoder's numbers: cleaned, prefixed, cut by SentencePiece (Unigram). Thread-safe. The ids are row numbers of the
/// encoder's embedding: golden-tokens.jsonl beside the model says what they must be.
/// </summary>
public sealed class TextTokens
{
    private const int Unknown = 0;

    /// <summary>The id before the first token.</summary>
    public const int Begin = 1;

    /// <summary>The id after the last token.</summary>
    public const int End = 2;

    // What the model's own character map turns into nothing, with NUL; and what it turns into a space.
    private static readonly SearchValues<char> Dropped = SearchValues.Create(
        [.. Range('\u0000', '\u0008'), '\u000B', .. Range('\u000E', '\u001F'), '\u007F', '\u008F', '\u009F']);

    private static readonly SearchValues<char> Spaces = SearchValues.Create(
        ['\t', '\n', '\f', '\r', ' ', '\u00A0', '\u061C', '\u1680', .. Range('\u2000', '\u200F'), '\u2028', '\u2029', '\u202F', '\u205F', '\u2581', '\u3000', '\uFEFF', '\uFFFD']);

    private readonly SentencePieceTokenizer tokenizer;
    private readonly string prefix;

    /// <summary>Reads the SentencePiece file.</summary>
    /// <param name="path">The file <c>tokenizer.model</c>.</param>
    /// <param name="prefix">What the encoder wants before every text, such as <c>query: </c>.</param>
    public TextTokens(string path, string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        using var file = File.OpenRead(path);
        tokenizer = SentencePieceTokenizer.Create(file, addBeginningOfSentence: false, addEndOfSentence: false);
        this.prefix = Clean(prefix);
        PrefixIds = this.prefix.Length == 0 ? [] : [.. tokenizer.EncodeToIds(this.prefix)];
    }

    /// <summary>The ids of the prefix alone.</summary>
    public IReadOnlyList<int> PrefixIds { get; }

    /// <summary>
    /// The text without what the model does not read, every run of spaces as one, trimmed. A lone surrogate counts as a space.
    /// Always call it first: two spaces in a row can hang the tokenizer.
    /// </summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else if (Spaces.Contains(text[i]) || char.IsSurrogate(text[i]))
            {
                AppendSpace(clean);
            }
            else if (!Dropped.Contains(text[i]))
            {
                clean.Append(text[i]);
            }
        }

        return clean.ToString().TrimEnd(' ');
    }

    /// <summary>The ids of a cleaned text, without prefix, begin and end.</summary>
    /// <param name="clean">What <see cref="Clean"/> gave.</param>
    public IReadOnlyList<int> Ids(string clean)
    {
        ArgumentNullException.ThrowIfNull(clean);
        return clean.Length == 0 ? [] : OneUnknownForARun(tokenizer.EncodeToIds(clean));
    }

    /// <summary>SentencePiece writes one unknown piece for a run of unknown characters, the library one for each; the encoder learned the former.</summary>
    private static List<int> OneUnknownForARun(IReadOnlyList<int> ids)
    {
        var runs = new List<int>(ids.Count);
        foreach (var id in ids)
        {
            if (id != Unknown || runs.Count == 0 || runs[^1] != Unknown)
            {
                runs.Add(id);
            }
        }

        return runs;
    }

    private static void AppendSpace(StringBuilder clean)
    {
        if (clean.Length > 0 && clean[^1] != ' ')
        {
            clean.Append(' ');
        }
    }

    private static IEnumerable<char> Range(char first, char last)
    {
        for (var c = first; c <= last; c++)
        {
            yield return c;
        }
    }
}
