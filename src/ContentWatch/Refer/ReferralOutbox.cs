using System.Text.Json.Nodes;
using ContentWatch.Audit;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Refer;

/// <summary>
/// Sends what waits and asks what became of it. Each round: (1) lease one referral that is due and count the attempt, (2) write the letter, (3) send it or ask,
/// outside any transaction, (4) record attempt, state and audit entry in one act, if the lease still holds. Killed between sending and recording, it is sent
/// again under the same reference and key, and the provider counts one. Thread-safe, also between processes.
/// </summary>
public sealed class ReferralOutbox(
    Database database, ChannelBook channels, ReferralSecrets secrets, AuditLog audit, IOptions<ReferOptions> options, TimeProvider time, Random random)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);
    private readonly ReferOptions settings = options.Value;

    /// <summary>Does one round; false when nothing was due.</summary>
    public async Task<bool> OnceAsync(string worker, CancellationToken cancellationToken)
    {
        if (await TakeAsync(worker, cancellationToken) is not { } taken)
        {
            return false;
        }

        var answer = await CallAsync(taken, cancellationToken);
        await database.WriteAsync((db, cancel) => RecordAsync(db, taken, answer, cancel), cancellationToken);
        return true;
    }

    private Task<Taken?> TakeAsync(string worker, CancellationToken cancellationToken) => database.TakeAsync(
        async (db, cancel) =>
        {
            // Cut as the database cuts, or the lease would not be known again when the answer is recorded.
            var clock = time.GetUtcNow();
            var now = clock.AddTicks(-(clock.UtcTicks % TimeSpan.TicksPerMicrosecond));
            await FailTheDeadlyAsync(db, now, cancel);
            var referral = await db.Referrals
                .Where(r => ((r.State == ReferralState.Waiting || r.State == ReferralState.Delivered) && r.NextTryAt <= now && (r.LeaseUntil == null || r.LeaseUntil <= now))
                    || (r.State == ReferralState.Sending && r.LeaseUntil <= now && r.Attempts < settings.MaxAttempts))
                .OrderBy(r => r.NextTryAt).ThenBy(r => r.Id).SkippingLocked().FirstOrDefaultAsync(cancel);
            if (referral is null)
            {
                return null;
            }

            var asks = referral.State == ReferralState.Delivered;
            if (!asks)
            {
                referral.State = ReferralState.Sending;
                referral.Attempts++;
            }

            (referral.LeaseOwner, referral.LeaseUntil) = (worker, now + settings.LeaseFor);
            var provider = await db.Providers.SingleAsync(p => p.Id == referral.ProviderId, cancel);
            return new Taken(referral.Id, referral.Reference, worker, referral.LeaseUntil.Value, asks, provider, asks ? null : await LetterAsync(db, referral, cancel));
        },
        cancellationToken);

    /// <summary>One that kills its workers is not sent for ever.</summary>
    private async Task FailTheDeadlyAsync(ContentWatchDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var referral in await db.Referrals
            .Where(r => r.State == ReferralState.Sending && r.LeaseUntil <= now && r.Attempts >= settings.MaxAttempts).SkippingLocked().ToListAsync(cancellationToken))
        {
            (referral.State, referral.NextTryAt, referral.LeaseOwner, referral.LeaseUntil) = (ReferralState.Failed, null, null, null);
            referral.LastError = "The workers that had it were not heard of again.";
            var details = new JsonObject { ["state"] = referral.State.ToString(), ["attempt"] = referral.Attempts };
            await audit.AppendAsync(db, Actor.Process("refer"), "referral.attempted", $"referral/{referral.Id}", details, cancellationToken);
        }
    }

    private async Task<ReferralLetter> LetterAsync(ContentWatchDb db, Referral referral, CancellationToken cancellationToken)
    {
        var location = await db.Locations.SingleAsync(l => l.Id == referral.LocationId, cancellationToken);
        var verdict = await db.Verdicts.SingleAsync(v => v.Id == referral.VerdictId, cancellationToken);
        var item = await db.Cases.Where(c => c.Id == referral.CaseId).Select(c => c.ItemId).SingleAsync(cancellationToken);
        var capture = await (
            from appearance in db.Appearances
            where appearance.ItemId == item && appearance.LocationId == location.Id
            join kept in db.Captures on appearance.CaptureId equals kept.Id
            orderby kept.StartedAt descending
            select kept).FirstAsync(cancellationToken);
        return new(
            referral.Reference, referral.IdempotencyKey, location.FetchUrl, capture.BodyHash.ToString(), capture.StartedAt,
            verdict.Grounds, verdict.TermsClause, settings.UnitName, settings.Contact);
    }

    private async Task<ChannelAnswer> CallAsync(Taken taken, CancellationToken cancellationToken)
    {
        var provider = taken.Provider;
        if (channels.Find(provider.Channel) is not { } channel)
        {
            return new ChannelAnswer.Refused($"There is no channel '{provider.Channel}'; there are: {channels.Names}.", null);
        }

        if (!Uri.TryCreate(provider.ChannelAddress, UriKind.Absolute, out var address))
        {
            return new ChannelAnswer.Refused("The channel has no valid address.", null);
        }

        var secret = provider.SecretName is { } name ? secrets.Find(name, address) : null;
        if (provider.SecretName is not null && secret is null)
        {
            return new ChannelAnswer.Failed($"There is no secret '{provider.SecretName}' for {address.Authority} in the secrets folder, or others can read it.", null, null);
        }

        var to = new ChannelAddress(address, secret);
        return taken.Letter is { } letter
            ? await channel.SendAsync(to, letter, cancellationToken)
            : await channel.AskAsync(to, taken.Reference, cancellationToken);
    }

    private async Task RecordAsync(ContentWatchDb db, Taken taken, ChannelAnswer answer, CancellationToken cancellationToken)
    {
        var referral = await db.Referrals.SingleAsync(r => r.Id == taken.Id, cancellationToken);
        if (referral.LeaseOwner != taken.Worker || referral.LeaseUntil != taken.Until)
        {
            return;
        }

        var now = time.GetUtcNow();
        var (before, said) = (referral.State, referral.Outcome);
        (referral.LeaseOwner, referral.LeaseUntil) = (null, null);
        referral.State = ReferralStanding.After(taken.Asks, answer, referral.Attempts < settings.MaxAttempts);
        var (status, note) = Apply(referral, answer, now);
        referral.NextTryAt = NextTry(referral, answer, now);
        if (!taken.Asks || referral.Outcome != said || answer is not ChannelAnswer.Told)
        {
            db.DeliveryAttempts.Add(new DeliveryAttempt { Id = Identity.New(time), ReferralId = referral.Id, At = now, Status = status, Note = note });
        }

        if (taken.Asks && referral.State == ReferralState.Delivered && referral.Outcome == said)
        {
            return;
        }

        var act = referral.Outcome != said ? "referral.outcome" : referral.State == ReferralState.Delivered ? "referral.delivered" : "referral.attempted";
        var details = new JsonObject
        {
            ["state"] = referral.State.ToString(),
            ["outcome"] = referral.Outcome.ToString(),
            ["attempt"] = referral.Attempts,
            ["status"] = status,
            ["was"] = before.ToString(),
        };
        await audit.AppendAsync(db, Actor.Process("refer"), act, $"referral/{referral.Id}", details, cancellationToken);
    }

    private static (int? Status, string Note) Apply(Referral referral, ChannelAnswer answer, DateTimeOffset now)
    {
        switch (answer)
        {
            case ChannelAnswer.Told told:
                referral.Outcome = ReferralStanding.Join(referral.Outcome, told.Outcome);
                referral.OutcomeReason = told.Reason ?? referral.OutcomeReason;
                referral.ProviderReference = told.ProviderReference ?? referral.ProviderReference;
                referral.LastError = null;
                referral.DeliveredAt ??= now;
                referral.AnsweredAt ??= referral.State == ReferralState.Answered ? now : null;
                return (told.Status, told.Outcome == Outcome.None ? "The provider has it." : $"The provider says: {told.Outcome}.");
            case ChannelAnswer.Refused refused:
                referral.LastError = refused.Reason;
                return (refused.Status, refused.Reason);
            default:
                var failed = (ChannelAnswer.Failed)answer;
                referral.LastError = failed.Reason;
                return (failed.Status, failed.Reason);
        }
    }

    private DateTimeOffset? NextTry(Referral referral, ChannelAnswer answer, DateTimeOffset now) => referral.State switch
    {
        ReferralState.Waiting => now + Pause(referral.Attempts, (answer as ChannelAnswer.Failed)?.RetryAfter),
        ReferralState.Delivered when now - referral.DeliveredAt < settings.AskFor => now + Longer(settings.AskEvery, (answer as ChannelAnswer.Failed)?.RetryAfter),
        _ => null,
    };

    private TimeSpan Pause(int attempts, TimeSpan? asked)
    {
        var own = settings.RetryAfter * Math.Pow(2, attempts - 1) * (0.5 + random.NextDouble());
        return Longer(own, asked);
    }

    private static TimeSpan Longer(TimeSpan own, TimeSpan? asked)
    {
        var longer = asked > own ? asked.Value : own;
        return longer < LongestPause ? longer : LongestPause;
    }

    private sealed record Taken(Guid Id, string Reference, string Worker, DateTimeOffset Until, bool Asks, Provider Provider, ReferralLetter? Letter);
}
