using ContentWatch.Archive;

namespace ContentWatch.Tests.Archive;

public sealed class QueryParserTests
{
    [Theory]
    [InlineData("", "*")]
    [InlineData("  ", "*")]
    [InlineData("green", "w5:green")]
    [InlineData("green bicycle", "&(w5:green,w7:bicycle)")]
    [InlineData("green AND bicycle", "&(w5:green,w7:bicycle)")]
    [InlineData("a OR b c", "|(w1:a,&(w1:b,w1:c))")]
    [InlineData("(a OR b) c", "&(|(w1:a,w1:b),w1:c)")]
    [InlineData("a -b", "&(w1:a,!(w1:b))")]
    [InlineData("NOT (a b)", "!(&(w1:a,w1:b))")]
    [InlineData("\"green bicycle\"", "f13:green bicycle")]
    [InlineData("“green bicycle”", "f13:green bicycle")]
    [InlineData("bic*", "p3:bic")]
    [InlineData("and or not", "&(w3:and,w2:or,w3:not)")]
    [InlineData("Anders ORDER", "&(w6:Anders,w5:ORDER)")]
    [InlineData("NEAR(a b)", "&(w4:NEAR,&(w1:a,w1:b))")]
    [InlineData("https://forum.example/a", "w23:https://forum.example/a")]
    [InlineData("12:30", "w5:12:30")]
    [InlineData("Lang:nl", "h02:nl")]
    [InlineData("title:\"a b\"", "t(f3:a b)")]
    [InlineData("title:ab*", "t(p2:ab)")]
    [InlineData("score:>0.8", "s[0.8,False,1,True]")]
    [InlineData("incitement:>=0.8", "s0[0.8,True,1,True]")]
    [InlineData("hateful:0.2..0.8", "s1[0.2,True,0.8,True]")]
    [InlineData("hateful:..0.8", "s1[0,True,0.8,True]")]
    public void A_query_is_read_as_its_tree(string text, string canonical)
    {
        var tree = Assert.IsType<QueryReading.Understood>(QueryParser.Parse(text)).Tree;

        Assert.Equal(canonical.Replace("h02:nl", "h02:nl", StringComparison.Ordinal), tree.Canonical());
    }

    [Theory]
    [InlineData("2026", "2026-01-01", "2027-01-01")]
    [InlineData("2026-12", "2026-12-01", "2027-01-01")]
    [InlineData("2026-02-28", "2026-02-28", "2026-03-01")]
    [InlineData("2026-01..2026-03", "2026-01-01", "2026-04-01")]
    [InlineData("2026-03..", "2026-03-01", null)]
    [InlineData("..2025", null, "2026-01-01")]
    public void A_range_of_time_runs_from_the_first_moment_to_the_end_of_the_last_day(string text, string? from, string? until)
    {
        var tree = Assert.IsType<QueryReading.Understood>(QueryParser.Parse($"published:{text}")).Tree;

        Assert.Equal(new QueryNode.Within(ArchiveTime.Published, Utc(from), Utc(until)), tree);
    }

