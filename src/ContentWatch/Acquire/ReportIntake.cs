using System.Text.Json.Nodes;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Acquire;

/// <summary>A report as it is handed in.</summary>
/// <param name="Url">The address; 1 to 2,083 characters.</param>
/// <param name="Reason">Why; 1 to 4,000 characters.</param>
/// <param name="Reporter">Who; null for anonymous; at most 200 characters.</param>
/// <param name="Contact">How to reach them; null for none; at most 320 characters.</param>
public sealed record ReportForm(string Url, string Reason, string? Reporter = null, string? Contact = null);

/// <summary>What became of handing a report in.</summary>
public abstract record ReportResult
{
    private ReportResult()
    {
    }

    /// <summary>It is kept and will be looked at.</summary>
    /// <param name="ReportId">Its id.</param>
    /// <param name="IsNew">False when the same report came before under the same key.</param>
    public sealed record Accepted(Guid ReportId, bool IsNew) : ReportResult;

    /// <summary>A field does not hold; nothing was kept.</summary>
    /// <param name="Field">Which: <c>url</c>, <c>reason</c>, <c>reporter</c>, <c>contact</c> or <c>idempotency-key</c>.</param>
    /// <param name="Reason">Why, in a sentence.</param>
    public sealed record Refused(string Field, string Reason) : ReportResult;

    /// <summary>Another report came before under the same Idempotency-Key; nothing was kept.</summary>
    public sealed record KeyTaken : ReportResult;
}

/// <summary>What became of a report so far, as its client may know it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">The address reported.</param>
/// <param name="ReceivedAt">When we had it.</param>
/// <param name="LocationId">The place.</param>
/// <param name="Lead">Where its lead stands.</param>
/// <param name="Availability">What we saw there last.</param>
public sealed record ReportStanding(Guid Id, string Url, DateTimeOffset ReceivedAt, Guid LocationId, LeadState Lead, Availability Availability);

/// <summary>
/// Where reports come in. Report, lead and audit entry are one act: what was accepted is never lost. The same report under the same
/// Idempotency-Key of the same client is one report. Thread-safe.
/// </summary>
public sealed class ReportIntake(Database database, AuditLog audit, LeadDesk leads, OutboundRule outbound, TimeProvider time)
{
    /// <summary>Takes a report of a client.</summary>
    /// <param name="form">The report.</param>
    /// <param name="apiKeyId">The client's key.</param>
    /// <param name="idempotencyKey">What makes a repetition the same report; null for none; at most 200 characters.</param>
    /// <param name="cancellationToken">Gives up before anything is kept.</param>
    public async Task<ReportResult> AcceptAsync(ReportForm form, Guid apiKeyId, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (Wrong(form, idempotencyKey) is { } wrong)
        {
            return wrong;
        }

        return await database.WriteAsync(
            async (db, cancel) =>
            {
                if (idempotencyKey is not null
                    && await db.Reports.SingleOrDefaultAsync(r => r.ApiKeyId == apiKeyId && r.IdempotencyKey == idempotencyKey, cancel) is { } before)
                {
                    return IsSame(before, form) ? new ReportResult.Accepted(before.Id, IsNew: false) : new ReportResult.KeyTaken();
                }

                return await KeepAsync(db, form, apiKeyId, idempotencyKey, cancel);
            },
            cancellationToken);
    }

    /// <summary>Where a client's own report stands; null when there is none of that id.</summary>
    public async Task<ReportStanding?> FindAsync(Guid reportId, Guid apiKeyId, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await (
            from report in db.Reports
            where report.Id == reportId && report.ApiKeyId == apiKeyId
            join lead in db.Leads on report.LeadId equals lead.Id
            join location in db.Locations on report.LocationId equals location.Id
            select new ReportStanding(report.Id, report.Url, report.ReceivedAt, location.Id, lead.State, location.Availability))
            .SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<ReportResult> KeepAsync(
        ContentWatchDb db, ReportForm form, Guid apiKeyId, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var lead = await leads.AddAsync(db, CaptureUri.Parse(form.Url), LeadOrigin.Report, null, 0, cancellationToken);
        var report = new Report
        {
            Id = Identity.New(time),
            Url = form.Url,
            Reason = Without0(form.Reason),
            Reporter = Without0(form.Reporter),
            Contact = Without0(form.Contact),
            ApiKeyId = apiKeyId,
            IdempotencyKey = idempotencyKey,
            ReceivedAt = time.GetUtcNow(),
            LocationId = lead.LocationId,
            LeadId = lead.Id,
        };
        db.Reports.Add(report);
        var details = new JsonObject { ["lead"] = lead.Id.ToString() };
        await audit.AppendAsync(db, Actor.Client(apiKeyId), "report.accepted", $"report/{report.Id}", details, cancellationToken);
        return new ReportResult.Accepted(report.Id, IsNew: true);
    }

    private static bool IsSame(Report before, ReportForm form) =>
        (before.Url, before.Reason, before.Reporter, before.Contact)
            == (form.Url, Without0(form.Reason), Without0(form.Reporter), Without0(form.Contact));

    /// <summary>PostgreSQL keeps no NUL in text, and no report needs one.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Without0(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);

    // A program may leave out or send null what is not optional: JSON does not ask our types.
    private ReportResult.Refused? Wrong(ReportForm form, string? idempotencyKey) => form switch
    {
        _ when !CaptureUri.TryParse(form.Url, out var uri, out var reason) || (reason = outbound.Refusal(uri)) is not null => new("url", reason),
        _ when form.Url.Contains('\0', StringComparison.Ordinal) => new("url", "The address has a NUL character."),
        _ when string.IsNullOrWhiteSpace(form.Reason) || form.Reason.Length > 4_000 => new("reason", "Say why, in 1 to 4,000 characters."),
        _ when form.Reporter?.Length > 200 => new("reporter", "At most 200 characters."),
        _ when form.Contact?.Length > 320 => new("contact", "At most 320 characters."),
        _ when idempotencyKey is { Length: 0 or > 200 } => new("idempotency-key", "1 to 200 characters."),
        _ => null,
    };
}
