using System.Text;

namespace ContentWatch.Archive;

/// <summary>
/// Reads what people type into a tree of ours; no engine's parser ever sees it. Words all match; <c>"phrases"</c>; <c>AND</c>,
/// <c>OR</c>, <c>NOT</c> in capitals (AND binds tighter) and parentheses; <c>-word</c>; <c>word*</c>; fields
/// <c>lang: provider: host: account: label: verdict: title: hash:</c>, scores <c>score: incitement: hateful:</c>
/// (<c>&gt;0.8</c>, <c>0.2..0.8</c>) and times <c>published: seen:</c> (<c>2026</c>, <c>2026-01..2026-03</c>). Pure; thread-safe.
/// </summary>
public static class QueryParser
{
    /// <summary>The most characters of a query.</summary>
    public const int MaxLength = 2_000;

    /// <summary>The most words, phrases and conditions.</summary>
    public const int MaxClauses = 64;

    /// <summary>How deep parentheses and negations nest.</summary>
    public const int MaxDepth = 16;

    /// <summary>The names of the fields.</summary>
    public static IReadOnlyList<string> Fields => QueryFields.Names;

    /// <summary>Reads <paramref name="text"/>. Nothing but white space asks for everything.</summary>
    public static QueryReading Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            return new QueryReading.Refused(new(QueryProblemCode.TooLong, MaxLength + 1, $"{MaxLength}"));
        }

        try
        {
            return new QueryReading.Understood(new Reader(text).Whole());
        }
        catch (ProblemFound found)
        {
            return new QueryReading.Refused(found.Problem);
        }
    }

    /// <summary>Carries a problem from the depth of the recursion to its top; never leaves this class.</summary>
    private sealed class ProblemFound(QueryProblem problem) : Exception
    {
        public QueryProblem Problem { get; } = problem;
    }

    private sealed class Reader(string text)
    {
        private int at;
        private int clauses;

        public QueryNode Whole()
        {
            SkipSpace();
            if (at == text.Length)
            {
                return new QueryNode.Everything();
            }

            var tree = Any(depth: 0);
            return at == text.Length ? tree : throw Problem(QueryProblemCode.ParenthesisNotOpened, at);
        }

        private QueryNode Any(int depth)
        {
            List<QueryNode> nodes = [All(depth)];
            while (Keyword("OR"))
            {
                nodes.Add(AtEndOfGroup() ? throw Problem(QueryProblemCode.NothingAfter, at - 2, "OR") : All(depth));
            }

            return nodes is [var only] ? only : new QueryNode.Any(nodes);
        }

        private QueryNode All(int depth)
        {
            List<QueryNode> nodes = [Term(depth)];
            while (!AtEndOfGroup() && !AtKeyword("OR"))
            {
                if (Keyword("AND") && (AtEndOfGroup() || AtKeyword("OR")))
                {
                    throw Problem(QueryProblemCode.NothingAfter, text.LastIndexOf("AND", at - 1, StringComparison.Ordinal), "AND");
                }

                nodes.Add(Term(depth));
            }

            return nodes is [var only] ? only : new QueryNode.All(nodes);
        }

        private QueryNode Term(int depth)
        {
            SkipSpace();
            var start = at;
            if (AtKeyword("AND") || AtKeyword("OR"))
            {
                throw Problem(QueryProblemCode.NothingBefore, start, AtKeyword("OR") ? "OR" : "AND");
            }

            if (Keyword("NOT") || Sign('-'))
            {
                var sign = text[start] == '-' ? "-" : "NOT";
                return AtEndOfGroup() || AtKeyword("OR") || AtKeyword("AND")
                    ? throw Problem(QueryProblemCode.NothingAfter, start, sign)
                    : new QueryNode.Not(Term(Deeper(depth, start)));
            }

            return text[at] switch
            {
                '(' => Group(Deeper(depth, start)),
                ')' => throw Problem(depth == 0 ? QueryProblemCode.ParenthesisNotOpened : QueryProblemCode.Empty, start),
                _ => Clause(),
            };
        }

        private QueryNode Group(int depth)
        {
            var start = at++;
            if (AtEndOfGroup())
            {
                throw Problem(at == text.Length ? QueryProblemCode.ParenthesisNotClosed : QueryProblemCode.Empty, start);
            }

            var inside = Any(depth);
            return Sign(')') ? inside : throw Problem(QueryProblemCode.ParenthesisNotClosed, start);
        }

        private QueryNode Clause()
        {
            if (++clauses > MaxClauses)
            {
                throw Problem(QueryProblemCode.TooManyClauses, at, $"{MaxClauses}");
            }

            if (AtQuote())
            {
                return Quoted();
            }

            var start = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
            {
                at++;
            }

            var isField = at > start && at < text.Length && text[at] == ':' && !text.AsSpan(at).StartsWith("://", StringComparison.Ordinal);
            if (isField)
            {
                return Field(text[start..at].ToLowerInvariant(), start);
            }

            at = start;
            return WordOrPrefix(Bare(), start);
        }

        private QueryNode Field(string name, int start)
        {
            at++;
            if (!QueryFields.Names.Contains(name))
            {
                throw Problem(QueryProblemCode.UnknownField, start, name);
            }

            if (at == text.Length || char.IsWhiteSpace(text[at]) || text[at] is '(' or ')')
            {
                throw Problem(QueryProblemCode.NothingAfter, start, $"{name}:");
            }

            var valueAt = at;
            if (name == "title")
            {
                return new QueryNode.InTitle(AtQuote() ? Quoted() : WordOrPrefix(Bare(), valueAt));
            }

            var value = AtQuote() ? Quoted().Text : Bare();
            return QueryFields.Condition(name, value) ?? throw Problem(QueryProblemCode.BadValue, valueAt, value);
        }

        private QueryNode.Phrase Quoted()
        {
            var start = at++;
            while (at < text.Length && !AtQuote())
            {
                at++;
            }

            if (at == text.Length)
            {
                throw Problem(QueryProblemCode.QuoteNotClosed, start);
            }

            var inside = text[(start + 1)..at++];
            return inside switch
            {
                _ when string.IsNullOrWhiteSpace(inside) => throw Problem(QueryProblemCode.Empty, start),
                _ when !HasWord(inside) => throw Problem(QueryProblemCode.NoWord, start + 1, inside),
                _ => new QueryNode.Phrase(inside),
            };
        }

        private static QueryNode WordOrPrefix(string word, int start)
        {
            var asterisk = word.IndexOf('*', StringComparison.Ordinal);
            if (asterisk < 0)
            {
                return HasWord(word) ? new QueryNode.Word(word) : throw Problem(QueryProblemCode.NoWord, start, word);
            }

            var before = word[..asterisk];
            return word switch
            {
                _ when asterisk == 0 || asterisk < word.Length - 1 => throw Problem(QueryProblemCode.AsteriskMisplaced, start + asterisk),
                _ when !before.EnumerateRunes().All(IsOfWord) => throw Problem(QueryProblemCode.AsteriskMisplaced, start + asterisk),
                _ when before.EnumerateRunes().Count(Rune.IsLetterOrDigit) < 2 => throw Problem(QueryProblemCode.PrefixTooShort, start),
                _ => new QueryNode.Prefix(before),
            };
        }

        private string Bare()
        {
            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('(' or ')') && !AtQuote())
            {
                at++;
            }

            return text[start..at];
        }

        private bool AtQuote() => text[at] is '"' or '“' or '”' or '„';

        private bool AtKeyword(string word)
        {
            SkipSpace();
            var end = at + word.Length;
            return text.AsSpan(at).StartsWith(word, StringComparison.Ordinal)
                && (end == text.Length || char.IsWhiteSpace(text[end]) || text[end] is '(' or ')');
        }

        private bool Keyword(string word)
        {
            var there = AtKeyword(word);
            at += there ? word.Length : 0;
            return there;
        }

        private bool Sign(char sign)
        {
            SkipSpace();
            var there = at < text.Length && text[at] == sign;
            at += there ? 1 : 0;
            return there;
        }

        private bool AtEndOfGroup()
        {
            SkipSpace();
            return at == text.Length || text[at] == ')';
        }

        private void SkipSpace()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }
        }

        private static int Deeper(int depth, int start) =>
            depth < MaxDepth ? depth + 1 : throw Problem(QueryProblemCode.TooDeep, start, $"{MaxDepth}");

        private static bool HasWord(string text) => text.EnumerateRunes().Any(Rune.IsLetterOrDigit);

        private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune)
            || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

        private static ProblemFound Problem(QueryProblemCode code, int index, string? argument = null) => new(new(code, index + 1, argument));
    }
}
