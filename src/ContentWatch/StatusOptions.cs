using System.ComponentModel.DataAnnotations;

namespace ContentWatch;

/// <summary>From which value on a number of the operating status is called trouble. Section <c>Status</c>. The log's own limit is <c>Audit:AlarmAfter</c>.</summary>
public sealed class StatusOptions
{
    /// <summary>A worker not heard of for longer is missing; it writes a sign of life every ten seconds. 15 s to 1 h; default 45 s.</summary>
    [Range(typeof(TimeSpan), "00:00:15", "01:00:00")]
    public TimeSpan WorkerSilentFor { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Leads that could be fetched now. 1 to 10,000,000; default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int LeadsDue { get; set; } = 100_000;

    /// <summary>How long a reported lead, or one that a person added, has been due. 1 min to 30 d; default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan ReportedLeadAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a crawled lead has been due: politeness makes a large site last. 1 min to 30 d; default 1 d.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan CrawledLeadAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Leads and referrals whose lease ran out and that no worker took again. 0 to 10,000; default 0.</summary>
    [Range(0, 10_000)]
    public int LeasesExpired { get; set; }

    /// <summary>Leads that were given up and wait for a person. 0 to 1,000,000; default 100.</summary>
    [Range(0, 1_000_000)]
    public int LeadsParked { get; set; } = 100;

    /// <summary>How long a capture waits to be read. 1 s to 1 d; default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UnreadCaptureAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Texts that wait to be scored. 1 to 10,000,000; default 10,000.</summary>
    [Range(1, 10_000_000)]
    public int TextsWaiting { get; set; } = 10_000;

    /// <summary>How long a text waits to be scored. 1 s to 1 d; default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UnassessedAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Texts that were given up by the assess worker. 0 to 1,000,000; default 0.</summary>
    [Range(0, 1_000_000)]
    public int AssessmentsParked { get; set; }

    /// <summary>How long a change waits for the archive. 1 s to 1 d; default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ArchiveLag { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Cases that wait for a reviewer. 1 to 1,000,000; default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int CasesWaiting { get; set; } = 1_000;

    /// <summary>How long the oldest case waits. 1 min to 365 d; default 3 d.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan CaseAge { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long a referral has been due to be sent. 1 s to 1 d; default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ReferralAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Referrals that could not be delivered. 0 to 1,000,000; default 0.</summary>
    [Range(0, 1_000_000)]
    public int ReferralsFailed { get; set; }

    /// <summary>Referrals to providers without a channel. 0 to 1,000,000; default 100.</summary>
    [Range(0, 1_000_000)]
    public int ReferralsWithoutChannel { get; set; } = 100;

    /// <summary>Room left where the data folder is, in MiB. 10 to 1,000,000,000; default 2,048.</summary>
    [Range(10, 1_000_000_000)]
    public long FreeMebibytes { get; set; } = 2_048;
}
