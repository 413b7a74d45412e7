using System.Text.Json.Nodes;
using ContentWatch.Audit;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Acquire;

/// <summary>What a source is made from.</summary>
/// <param name="Name">What people call it; 1 to 200 characters; unique.</param>
/// <param name="StartUrl">Where it starts.</param>
/// <param name="Scope">What its addresses begin with; empty for the folder of the start.</param>
/// <param name="MaxDepth">Links away from the start; 0 to 20.</param>
/// <param name="MaxPages">Pages in all; 1 to 1,000,000.</param>
/// <param name="LegalBasis">The legal basis, in words; 1 to 1,000 characters.</param>
public sealed record SourceForm(string Name, string StartUrl, string Scope, int MaxDepth, int MaxPages, string LegalBasis);

/// <summary>What became of adding a source.</summary>
public abstract record SourceAdded
{
    private SourceAdded()
    {
    }

    /// <summary>It is there, and its start is a lead.</summary>
    /// <param name="SourceId">Its id.</param>
    public sealed record Done(Guid SourceId) : SourceAdded;

    /// <summary>A field does not hold.</summary>
    /// <param name="Field">Which, by the name in <see cref="SourceForm"/>.</param>
    /// <param name="Reason">Why, in a sentence.</param>
    public sealed record Refused(string Field, string Reason) : SourceAdded;
}

/// <summary>What became of the links of a page.</summary>
/// <param name="Added">How many became leads.</param>
/// <param name="Left">How many were within scope and passed over, because the page had too many.</param>
internal readonly record struct FollowedLinks(int Added, int Left);

/// <summary>Where crawl sources are added and paused. Each act is one transaction with its audit entry. Thread-safe.</summary>
public sealed class SourceDesk(Database database, AuditLog audit, LeadDesk leads, OutboundRule outbound, TimeProvider time)
{
    /// <summary>Most links of one page that are followed: a page with more is a directory without end, or a trap.</summary>
    public const int MaxFollowed = 2_000;

    private const int Batch = 200;

    /// <summary>Adds a source and its first lead.</summary>
    public async Task<SourceAdded> AddAsync(Actor actor, SourceForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (Wrong(form) is { } wrong)
        {
            return wrong;
        }

        var start = CaptureUri.Parse(form.StartUrl);
        var scope = form.Scope.Length > 0 ? CaptureUri.Parse(form.Scope).Key : start.Resolve(".")!.Key;
        if (!start.Key.StartsWith(scope, StringComparison.Ordinal))
        {
            return new SourceAdded.Refused(nameof(SourceForm.Scope), "The start is not within the scope.");
        }

        return await database.WriteAsync<SourceAdded>(
            async (db, cancel) =>
            {
                if (await db.Sources.AnyAsync(s => s.Name == form.Name.Trim(), cancel))
                {
                    return new SourceAdded.Refused(nameof(SourceForm.Name), "There is a source of this name.");
                }

                var source = new Source
                {
                    Id = Identity.New(time),
                    Name = form.Name.Trim(),
                    StartUrl = form.StartUrl,
                    Scope = scope,
                    MaxDepth = form.MaxDepth,
                    MaxPages = form.MaxPages,
                    LegalBasis = form.LegalBasis.Trim(),
                    CreatedAt = time.GetUtcNow(),
                };
                db.Sources.Add(source);
                await leads.AddAsync(db, start, LeadOrigin.Crawl, source.Id, 0, cancel);
                var details = new JsonObject { ["legalBasis"] = source.LegalBasis, ["maxDepth"] = source.MaxDepth, ["maxPages"] = source.MaxPages };
                await audit.AppendAsync(db, actor, "source.added", $"source/{source.Id}", details, cancel);
                return new SourceAdded.Done(source.Id);
            },
            cancellationToken);
    }

