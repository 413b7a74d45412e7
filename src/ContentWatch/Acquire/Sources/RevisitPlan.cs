using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Acquire.Sources;

/// <summary>
/// When a page of a source is visited again: what was unchanged rests half as long again, what changed half as long, between the source's floor and ceiling
/// (the adaptive schedule of Apache StormCrawler and Nutch, over the text that is read and not over the bytes). All within the caller's act.
/// </summary>
internal static class RevisitPlan
{
    /// <summary>The first rest of a page.</summary>
    public static readonly TimeSpan First = TimeSpan.FromDays(1);

    /// <summary>The first rest of a feed or a sitemap, which are there to be asked.</summary>
    public static readonly TimeSpan FirstOfLists = TimeSpan.FromHours(1);

    /// <summary>Remembers the validators of a page that was just kept. Those of the page before do not hold any more.</summary>
    public static async Task KeptAsync(ContentWatchDb db, Lead lead, Capture capture, Validators? validators, CancellationToken cancellationToken)
    {
        if (lead.SourceId is null)
        {
            return;
        }

        if (await db.Revisits.SingleOrDefaultAsync(r => r.LeadId == lead.Id, cancellationToken) is not { } revisit)
        {
            revisit = new Revisit { LeadId = lead.Id, CaptureId = capture.Id };
            db.Revisits.Add(revisit);
        }

        revisit.CaptureId = capture.Id;
        (revisit.ValidUrl, revisit.ETag, revisit.LastModified) = (validators?.Url, validators?.ETag, validators?.LastModified);
    }

    /// <summary>Plans the next visit of a page that was read, could not be read, or was unchanged by its server's word.</summary>
    /// <param name="db">The caller's act.</param>
    /// <param name="lead">Whose page it is; one of no source is left as it is.</param>
    /// <param name="seen">The hash of what was read; null when it could not be read, and then the server is asked for the whole page again.</param>
    /// <param name="isList">Whether it is a feed or a sitemap.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the act.</param>
    public static async Task ReadAsync(ContentWatchDb db, Lead lead, ContentHash? seen, bool isList, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A page that was captured by a build before this one has no row, and is not visited again until somebody asks.
        if (lead.SourceId is null || await db.Revisits.SingleOrDefaultAsync(r => r.LeadId == lead.Id, cancellationToken) is not { } revisit)
        {
            return;
        }

        var source = await db.Sources.SingleAsync(s => s.Id == lead.SourceId, cancellationToken);
        var isFirst = revisit.ReadAt is null;
        var isChanged = seen is not null && seen != revisit.Seen;
        revisit.Every = Within(source, isFirst ? (isList ? FirstOfLists : First) : isChanged ? revisit.Every / 2 : revisit.Every * 1.5);
        revisit.Unchanged = isFirst || isChanged ? 0 : revisit.Unchanged + 1;
        revisit.ReadAt = now;
        revisit.Seen = seen;
        if (seen is null)
        {
            revisit.ValidUrl = null;
        }

        (lead.State, lead.NextTryAt) = (LeadState.Resting, now + revisit.Every);
    }

    private static TimeSpan Within(Source source, TimeSpan every) =>
        every < source.RevisitFloor ? source.RevisitFloor : every > source.RevisitCeiling ? source.RevisitCeiling : every;
}