    [Theory]
    [InlineData("\"green", QueryProblemCode.QuoteNotClosed, 1)]
    [InlineData("a \"b", QueryProblemCode.QuoteNotClosed, 3)]
    [InlineData("(a", QueryProblemCode.ParenthesisNotClosed, 1)]
    [InlineData("a (", QueryProblemCode.ParenthesisNotClosed, 3)]
    [InlineData("a)", QueryProblemCode.ParenthesisNotOpened, 2)]
    [InlineData(")", QueryProblemCode.ParenthesisNotOpened, 1)]
    [InlineData("()", QueryProblemCode.Empty, 1)]
    [InlineData("\" \"", QueryProblemCode.Empty, 1)]
    [InlineData("a OR", QueryProblemCode.NothingAfter, 3)]
    [InlineData("a AND ", QueryProblemCode.NothingAfter, 3)]
    [InlineData("a AND OR b", QueryProblemCode.NothingAfter, 3)]
    [InlineData("NOT", QueryProblemCode.NothingAfter, 1)]
    [InlineData("a -", QueryProblemCode.NothingAfter, 3)]
    [InlineData("OR a", QueryProblemCode.NothingBefore, 1)]
    [InlineData("a OR OR b", QueryProblemCode.NothingBefore, 6)]
    [InlineData("AND", QueryProblemCode.NothingBefore, 1)]
    [InlineData("a !!", QueryProblemCode.NoWord, 3)]
    [InlineData("text:*", QueryProblemCode.UnknownField, 1)]
    [InlineData("a foo:b", QueryProblemCode.UnknownField, 3)]
    [InlineData("lang:", QueryProblemCode.NothingAfter, 1)]
    [InlineData("score:high", QueryProblemCode.BadValue, 7)]
    [InlineData("score:>1.5", QueryProblemCode.BadValue, 7)]
    [InlineData("score:0.8..0.2", QueryProblemCode.BadValue, 7)]
    [InlineData("score:..", QueryProblemCode.BadValue, 7)]
    [InlineData("label:terrorist", QueryProblemCode.BadValue, 7)]
    [InlineData("published:2026-13", QueryProblemCode.BadValue, 11)]
    [InlineData("published:2026-03..2026-01", QueryProblemCode.BadValue, 11)]
    [InlineData("published:..", QueryProblemCode.BadValue, 11)]
    [InlineData("hash:zz", QueryProblemCode.BadValue, 6)]
    [InlineData("*green", QueryProblemCode.AsteriskMisplaced, 1)]
    [InlineData("gr*en", QueryProblemCode.AsteriskMisplaced, 3)]
    [InlineData("a-b*", QueryProblemCode.AsteriskMisplaced, 4)]
    [InlineData("g*", QueryProblemCode.PrefixTooShort, 1)]
    public void What_is_wrong_is_told_with_its_place(string text, QueryProblemCode code, int position)
    {
        var problem = Assert.IsType<QueryReading.Refused>(QueryParser.Parse(text)).Problem;

        Assert.Equal((code, position), (problem.Code, problem.Position));
    }

    [Fact]
    public void The_sentence_names_the_character() =>
        Assert.Equal("The quote at character 1 is not closed.", Assert.IsType<QueryReading.Refused>(QueryParser.Parse("\"a")).Problem.Sentence);

    [Fact]
    public void Every_problem_has_a_sentence() =>
        Assert.All(Enum.GetValues<QueryProblemCode>(), code => Assert.EndsWith(".", new QueryProblem(code, 1, "x").Sentence, StringComparison.Ordinal));

    [Fact]
    public void Length_clauses_and_depth_have_limits()
    {
        Assert.Equal(QueryProblemCode.TooLong, Code(new string('a', QueryParser.MaxLength + 1)));
        Assert.Equal(QueryProblemCode.TooManyClauses, Code(string.Join(' ', Enumerable.Repeat("a", QueryParser.MaxClauses + 1))));
        Assert.Equal(QueryProblemCode.TooDeep, Code(new string('(', 1_000) + "a"));
        Assert.Equal(QueryProblemCode.TooDeep, Code(string.Concat(Enumerable.Repeat("-", 1_000)) + "a"));
        Assert.IsType<QueryReading.Understood>(QueryParser.Parse(string.Join(' ', Enumerable.Repeat("a", QueryParser.MaxClauses))));
    }

    [Fact]
    public void No_text_whatever_makes_the_parser_fail()
    {
        var chance = new Random(7);
        string[] pieces = ["\"", "(", ")", "-", "*", ":", "AND ", " OR ", "NOT ", "a", "score:", "published:", "..", ">", "😀", "\ud800", " ", "é", "lang:"];

        for (var n = 0; n < 20_000; n++)
        {
            var text = string.Concat(Enumerable.Range(0, chance.Next(12)).Select(_ => pieces[chance.Next(pieces.Length)]));

            var reading = QueryParser.Parse(text);

            Assert.True(reading is QueryReading.Understood or QueryReading.Refused { Problem.Position: > 0 }, text);
        }
    }

    private static QueryProblemCode Code(string text) => Assert.IsType<QueryReading.Refused>(QueryParser.Parse(text)).Problem.Code;

    private static DateTimeOffset? Utc(string? day) =>
        day is null ? null : DateTimeOffset.Parse(day + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
}
