using System.Globalization;
using System.Security.Claims;
using ContentWatch.Acquire;
using ContentWatch.Acquire.Sources;
using Microsoft.AspNetCore.Components;

namespace ContentWatch.Web.Acquire;

/// <summary>A source as its page shows it.</summary>
/// <param name="Source">It.</param>
/// <param name="Counts">How many of its leads stand where; those with none are left out.</param>
/// <param name="BytesToday">Bytes over the wire on this day of UTC.</param>
/// <param name="TimeToday">Time of fetches on this day of UTC.</param>
/// <param name="Yield">What came of it.</param>
/// <param name="Days">Its last days.</param>
/// <param name="Last">Its last fetches.</param>
/// <param name="Misses">What came to nothing.</param>
public sealed record SourceView(
    Source Source,
    IReadOnlyDictionary<LeadState, int> Counts,
    long BytesToday,
    TimeSpan TimeToday,
    SourceYield Yield,
    IReadOnlyList<SourceDay> Days,
    IReadOnlyList<SourceFetch> Last,
    IReadOnlyList<SourceMiss> Misses);

/// <summary>A source as it stands now: how far it is, what it yielded, its limits, and what came of its last fetches.</summary>
public sealed partial class SourceBoard
{
    /// <summary>Which source.</summary>
    [Parameter]
    [EditorRequired]
    public Guid Id { get; set; }

    /// <summary>The word for what came of the last act, if there is something to say.</summary>
    [Parameter]
    public string? Said { get; set; }

    /// <summary>Whether the person may pause it and have it visited.</summary>
    [Parameter]
    public bool MayManage { get; set; }

    [Inject]
    private SourceReader Reader { get; set; } = null!;

    [Inject]
    private Database Database { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task<SourceView> ReadAsync(ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        var source = await Reader.FindAsync(Id, cancellationToken) ?? throw new InvalidOperationException($"Source {Id} is gone, and sources are never taken away.");
        var isToday = source.SpendingOf == new DateTimeOffset(Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        return new(
            source,
            await Reader.CountsAsync(Id, cancellationToken),
            isToday ? source.BytesSpent : 0,
            isToday ? source.TimeSpent : TimeSpan.Zero,
            await SourceYield.ReadAsync(Database, Id, cancellationToken),
            await Reader.DaysAsync(Id, cancellationToken),
            await Reader.LastAsync(Id, cancellationToken),
            await Reader.MissesAsync(Id, cancellationToken));
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    private static string Mebibytes(long bytes) => (bytes / (double)(1 << 20)).ToString(bytes < 100 << 20 ? "N1" : "N0", CultureInfo.CurrentCulture);
}
