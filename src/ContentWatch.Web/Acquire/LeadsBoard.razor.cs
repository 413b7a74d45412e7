using System.Security.Claims;
using ContentWatch.Acquire;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Acquire;

/// <summary>Leads by state, and what could not be read or assessed.</summary>
public sealed record LeadsView(
    IReadOnlyDictionary<LeadState, int> Counts,
    IReadOnlyList<LeadRow> Parked,
    IReadOnlyList<LeadRow> Waiting,
    IReadOnlyList<LeadRow> Closed,
    int Unreadable,
    int Unassessed);

/// <summary>The leads as they stand now: by state, and the parked ones with what can be done.</summary>
public sealed partial class LeadsBoard
{
    private const int Most = 100;

    /// <summary>The word for what came of the last act, if there is something to say.</summary>
    [Parameter]
    public string? Said { get; set; }

    /// <summary>Whether the person may wake and close leads.</summary>
    [Parameter]
    public bool MayManage { get; set; }

    /// <inheritdoc/>
    protected override async Task<LeadsView> ReadAsync(ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        await using var db = Database.Read();
        return new(
            await Leads.CountAsync(cancellationToken),
            await Leads.ListAsync(LeadState.Parked, Most, cancellationToken),
            await Leads.ListAsync(LeadState.Waiting, Most, cancellationToken),
            await Leads.ListAsync(LeadState.Closed, Most, cancellationToken),
            await db.Captures.CountAsync(capture => capture.State == CaptureState.Unreadable, cancellationToken),
            await db.Appearances.CountAsync(a => a.AssessedAt == null && a.Attempts >= Assessment.MaxAttempts, cancellationToken));
    }
}
