using System.Text.Json.Nodes;
using ContentWatch.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Accounts;

/// <summary>A link as somebody holds it.</summary>
/// <param name="PersonId">Whom it signs in.</param>
/// <param name="CallSign">How to greet the person.</param>
/// <param name="ChoosesPassword">Whether a password has to be chosen.</param>
public sealed record HeldLink(Guid PersonId, string CallSign, bool ChoosesPassword);

/// <summary>
/// Makes and takes links that sign in once. Looking at a link does not use it up: a preview of a chat program may open it.
/// Thread-safe.
/// </summary>
public sealed class OneTimeLinkDesk(Database database, AuditLog audit, IPasswordHasher<Person> passwords, TimeProvider time)
{
    /// <summary>Makes a link for the person; links made before for the same person are over.</summary>
    /// <param name="actor">Who makes it.</param>
    /// <param name="personId">Whom it signs in.</param>
    /// <param name="choosesPassword">Whether the person has to choose a password with it.</param>
    /// <param name="lifetime">How long it can be used.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>The path of the link, <c>/welcome/…</c>, to be shown once; null when there is no such person or the account is closed.</returns>
    public async Task<string?> CreateAsync(Actor actor, Guid personId, bool choosesPassword, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var token = Secret.New();
        var made = await database.WriteAsync(
            async (db, cancel) =>
            {
                if (!await db.Users.AnyAsync(p => p.Id == personId && p.DisabledAt == null, cancel))
                {
                    return false;
                }

                var now = time.GetUtcNow();
                await EndAsync(db, personId, now, cancel);
                var link = new OneTimeLink
                {
                    Id = Identity.New(time),
                    Hash = Secret.Hash(token),
                    PersonId = personId,
                    ChoosesPassword = choosesPassword,
                    CreatedAt = now,
                    ExpiresAt = now + lifetime,
                };
                db.OneTimeLinks.Add(link);
                var details = new JsonObject { ["choosesPassword"] = choosesPassword, ["minutes"] = (long)lifetime.TotalMinutes };
                await audit.AppendAsync(db, actor, "person.link-made", PersonDesk.Subject(personId), details, cancel);
                return true;
            },
            cancellationToken);
        return made ? "/welcome/" + token : null;
    }

    /// <summary>What the link is for; null when it is unknown, used or expired. Does not use it up.</summary>
    public async Task<HeldLink?> FindAsync(string token, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await Usable(db, token).Select(found => new HeldLink(found.Person.Id, found.Person.CallSign, found.Link.ChoosesPassword))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Uses the link up, sets the password where one has to be chosen, and records the sign-in.</summary>
    /// <returns>The person's id; null when the link is unknown, used, expired, or the password's length is not allowed.</returns>
    public async Task<Guid?> UseAsync(string token, string? password, CancellationToken cancellationToken)
    {
        var hash = password is not null && PersonDesk.IsPassword(password) ? passwords.HashPassword(null!, password) : null;
        return await database.WriteAsync(
            async (db, cancel) =>
            {
                if (await Usable(db, token).SingleOrDefaultAsync(cancel) is not { } found || (found.Link.ChoosesPassword && hash is null))
                {
                    return (Guid?)null;
                }

                var (link, person) = (found.Link, found.Person);
                link.UsedAt = time.GetUtcNow();
                (person.AccessFailedCount, person.LockoutEnd) = (0, null);
                if (link.ChoosesPassword)
                {
                    person.PasswordHash = hash;
                    PersonDesk.EndSessions(person);
                    await EndAsync(db, person.Id, time.GetUtcNow(), cancel);
                    await audit.AppendAsync(db, Actor.Person(person.Id), "person.password-chosen", PersonDesk.Subject(person.Id), null, cancel);
                }

                var details = new JsonObject { ["by"] = "link" };
                await audit.AppendAsync(db, Actor.Person(person.Id), "person.signed-in", PersonDesk.Subject(person.Id), details, cancel);
                return person.Id;
            },
            cancellationToken);
    }

    /// <summary>Ends the person's links that were not used.</summary>
    internal static Task EndAsync(ContentWatchDb db, Guid personId, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.OneTimeLinks.Where(link => link.PersonId == personId && link.UsedAt == null && link.ExpiresAt > now)
            .ExecuteUpdateAsync(row => row.SetProperty(link => link.ExpiresAt, now), cancellationToken);

    private IQueryable<LinkAndPerson> Usable(ContentWatchDb db, string token)
    {
        var (hash, now) = (Secret.Hash(token), time.GetUtcNow());
        return from link in db.OneTimeLinks
               join person in db.Users on link.PersonId equals person.Id
               where link.Hash == hash && link.UsedAt == null && link.ExpiresAt > now && person.DisabledAt == null
               select new LinkAndPerson { Link = link, Person = person };
    }

    private sealed class LinkAndPerson
    {
        public required OneTimeLink Link { get; init; }

        public required Person Person { get; init; }
    }
}
