using System.Globalization;

namespace ContentWatch.Archive;

/// <summary>What can be wrong with a query.</summary>
public enum QueryProblemCode
{
    /// <summary>The query has too many characters; the argument is the limit.</summary>
    TooLong,

    /// <summary>It has too many words and conditions; the argument is the limit.</summary>
    TooManyClauses,

    /// <summary>Its parentheses nest too deep; the argument is the limit.</summary>
    TooDeep,

    /// <summary>A quote is not closed.</summary>
    QuoteNotClosed,

    /// <summary>A parenthesis is not closed.</summary>
    ParenthesisNotClosed,

    /// <summary>A parenthesis closes nothing.</summary>
    ParenthesisNotOpened,

    /// <summary>Something is missing after a sign or word; the argument is it.</summary>
    NothingAfter,

    /// <summary>Something is missing before AND or OR; the argument is it.</summary>
    NothingBefore,

    /// <summary>There is nothing in the parentheses or quotes.</summary>
    Empty,

    /// <summary>There is no letter or digit; the argument is what stands there.</summary>
    NoWord,

    /// <summary>There is no field of this name; the argument is the name.</summary>
    UnknownField,

    /// <summary>The field does not take this value; the argument is the value.</summary>
    BadValue,

    /// <summary>An asterisk is not at the end of a word.</summary>
    AsteriskMisplaced,

    /// <summary>There are fewer than two letters before the asterisk.</summary>
    PrefixTooShort,
}

/// <summary>Where a query is wrong and how, in a form that can be put into any language.</summary>
/// <param name="Code">What is wrong.</param>
/// <param name="Position">The character where it begins, the first being 1.</param>
/// <param name="Argument">What the sentence speaks of: a limit, a name, a value; null when nothing.</param>
public sealed record QueryProblem(QueryProblemCode Code, int Position, string? Argument = null)
{
    /// <summary>The sentence in English.</summary>
    public string Sentence => string.Format(CultureInfo.InvariantCulture, Pattern(Code), Position, Argument);

    private static string Pattern(QueryProblemCode code) => code switch
    {
        QueryProblemCode.TooLong => "The query has more than {1} characters.",
        QueryProblemCode.TooManyClauses => "The query has more than {1} words and conditions; the first too many is at character {0}.",
        QueryProblemCode.TooDeep => "The parenthesis at character {0} is nested more than {1} deep.",
        QueryProblemCode.QuoteNotClosed => "The quote at character {0} is not closed.",
        QueryProblemCode.ParenthesisNotClosed => "The parenthesis at character {0} is not closed.",
        QueryProblemCode.ParenthesisNotOpened => "The parenthesis at character {0} closes nothing.",
        QueryProblemCode.NothingAfter => "Nothing follows “{1}” at character {0}.",
        QueryProblemCode.NothingBefore => "Nothing comes before “{1}” at character {0}.",
        QueryProblemCode.Empty => "There is nothing between the signs at character {0}.",
        QueryProblemCode.NoWord => "“{1}” at character {0} has no letter or digit to look for.",
        QueryProblemCode.UnknownField => "There is no field “{1}” (character {0}). Put the words in quotes to look for them.",
        QueryProblemCode.BadValue => "The field does not take “{1}” (character {0}).",
        QueryProblemCode.AsteriskMisplaced => "The asterisk at character {0} is not at the end of a word.",
        QueryProblemCode.PrefixTooShort => "Two letters at least stand before an asterisk (character {0}).",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not a problem of a query."),
    };
}

/// <summary>What became of reading a query.</summary>
public abstract record QueryReading
{
    private QueryReading()
    {
    }

    /// <summary>It is understood.</summary>
    /// <param name="Tree">What it asks.</param>
    public sealed record Understood(QueryNode Tree) : QueryReading;

    /// <summary>It is not.</summary>
    /// <param name="Problem">Where and why.</param>
    public sealed record Refused(QueryProblem Problem) : QueryReading;
}
