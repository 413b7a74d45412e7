using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContentWatch.Score;

namespace ContentWatch.Review;

/// <summary>What a priority is reckoned from.</summary>
/// <param name="Scores">The newest score of each label; empty when the item was not scored.</param>
/// <param name="PartnerReports">Reports that came by a partner's key.</param>
/// <param name="OtherReports">Other reports.</param>
/// <param name="Places">Locations the item was seen at.</param>
/// <param name="Earlier">The verdict that stands on the same text from an earlier case; null when none.</param>
/// <param name="EarlierNumber">The number of that case.</param>
public sealed record PriorityInputs(
    IReadOnlyList<ScoreOnRecord> Scores, int PartnerReports, int OtherReports, int Places, VerdictKind? Earlier = null, long EarlierNumber = 0);

/// <summary>A score as a case sees it.</summary>
/// <param name="Label">The label.</param>
/// <param name="Outcome">Whether there is a number.</param>
/// <param name="Probability">0 to 1; null without a number.</param>
/// <param name="Threshold">Where it opens a case; null without a number.</param>
/// <param name="ModelId">The model.</param>
/// <param name="ModelVersion">Its version.</param>
public sealed record ScoreOnRecord(
    Label Label, ScoreOutcome Outcome, double? Probability, double? Threshold, string ModelId, string ModelVersion);

/// <summary>
/// How soon a case should be looked at: 0 to 100, the sum of parts that each say their reason. Score up to 40, reports 25,
/// spread 15, known text 10; waiting adds a point each hour until 100, so that nothing starves. Pure and immutable.
/// </summary>
/// <remarks>
/// All cases age at one pace. So their order never changes by waiting alone, and it is kept as one time
/// (<see cref="RankedAt"/>) that an index serves: no row is written again because an hour went by.
/// </remarks>
public sealed record CasePriority(IReadOnlyList<PriorityPart> Parts)
{
    private const int ScorePoints = 40;
    private const int ReportPoints = 25;
    private const int SpreadPoints = 15;
    private const int KnownPoints = 10;
    private const int MostPoints = 100;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>How long a case waits for one point: an hour. Stored orders rest on it: changing it means reckoning all again.</summary>
    public static TimeSpan PointEvery { get; } = TimeSpan.FromHours(1);

    /// <summary>The sum of the parts; null when one of them is hidden.</summary>
    public int? Total => Parts.Any(p => p.Points is null) ? null : Parts.Sum(p => p.Points);

    /// <summary>The stored parts of a case, without waiting.</summary>
    public static CasePriority Of(PriorityInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return new([ScorePart(inputs.Scores), ReportPart(inputs), SpreadPart(inputs.Places), KnownPart(inputs)]);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static CasePriority Parse(string json) => new(JsonSerializer.Deserialize<List<PriorityPart>>(json, Json) ?? []);

    /// <summary>The parts as JSON.</summary>
    public string Write() => JsonSerializer.Serialize(Parts, Json);

    /// <summary>Where a case opened at <paramref name="openedAt"/> with these parts stands in the queue: earlier comes first.</summary>
    public DateTimeOffset RankedAt(DateTimeOffset openedAt) => openedAt - (PointEvery * Sum);

    /// <summary>With the part that waiting adds by <paramref name="at"/>.</summary>
    public CasePriority Waited(DateTimeOffset openedAt, DateTimeOffset at)
    {
        var hours = at > openedAt ? (long)((at - openedAt) / PointEvery) : 0;
        var room = MostPoints - Sum;
        return new([.. Parts, new(PriorityFactor.Waiting, (int)Math.Min(hours, room), room, PriorityReason.Hours, [Text(hours)])]);
    }

    /// <summary>As somebody sees it who must judge without the score: neither the score's points nor a total it could be reckoned from.</summary>
    public CasePriority Blind() => new([.. Parts.Select(p => p.Factor switch
    {
        PriorityFactor.Score => p with { Points = null, Reason = PriorityReason.HiddenUntilYouDecide, Args = [] },
        PriorityFactor.Waiting => p with { Points = (int)Math.Min(long.Parse(p.Args[0], CultureInfo.InvariantCulture), MostPoints), OutOf = MostPoints },
        _ => p,
    })]);

    /// <summary>Writes it into the row.</summary>
    internal void Store(Case @case)
    {
        @case.Priority = Sum;
        @case.PriorityParts = Write();
        @case.RankedAt = RankedAt(@case.OpenedAt);
    }

    private int Sum => Parts.Sum(p => p.Points ?? 0);

    private static PriorityPart ScorePart(IReadOnlyList<ScoreOnRecord> scores)
    {
        var top = scores.Where(s => s.Probability is not null).MaxBy(s => s.Probability);
        if (top?.Probability is not { } probability)
        {
            var outcome = scores.Count == 0 ? "NotScored" : scores[0].Outcome.ToString();
            return new(PriorityFactor.Score, ScorePoints / 2, ScorePoints, PriorityReason.NoScore, [outcome]);
        }

        var points = (int)Math.Round(Math.Clamp(probability, 0, 1) * ScorePoints, MidpointRounding.AwayFromZero);
        return new(PriorityFactor.Score, points, ScorePoints, PriorityReason.Scored,
            [top.Label.ToString(), probability.ToString("0.00", CultureInfo.InvariantCulture)]);
    }

    private static PriorityPart ReportPart(PriorityInputs inputs)
    {
        var points = (int)Math.Min(ReportPoints, (15L * inputs.PartnerReports) + (8L * inputs.OtherReports));
        return points == 0
            ? new(PriorityFactor.Reports, 0, ReportPoints, PriorityReason.NoReports, [])
            : new(PriorityFactor.Reports, points, ReportPoints, PriorityReason.Reported, [Text(inputs.PartnerReports), Text(inputs.OtherReports)]);
    }

    private static PriorityPart SpreadPart(int places) => new(
        PriorityFactor.Spread, (int)Math.Clamp(5L * (places - 1), 0, SpreadPoints), SpreadPoints, PriorityReason.Places, [Text(places)]);

    private static PriorityPart KnownPart(PriorityInputs inputs) => inputs.Earlier is { } earlier
        ? new(PriorityFactor.KnownText, earlier == VerdictKind.Refer ? KnownPoints : 0, KnownPoints, PriorityReason.DecidedBefore,
            [earlier.ToString(), Text(inputs.EarlierNumber)])
        : new(PriorityFactor.KnownText, 0, KnownPoints, PriorityReason.NotKnown, []);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
