using System.ComponentModel.DataAnnotations;

namespace ContentWatch.Audit;

/// <summary>How the log is kept. Section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>The log's name in its checkpoints (C2SP origin) and its key's name: no spaces, no plus sign. Default: <c>contentwatch.local/audit</c>.</summary>
    [Required, RegularExpression(@"[^\s+]{1,200}")]
    public string Origin { get; set; } = "contentwatch.local/audit";

    /// <summary>A second place for checkpoints: another disk or a share that this machine cannot change afterwards. Default: <c>checkpoints</c> in the data folder.</summary>
    public string? MirrorFolder { get; set; }

    /// <summary>Acts stop while more entries than this wait to be sequenced. 100 to 1,000,000; default 10,000.</summary>
    [Range(100, 1_000_000)]
    public int MaxBacklog { get; set; } = 10_000;

    /// <summary>An alarm is shown when an entry waits longer than this. 1 s to 1 h; default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AlarmAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Entries that one round sequences. 1 to 10,000; default 1,000.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 1_000;
}
