using System.Collections.Frozen;

namespace ContentWatch;

/// <summary>What an operator reads: what a number counts, what is wrong when it passes its limit, and what to do. English; the page has it in the reader's language.</summary>
public static class StatusAdvice
{
    private static readonly FrozenDictionary<string, (string Title, string Trouble)> Words = new Dictionary<string, (string, string)>
    {
        [StatusReader.LeadDue] = ("Leads due", "More leads are due than the workers fetch: start another acquire worker, or pause a source under Leads."),
        [StatusReader.LeadReportedAge] = ("Oldest reported lead due", "A reported place waits too long to be fetched: see that the acquire worker runs and is not failing."),
        [StatusReader.LeadCrawledAge] = ("Oldest crawled lead due", "Crawled pages wait too long: pause a source under Leads, or start another acquire worker."),
        [StatusReader.LeadLeaseExpired] = ("Leads whose lease ran out", "Workers died or hung with leads in their hands: see the log of the acquire worker, and that one runs; the leads are taken again by themselves."),
        [StatusReader.LeadParked] = ("Leads parked", "Many leads were given up: look at their reasons under Leads, then retry or close them."),
        [StatusReader.CaptureUnreadAge] = ("Oldest capture unread", "What was fetched is not read: see the log of the acquire worker."),
        [StatusReader.AssessmentWaiting] = ("Texts to be scored", "Texts come in faster than they are scored: see that the assess worker runs, or start another."),
        [StatusReader.AssessmentAge] = ("Oldest text to be scored", "Texts wait too long to be scored: see that the assess worker runs and is not failing."),
        [StatusReader.AssessmentParked] = ("Texts given up", "Texts could not be assessed three times: see the log of the assess worker for the reason."),
        [StatusReader.ArchiveLag] = ("Archive behind by", "The search does not know the newest texts: see the log of the assess worker; cw archive rebuild makes the archive anew."),
        [StatusReader.CaseWaiting] = ("Cases waiting", "More cases wait than reviewers decide: ask for more reviewers, or raise a model's threshold."),
        [StatusReader.CaseAge] = ("Oldest case waiting", "A case waits too long for a reviewer: see that somebody who may take it works the queue; escalated ones need a senior reviewer."),
        [StatusReader.ReferralDueAge] = ("Oldest referral due", "Referrals do not leave: see that the refer worker runs and what Referrals says of the provider."),
        [StatusReader.ReferralLeaseExpired] = ("Referrals whose lease ran out", "The refer worker died or hung while it sent: see its log; what was not delivered is sent again under the same key."),
        [StatusReader.ReferralFailed] = ("Referrals failed", "Referrals could not be delivered: look at them under Referrals, mend the channel under Platforms, then send again."),
        [StatusReader.ReferralNoChannel] = ("Referrals without a channel", "Providers without a channel get no referral: set a channel up under Platforms, or reach them by hand."),
        [StatusReader.AuditWaiting] = ("Audit entries waiting", "Nearly so many entries wait for their place that nothing can be done any more: see that the assess worker runs."),
        [StatusReader.AuditLag] = ("Oldest audit entry waiting", "The audit log is not sequenced: see that the assess worker runs and is not failing."),
        [StatusReader.AuditUnmirrored] = ("Checkpoints missing in the second place", "The newest checkpoint is not in its second place, so a cut log would not show: see that Audit:MirrorFolder can be written."),
        [StatusReader.DataFree] = ("Room left for data", "The disk of the data folder is nearly full: free some space before acts are refused."),
    }.ToFrozenDictionary();

    /// <summary>What a number counts, in a few words.</summary>
    public static string Title(StatusNumber number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return Words[number.Name].Title;
    }

    /// <summary>What is wrong when the number passed its limit, and what to do.</summary>
    public static string Of(StatusNumber number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return Words[number.Name].Trouble;
    }

    /// <summary>What is wrong with the workers of a role, and what to do.</summary>
    public static string Of(WorkerStatus worker)
    {
        ArgumentNullException.ThrowIfNull(worker);
        return worker.IsSilent
            ? $"No {worker.Role} worker is heard of: start one (cw up, or the worker with --roles {worker.Role})."
            : $"A step of the {worker.Role} worker fails and is tried again: {worker.Doing}. See its log.";
    }
}
