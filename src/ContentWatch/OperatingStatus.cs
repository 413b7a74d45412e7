using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentWatch;

/// <summary>A number that tells an operator how the work goes, and from where on it is trouble.</summary>
/// <param name="Name">Its name, the same on the page, in <c>cw status</c> and as a metric: <c>contentwatch.lead.due</c>.</param>
/// <param name="Unit">Its unit in UCUM: <c>s</c>, <c>By</c>, or what is counted in braces: <c>{lead}</c>.</param>
/// <param name="Value">How much it is now; 0 when there is nothing to count or nothing waits.</param>
/// <param name="Limit">Above this it is trouble; below it when <paramref name="IsFloor"/>.</param>
/// <param name="IsFloor">True for what must not become too little.</param>
public sealed record StatusNumber(string Name, string Unit, long Value, long Limit, bool IsFloor = false)
{
    /// <summary>True when somebody has to do something.</summary>
    public bool IsTrouble => IsFloor ? Value < Limit : Value > Limit;

    /// <summary>How far it is on the way to its limit, 0 to 1; trouble is at the end of the way.</summary>
    public double Share => IsTrouble ? 1 : IsFloor ? (double)Limit / Value : Limit == 0 ? 0 : (double)Value / Limit;

    /// <summary>A value of this number with its unit, the same in every language: <c>12 min</c>, <c>3.5 GiB</c>, <c>1,204</c>.</summary>
    /// <param name="value"><see cref="Value"/> or <see cref="Limit"/>.</param>
    /// <param name="culture">How digits are grouped.</param>
    public string Write(long value, CultureInfo culture) => Unit switch
    {
        "s" when value < 120 => $"{value.ToString(culture)} s",
        "s" when value < 7_200 => $"{(value / 60).ToString(culture)} min",
        "s" when value < 172_800 => $"{(value / 3_600).ToString(culture)} h",
        "s" => $"{(value / 86_400).ToString("N0", culture)} d",
        "By" => $"{(value / (1024.0 * 1024 * 1024)).ToString("N1", culture)} GiB",
        _ => value.ToString("N0", culture),
    };
}

/// <summary>How one role of the workers stands.</summary>
/// <param name="Role">acquire, assess or refer.</param>
/// <param name="Worker">The process that was heard of last; null when none ever was.</param>
/// <param name="SeenAt">When; null when never.</param>
/// <param name="Doing">What its steps said last, without content.</param>
/// <param name="IsSilent">True when it was not heard of for too long.</param>
public sealed record WorkerStatus(string Role, string? Worker, DateTimeOffset? SeenAt, string Doing, bool IsSilent)
{
    /// <summary>True when a step of it failed the last time.</summary>
    public bool IsFailing => Doing.Contains(": failing", StringComparison.Ordinal);

    /// <summary>True when somebody has to do something.</summary>
    public bool IsTrouble => IsSilent || IsFailing;
}

/// <summary>How the work goes at one moment.</summary>
/// <param name="At">Which moment.</param>
/// <param name="Workers">Each role, at least once.</param>
/// <param name="Numbers">What is counted and how long things wait, in the order of the flow.</param>
public sealed record OperatingStatus(DateTimeOffset At, IReadOnlyList<WorkerStatus> Workers, IReadOnlyList<StatusNumber> Numbers)
{
    /// <summary>True when there is anything that somebody has to look after.</summary>
    public bool IsTrouble => Workers.Any(worker => worker.IsTrouble) || Numbers.Any(number => number.IsTrouble);

    /// <summary>What is wrong and what to do, in English, a sentence each; empty when nothing is.</summary>
    public IEnumerable<string> Advice => Workers.Where(worker => worker.IsTrouble).Select(StatusAdvice.Of)
        .Concat(Numbers.Where(number => number.IsTrouble).Select(StatusAdvice.Of));

    /// <summary>The status as programs read it: JSON of format <c>status</c> version 1, on one line. Fields are added, never changed; what changes is a new version.</summary>
    public string ToJson()
    {
        var json = new JsonObject
        {
            ["v"] = 1,
            ["kind"] = "status",
            ["at"] = Written(At),
            ["trouble"] = IsTrouble,
            ["workers"] = new JsonArray([.. Workers.Select(worker => new JsonObject
            {
                ["role"] = worker.Role,
                ["worker"] = worker.Worker,
                ["seenAt"] = worker.SeenAt is { } at ? Written(at) : null,
                ["doing"] = worker.Doing,
                ["trouble"] = worker.IsTrouble,
            })]),
            ["numbers"] = new JsonArray([.. Numbers.Select(number => new JsonObject
            {
                ["name"] = number.Name,
                ["unit"] = number.Unit,
                ["value"] = number.Value,
                ["limit"] = number.Limit,
                ["floor"] = number.IsFloor,
                ["trouble"] = number.IsTrouble,
            })]),
            ["advice"] = new JsonArray([.. Advice.Select(sentence => JsonValue.Create(sentence))]),
        };
        return json.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
