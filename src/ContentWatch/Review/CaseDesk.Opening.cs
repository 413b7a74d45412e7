using System.Text.Json.Nodes;
using ContentWatch.Archive;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Review;

/// <content>How cases come to be: in the pipeline's transaction, when an appearance is assessed.</content>
public sealed partial class CaseDesk
{
    private const string CaseNumbers = "case";
    private static readonly Reviewer Nobody = new(Guid.Empty);
    private static readonly Actor Assess = Actor.Process("assess");

    /// <summary>Opens a case about an item seen at a location, or joins the item's open one, or finds that none is due.</summary>
    /// <remarks>
    /// A report always opens or raises. A text decided before opens one at a place it was not decided for, and never refers
    /// itself: context can be exempt. Otherwise a score at its threshold opens one, and a person's lead does. What the caller
    /// added to <paramref name="db"/> (the appearance, its scores) is saved first so that it counts; nothing is committed here.
    /// </remarks>
    /// <param name="db">The context of the pipeline's write.</param>
    /// <param name="itemId">The item.</param>
    /// <param name="locationId">Where it appeared.</param>
    /// <param name="cause">What brought it: report, person, or score for a crawl.</param>
    /// <param name="cancellationToken">Gives up; the caller's transaction is rolled back.</param>
    /// <exception cref="ArgumentException">The cause is <see cref="CaseOpening.KnownText"/>, which is found here.</exception>
    public async Task<CaseOpened> OpenOrJoinAsync(
        ContentWatchDb db, Guid itemId, Guid locationId, CaseOpening cause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (cause == CaseOpening.KnownText)
        {
            throw new ArgumentException("Whether a text is known is found here, not told.", nameof(cause));
        }

        await db.SaveChangesAsync(cancellationToken);
        var open = await db.Cases.SingleOrDefaultAsync(c => c.OpenItemId == itemId, cancellationToken);
        return open is null
            ? await OpenAsync(db, itemId, locationId, cause, cancellationToken)
            : await JoinAsync(db, open, locationId, cause, cancellationToken);
    }

    /// <summary>Reckons the priority of the item's open case anew, after scores changed. In the caller's transaction; does nothing when none is open.</summary>
    public static async Task ReprioritiseAsync(ContentWatchDb db, Guid itemId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        await db.SaveChangesAsync(cancellationToken);
        if (await db.Cases.SingleOrDefaultAsync(c => c.OpenItemId == itemId, cancellationToken) is { } open)
        {
            await db.PrioritiseAsync(open, cancellationToken);
        }
    }

    private async Task<CaseOpened> JoinAsync(
        ContentWatchDb db, Case open, Guid locationId, CaseOpening cause, CancellationToken cancellationToken)
    {
        var known = await db.CaseLocations.AnyAsync(l => l.CaseId == open.Id && l.LocationId == locationId, cancellationToken);
        if (known && cause != CaseOpening.Report)
        {
            return new(OpeningResult.AlreadyThere, open.Id);
        }

        if (Try(open, CaseAct.AddLocation, Nobody, TimeSpan.Zero).Refusal is { } refusal)
        {
            throw new InvalidOperationException($"Case {open.Number} is open and takes no location: {refusal}.");
        }

        if (!known)
        {
            db.CaseLocations.Add(new CaseLocation { CaseId = open.Id, LocationId = locationId, AddedAt = time.GetUtcNow() });
            await db.SaveChangesAsync(cancellationToken);
        }

        await db.PrioritiseAsync(open, cancellationToken);
        open.Version++;
        var details = new JsonObject { ["cause"] = cause.ToString(), ["location"] = locationId.ToString() };
        await audit.AppendAsync(db, Assess, known ? "case.reported" : "case.widened", Subject(open.Id), details, cancellationToken);
        return new(OpeningResult.Joined, open.Id);
    }

    private async Task<CaseOpened> OpenAsync(
        ContentWatchDb db, Guid itemId, Guid locationId, CaseOpening cause, CancellationToken cancellationToken)
    {
        var earlier = await db.StandingVerdicts(itemId).FirstOrDefaultAsync(cancellationToken);
        if (await DueAsync(db, itemId, locationId, cause, earlier, cancellationToken) is not { } opening)
        {
            return new(OpeningResult.NotDue, null);
        }

        var item = await db.Items.AsNoTracking().SingleAsync(i => i.Id == itemId, cancellationToken);
        var @case = await NumberedAsync(db, item, opening, cancellationToken);
        db.Cases.Add(@case);
        foreach (var location in await UncoveredAsync(db, itemId, locationId, cancellationToken))
        {
            db.CaseLocations.Add(new CaseLocation { CaseId = @case.Id, LocationId = location, AddedAt = @case.OpenedAt });
        }

        await db.SaveChangesAsync(cancellationToken);
        await db.PrioritiseAsync(@case, cancellationToken);
        var details = new JsonObject { ["item"] = itemId.ToString(), ["number"] = @case.Number, ["opening"] = opening.ToString() };
        if (earlier is not null)
        {
            details["earlierCase"] = earlier.CaseId.ToString();
            details["earlierVerdict"] = earlier.Kind.Word();
        }

        await audit.AppendAsync(db, Assess, "case.opened", Subject(@case.Id), details, cancellationToken);
        return new(OpeningResult.Opened, @case.Id);
    }

    private static async Task<CaseOpening?> DueAsync(
        ContentWatchDb db, Guid itemId, Guid locationId, CaseOpening cause, EarlierVerdict? earlier, CancellationToken cancellationToken)
    {
        if (cause == CaseOpening.Report)
        {
            return CaseOpening.Report;
        }

        if (earlier is not null)
        {
            var decidedHere = await db.CaseLocations.AnyAsync(
                l => l.LocationId == locationId && db.Cases.Any(c => c.Id == l.CaseId && c.ItemId == itemId), cancellationToken);
            return decidedHere ? null : CaseOpening.KnownText;
        }

        var scores = await db.NewestScoresAsync([itemId], cancellationToken);
        return cause == CaseOpening.Person || scores[itemId].Any(s => s.Probability >= s.Threshold) ? cause : null;
    }

    private async Task<Case> NumberedAsync(ContentWatchDb db, Item item, CaseOpening opening, CancellationToken cancellationToken)
    {
        var counter = await db.Counters.SingleOrDefaultAsync(c => c.Name == CaseNumbers, cancellationToken);
        if (counter is null)
        {
            counter = new Counter { Name = CaseNumbers };
            db.Counters.Add(counter);
        }

        return new()
        {
            Id = Identity.New(time),
            Number = ++counter.Last,
            ItemId = item.Id,
            OpenItemId = item.Id,
            Opening = opening,
            OpenedAt = time.GetUtcNow(),
            Words = TextShape.Of(item.Text).Words,
        };
    }

    // Places where the item was seen but that no case of it covers: below the threshold then, in context now.
    private static async Task<IReadOnlyList<Guid>> UncoveredAsync(
        ContentWatchDb db, Guid itemId, Guid locationId, CancellationToken cancellationToken)
    {
        var seen = await db.Appearances
            .Where(a => a.ItemId == itemId
                && !db.CaseLocations.Any(l => l.LocationId == a.LocationId && db.Cases.Any(c => c.Id == l.CaseId && c.ItemId == itemId)))
            .Select(a => a.LocationId).Distinct().ToListAsync(cancellationToken);
        return [.. seen.Append(locationId).Distinct()];
    }
}