    /// <summary>Stops or goes on; leads of a paused source wait.</summary>
    /// <returns>False when there is no such source.</returns>
    public Task<bool> PauseAsync(Actor actor, Guid sourceId, bool paused, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancel) =>
        {
            if (await db.Sources.SingleOrDefaultAsync(s => s.Id == sourceId, cancel) is not { } source)
            {
                return false;
            }

            source.Paused = paused;
            await audit.AppendAsync(db, actor, paused ? "source.paused" : "source.resumed", $"source/{source.Id}", null, cancel);
            return true;
        },
        cancellationToken);

    /// <summary>All sources by name.</summary>
    public async Task<IReadOnlyList<Source>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await db.Sources.OrderBy(s => s.Name).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Takes the links of a page of a source: those within scope, depth and budget become leads, each place once. Many links are several acts, so that
    /// others can write in between; done again after a death, it adds what is missing.
    /// </summary>
    internal async Task<FollowedLinks> FollowAsync(Guid leadId, IEnumerable<CaptureUri> links, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var from = await (
            from lead in db.Leads
            where lead.Id == leadId
            join source in db.Sources on lead.SourceId equals source.Id
            where lead.Depth < source.MaxDepth
            select new { lead.Depth, Source = source }).SingleOrDefaultAsync(cancellationToken);
        if (from is null)
        {
            return new(0, 0);
        }

        var within = links.Where(link => link.Key.StartsWith(from.Source.Scope, StringComparison.Ordinal)).DistinctBy(link => link.Key).ToList();
        var added = 0;
        foreach (var batch in within.Take(MaxFollowed).Chunk(Batch))
        {
            added += await database.WriteAsync((write, cancel) => AddLeadsAsync(write, from.Source, from.Depth + 1, batch, cancel), cancellationToken);
        }

        return new(added, Math.Max(0, within.Count - MaxFollowed));
    }

    /// <summary>Counts a page that was read, within the caller's act.</summary>
    internal static async Task CountPageAsync(ContentWatchDb db, Lead lead, CancellationToken cancellationToken)
    {
        if (lead.SourceId is { } id && await db.Sources.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is { } source)
        {
            source.Pages++;
        }
    }

    private async Task<int> AddLeadsAsync(ContentWatchDb db, Source source, int depth, CaptureUri[] links, CancellationToken cancellationToken)
    {
        var room = source.MaxPages - await db.Leads.CountAsync(l => l.SourceId == source.Id, cancellationToken);
        if (room <= 0)
        {
            return 0;
        }

        var keys = links.Select(link => link.Key).ToList();
        var known = await db.Leads.Where(l => l.SourceId == source.Id)
            .Join(db.Locations.Where(place => keys.Contains(place.Key)), l => l.LocationId, place => place.Id, (_, place) => place.Key)
            .ToHashSetAsync(cancellationToken);
        var added = links.Where(link => !known.Contains(link.Key)).Take(room).ToList();
        var places = await LocationBook.FindOrAddAllAsync(db, added, time, cancellationToken);
        foreach (var link in added)
        {
            leads.Add(db, places[link.Key], LeadOrigin.Crawl, source.Id, depth);
        }

        return added.Count;
    }

    private SourceAdded.Refused? Wrong(SourceForm form) => form switch
    {
        _ when form.Name.Trim().Length is < 1 or > 200 => new(nameof(SourceForm.Name), "A name has 1 to 200 characters."),
        _ when !CaptureUri.TryParse(form.StartUrl, out var start, out var reason) || (reason = outbound.Refusal(start)) is not null => new(nameof(SourceForm.StartUrl), reason),
        _ when form.Scope.Length > 0 && !CaptureUri.TryParse(form.Scope, out _, out var reason) => new(nameof(SourceForm.Scope), reason),
        _ when form.MaxDepth is < 0 or > 20 => new(nameof(SourceForm.MaxDepth), "The depth is 0 to 20."),
        _ when form.MaxPages is < 1 or > 1_000_000 => new(nameof(SourceForm.MaxPages), "The pages are 1 to 1,000,000."),
        _ when form.LegalBasis.Trim().Length is < 1 or > 1_000 => new(nameof(SourceForm.LegalBasis), "Say the legal basis in 1 to 1,000 characters."),
        _ => null,
    };
}
