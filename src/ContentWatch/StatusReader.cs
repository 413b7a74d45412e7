using ContentWatch.Acquire;
using ContentWatch.Audit;
using ContentWatch.Refer;
using ContentWatch.Review;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch;

/// <summary>
/// Reads how the work goes: the one source of the numbers on the status page, in <c>cw status</c> and in the metrics. Counts and ages only,
/// never content. Reads one moment; writes nothing. Thread-safe.
/// </summary>
public sealed class StatusReader(
    Database database, CheckpointMirror mirror, IOptions<StatusOptions> options, IOptions<AuditOptions> audit, IOptions<DatabaseOptions> data, TimeProvider time)
{
    /// <summary>Leads that could be fetched now.</summary>
    public const string LeadDue = "contentwatch.lead.due";

    /// <summary>How long the oldest lead of a report or a person has been due.</summary>
    public const string LeadReportedAge = "contentwatch.lead.reported.age";

    /// <summary>How long the oldest crawled lead has been due.</summary>
    public const string LeadCrawledAge = "contentwatch.lead.crawled.age";

    /// <summary>Leads whose lease ran out and that nobody took again.</summary>
    public const string LeadLeaseExpired = "contentwatch.lead.lease.expired";

    /// <summary>Leads that were given up.</summary>
    public const string LeadParked = "contentwatch.lead.parked";

    /// <summary>How long the oldest unread capture waits.</summary>
    public const string CaptureUnreadAge = "contentwatch.capture.unread.age";

    /// <summary>Texts that wait to be scored.</summary>
    public const string AssessmentWaiting = "contentwatch.assessment.waiting";

    /// <summary>How long the oldest of them waits.</summary>
    public const string AssessmentAge = "contentwatch.assessment.age";

    /// <summary>Texts that were given up.</summary>
    public const string AssessmentParked = "contentwatch.assessment.parked";

    /// <summary>How long the oldest change waits for the archive.</summary>
    public const string ArchiveLag = "contentwatch.archive.lag";

    /// <summary>Cases that wait for a reviewer.</summary>
    public const string CaseWaiting = "contentwatch.case.waiting";

    /// <summary>How long the oldest of them waits.</summary>
    public const string CaseAge = "contentwatch.case.age";

    /// <summary>How long the oldest referral has been due.</summary>
    public const string ReferralDueAge = "contentwatch.referral.due.age";

    /// <summary>Referrals whose lease ran out and that nobody took again.</summary>
    public const string ReferralLeaseExpired = "contentwatch.referral.lease.expired";

    /// <summary>Referrals that could not be delivered.</summary>
    public const string ReferralFailed = "contentwatch.referral.failed";

    /// <summary>Referrals to providers without a channel.</summary>
    public const string ReferralNoChannel = "contentwatch.referral.no_channel";

    /// <summary>Audit entries that wait for their place.</summary>
    public const string AuditWaiting = "contentwatch.audit.waiting";

    /// <summary>How long the oldest of them waits: the sequencer's lag.</summary>
    public const string AuditLag = "contentwatch.audit.lag";

    /// <summary>1 when the second place lacks the newest checkpoint.</summary>
    public const string AuditUnmirrored = "contentwatch.audit.unmirrored";

    /// <summary>Room left where the data folder is.</summary>
    public const string DataFree = "contentwatch.data.free";

    private static readonly string[] Roles = ["acquire", "assess", "refer"];

    // Half the way to the backlog at which acts are refused is late enough to be told.
    private const int ShareOfBacklog = 2;
    private readonly StatusOptions limits = options.Value;

    /// <summary>Reads it.</summary>
    public async Task<OperatingStatus> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        await using var snapshot = await Database.SnapshotAsync(db, cancellationToken);
        var now = time.GetUtcNow();
        var beats = await db.Heartbeats.OrderByDescending(beat => beat.SeenAt).ToListAsync(cancellationToken);
        return new(
            now,
            [.. Roles.SelectMany(role => Workers(role, beats, now))],
            [
                .. await LeadsAsync(db, now, cancellationToken),
                .. await TextsAsync(db, now, cancellationToken),
                .. await CasesAsync(db, now, cancellationToken),
                .. await ReferralsAsync(db, now, cancellationToken),
                .. await AuditAsync(db, now, cancellationToken),
                new(DataFree, "By", new DriveInfo(Path.GetFullPath(data.Value.Folder)).AvailableFreeSpace, limits.FreeMebibytes * 1024 * 1024, IsFloor: true),
            ]);
    }

    // Every process of the role that is heard of; when none is, the one that was heard of last.
    private IEnumerable<WorkerStatus> Workers(string role, List<Heartbeat> beats, DateTimeOffset now)
    {
        var known = beats.Where(beat => beat.Role.Split(", ").Contains(role)).ToList();
        var heard = known.Where(beat => now - beat.SeenAt <= limits.WorkerSilentFor).ToList();
        return heard.Count > 0 ? heard.Select(beat => new WorkerStatus(role, beat.Worker, beat.SeenAt, beat.Doing, IsSilent: false))
            : known.Count > 0 ? [new(role, known[0].Worker, known[0].SeenAt, known[0].Doing, IsSilent: true)]
            : [new(role, null, null, "", IsSilent: true)];
    }

    private async Task<IEnumerable<StatusNumber>> LeadsAsync(ContentWatchDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = db.Leads.Where(l => l.State == LeadState.Waiting && l.NextTryAt <= now && (l.SourceId == null || !db.Sources.Any(s => s.Id == l.SourceId && s.Paused)));
        var reported = await due.Where(l => l.Origin != LeadOrigin.Crawl).MinAsync(l => (DateTimeOffset?)l.NextTryAt, cancellationToken);
        var crawled = await due.Where(l => l.Origin == LeadOrigin.Crawl).MinAsync(l => (DateTimeOffset?)l.NextTryAt, cancellationToken);
        return
        [
            new(LeadDue, "{lead}", await due.CountAsync(cancellationToken), limits.LeadsDue),
            Age(LeadReportedAge, reported, now, limits.ReportedLeadAge),
            Age(LeadCrawledAge, crawled, now, limits.CrawledLeadAge),
            new(LeadLeaseExpired, "{lead}", await db.Leads.CountAsync(l => l.State == LeadState.Leased && l.LeaseUntil <= now, cancellationToken), limits.LeasesExpired),
            new(LeadParked, "{lead}", await db.Leads.CountAsync(l => l.State == LeadState.Parked, cancellationToken), limits.LeadsParked),
        ];
    }

    private async Task<IEnumerable<StatusNumber>> TextsAsync(ContentWatchDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var unread = await db.Captures.Where(c => c.State == CaptureState.Waiting || c.State == CaptureState.Leased).MinAsync(c => (DateTimeOffset?)c.StartedAt, cancellationToken);
        var waiting = db.Appearances.Where(a => a.AssessedAt == null && a.Attempts < Assessment.MaxAttempts);
        var change = await db.ArchiveChanges.OrderBy(c => c.Position).Select(c => (DateTimeOffset?)c.ChangedAt).FirstOrDefaultAsync(cancellationToken);
        return
        [
            Age(CaptureUnreadAge, unread, now, limits.UnreadCaptureAge),
            new(AssessmentWaiting, "{text}", await waiting.CountAsync(cancellationToken), limits.TextsWaiting),
            Age(AssessmentAge, await waiting.MinAsync(a => (DateTimeOffset?)a.SeenAt, cancellationToken), now, limits.UnassessedAge),
            new(AssessmentParked, "{text}", await db.Appearances.CountAsync(a => a.AssessedAt == null && a.Attempts >= Assessment.MaxAttempts, cancellationToken), limits.AssessmentsParked),
            Age(ArchiveLag, change, now, limits.ArchiveLag),
        ];
    }

    private async Task<IEnumerable<StatusNumber>> CasesAsync(ContentWatchDb db, DateTimeOffset now, CancellationToken cancellationToken) =>
    [
        new(CaseWaiting, "{case}", await db.Cases.Waiting().CountAsync(cancellationToken), limits.CasesWaiting),
        Age(CaseAge, await db.Cases.Waiting().MinAsync(c => (DateTimeOffset?)c.OpenedAt, cancellationToken), now, limits.CaseAge),
    ];

    private async Task<IEnumerable<StatusNumber>> ReferralsAsync(ContentWatchDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = await db.Referrals.Where(r => r.State == ReferralState.Waiting && r.NextTryAt <= now).MinAsync(r => r.NextTryAt, cancellationToken);
        return
        [
            Age(ReferralDueAge, due, now, limits.ReferralAge),
            new(ReferralLeaseExpired, "{referral}", await db.Referrals.CountAsync(r => r.State == ReferralState.Sending && r.LeaseUntil <= now, cancellationToken), limits.LeasesExpired),
            new(ReferralFailed, "{referral}", await db.Referrals.CountAsync(r => r.State == ReferralState.Failed, cancellationToken), limits.ReferralsFailed),
            new(ReferralNoChannel, "{referral}", await db.Referrals.CountAsync(r => r.State == ReferralState.NoChannel, cancellationToken), limits.ReferralsWithoutChannel),
        ];
    }

    private async Task<IEnumerable<StatusNumber>> AuditAsync(ContentWatchDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = db.AuditLeaves.Where(leaf => leaf.Index == null);
        var last = await db.AuditCheckpoints.OrderByDescending(c => c.Size).Select(c => c.Note).FirstOrDefaultAsync(cancellationToken);
        return
        [
            new(AuditWaiting, "{entry}", await waiting.CountAsync(cancellationToken), audit.Value.MaxBacklog / ShareOfBacklog),
            Age(AuditLag, await waiting.MinAsync(leaf => (DateTimeOffset?)leaf.At, cancellationToken), now, audit.Value.AlarmAfter),
            new(AuditUnmirrored, "{checkpoint}", last is null || mirror.Latest == last ? 0 : 1, 0),
        ];
    }

    private static StatusNumber Age(string name, DateTimeOffset? since, DateTimeOffset now, TimeSpan limit) =>
        new(name, "s", since < now ? (long)(now - since.Value).TotalSeconds : 0, (long)limit.TotalSeconds);
}
