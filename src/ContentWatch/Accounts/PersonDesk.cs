using System.Text.Json.Nodes;
using ContentWatch.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Accounts;

/// <summary>What became of an act on an account.</summary>
public enum PersonResult
{
    /// <summary>Done and recorded.</summary>
    Done,

    /// <summary>There is no such person.</summary>
    Unknown,

    /// <summary>The name belongs to somebody else.</summary>
    NameTaken,

    /// <summary>The call sign belongs to somebody else.</summary>
    CallSignTaken,

    /// <summary>The name is not 3 to 60 letters, digits and <c>._@+-</c>.</summary>
    NameInvalid,

    /// <summary>The call sign is not 1 to 20 characters.</summary>
    CallSignInvalid,

    /// <summary>No role was given: whoever may do nothing has a closed account.</summary>
    NoRole,

    /// <summary>A role, a language or a theme that nobody offers.</summary>
    Invalid,

    /// <summary>Nobody would be left who may manage accounts.</summary>
    LastAdministrator,

    /// <summary>The password given as the present one is not it.</summary>
    WrongPassword,

    /// <summary>The new password is shorter than <see cref="PersonDesk.ShortestPassword"/> or longer than <see cref="PersonDesk.LongestPassword"/> characters.</summary>
    PasswordLength,
}

/// <summary>Where accounts are opened, changed and closed. Each act is one transaction with its audit entry. Thread-safe.</summary>
public sealed class PersonDesk(Database database, AuditLog audit, IPasswordHasher<Person> passwords, TimeProvider time)
{
    /// <summary>Fewest characters of a password.</summary>
    public const int ShortestPassword = 12;

    /// <summary>Most characters of a password: hashing more only helps those who want to keep us busy.</summary>
    public const int LongestPassword = 256;

    /// <summary>Opens an account without a password; a one-time link lets the person in to choose one.</summary>
    /// <param name="actor">Who opens it.</param>
    /// <param name="name">The name to sign in with; 3 to 60 characters; letters, digits and <c>._@+-</c>.</param>
    /// <param name="callSign">How colleagues see the person; 1 to 20 characters; letters, digits and <c>._-</c>: two people must not look alike in the log.</param>
    /// <param name="roles">What the person may do; at least one, known roles only.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public async Task<(PersonResult Result, Guid PersonId)> CreateAsync(
        Actor actor, string name, string callSign, IReadOnlyCollection<string> roles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(callSign);
        ArgumentNullException.ThrowIfNull(roles);
        (name, callSign) = (name.Trim(), callSign.Trim());
        if ((Wrong(name, callSign) ?? WrongRoles(roles)) is { } wrong)
        {
            return (wrong, Guid.Empty);
        }

        return await database.WriteAsync(
            async (db, cancel) =>
            {
                var normal = Normal(name);
                if (await db.Users.AnyAsync(p => p.NormalizedUserName == normal, cancel))
                {
                    return (PersonResult.NameTaken, Guid.Empty);
                }

                if (await db.Users.AnyAsync(p => p.CallSign == callSign, cancel))
                {
                    return (PersonResult.CallSignTaken, Guid.Empty);
                }

                var person = new Person
                {
                    Id = Identity.New(time),
                    UserName = name,
                    NormalizedUserName = normal,
                    CallSign = callSign,
                    CreatedAt = time.GetUtcNow(),
                    SecurityStamp = Secret.New(),
                    LockoutEnabled = true,
                };
                db.Users.Add(person);
                await GiveRolesAsync(db, person.Id, roles, cancel);
                await audit.AppendAsync(db, actor, "person.created", Subject(person.Id), RoleDetails(roles), cancel);
                return (PersonResult.Done, person.Id);
            },
            cancellationToken);
    }

    /// <summary>Gives the person exactly these roles, at least one; open sessions end.</summary>
    public async Task<PersonResult> SetRolesAsync(
        Actor actor, Guid personId, IReadOnlyCollection<string> roles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return WrongRoles(roles) is { } wrong
            ? wrong
            : await ActAsync(
                personId,
                async (db, person, cancel) =>
                {
                    if (!roles.Contains(Roles.Administrator) && await IsLastAdministratorAsync(db, personId, cancel))
                    {
                        return PersonResult.LastAdministrator;
                    }

                    db.UserRoles.RemoveRange(db.UserRoles.Where(r => r.UserId == personId));
                    await db.SaveChangesAsync(cancel);
                    await GiveRolesAsync(db, personId, roles, cancel);
                    EndSessions(person);
                    await audit.AppendAsync(db, actor, "person.roles-set", Subject(personId), RoleDetails(roles), cancel);
                    return PersonResult.Done;
                },
                cancellationToken);
    }

    /// <summary>Closes or opens the account. Closing ends open sessions and makes unused links worthless.</summary>
    public Task<PersonResult> SetDisabledAsync(Actor actor, Guid personId, bool disabled, CancellationToken cancellationToken) => ActAsync(
        personId,
        async (db, person, cancel) =>
        {
            if (disabled && await IsLastAdministratorAsync(db, personId, cancel))
            {
                return PersonResult.LastAdministrator;
            }

            person.DisabledAt = disabled ? time.GetUtcNow() : null;
            EndSessions(person);
            await OneTimeLinkDesk.EndAsync(db, personId, time.GetUtcNow(), cancel);
            await audit.AppendAsync(db, actor, disabled ? "person.disabled" : "person.enabled", Subject(personId), null, cancel);
            return PersonResult.Done;
        },
        cancellationToken);

    /// <summary>
    /// Changes the person's own password, which ends all other sessions and unused links. Five wrong present passwords lock the change
    /// for a quarter of an hour and are recorded: whoever sits at an open session cannot guess on.
    /// </summary>
    public async Task<PersonResult> ChangePasswordAsync(Guid personId, string present, string next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (!IsPassword(next))
        {
            return PersonResult.PasswordLength;
        }

        await using var reading = database.Read();
        var seen = await reading.Users.SingleOrDefaultAsync(p => p.Id == personId, cancellationToken);
        if (seen is null)
        {
            return PersonResult.Unknown;
        }

        if (seen.LockoutEnd > time.GetUtcNow() || seen.PasswordHash is not { } known
            || passwords.VerifyHashedPassword(seen, known, present) == PasswordVerificationResult.Failed)
        {
            return await ActAsync(personId, CountWrongAsync, cancellationToken);
        }

        var hash = passwords.HashPassword(seen, next);
        return await ActAsync(
            personId,
            async (db, person, cancel) =>
            {
                if (person.PasswordHash != known)
                {
                    return PersonResult.WrongPassword;
                }

                person.PasswordHash = hash;
                EndSessions(person);
                await OneTimeLinkDesk.EndAsync(db, personId, time.GetUtcNow(), cancel);
                await audit.AppendAsync(db, Actor.Person(personId), "person.password-changed", Subject(personId), null, cancel);
                return PersonResult.Done;
            },
            cancellationToken);
    }

    private async Task<PersonResult> CountWrongAsync(ContentWatchDb db, Person person, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (person.LockoutEnd is not { } until || until <= now)
        {
            SignInDesk.CountWrong(person, now);
        }

        await audit.AppendAsync(
            db, Actor.Person(person.Id), "person.password-change-failed", Subject(person.Id), new JsonObject { ["locked"] = person.LockoutEnd > now }, cancellationToken);
        return PersonResult.WrongPassword;
    }

    /// <summary>Keeps the person's own choice of language (<c>en</c>, <c>nl</c>, null for the browser's) and theme (<c>light</c>, <c>dark</c>, null for the system's).</summary>
    public async Task<PersonResult> ChooseLookAsync(Guid personId, string? language, string? theme, CancellationToken cancellationToken) =>
        language is not (null or "en" or "nl") || theme is not (null or "light" or "dark")
            ? PersonResult.Invalid
            : await ActAsync(
                personId,
                (_, person, _) =>
                {
                    (person.Language, person.Theme) = (language, theme);
                    return Task.FromResult(PersonResult.Done);
                },
                cancellationToken);

    /// <summary>True for a password of an allowed length. Length is the only rule: rules on kinds of characters make worse passwords (NIST SP 800-63B).</summary>
    internal static bool IsPassword(string password) => password.Length is >= ShortestPassword and <= LongestPassword;

    internal static string Normal(string name) => name.Trim().ToUpperInvariant();

    internal static string Subject(Guid personId) => $"person/{personId}";

    internal static void EndSessions(Person person) => person.SecurityStamp = Secret.New();

    private static PersonResult? Wrong(string name, string callSign) =>
        !IsName(name) ? PersonResult.NameInvalid : !IsCallSign(callSign) ? PersonResult.CallSignInvalid : null;

    private static PersonResult? WrongRoles(IReadOnlyCollection<string> roles) =>
        roles.Count == 0 ? PersonResult.NoRole : roles.Except(Roles.All).Any() ? PersonResult.Invalid : null;

    private static bool IsName(string name) =>
        name.Length is >= 3 and <= 60 && name.All(c => char.IsAsciiLetterOrDigit(c) || "._@+-".Contains(c, StringComparison.Ordinal));

    private static bool IsCallSign(string callSign) =>
        callSign.Length is >= 1 and <= 20 && callSign.All(c => char.IsAsciiLetterOrDigit(c) || "._-".Contains(c, StringComparison.Ordinal));

    private static JsonObject RoleDetails(IReadOnlyCollection<string> roles) =>
        new() { ["roles"] = new JsonArray([.. roles.Order(StringComparer.Ordinal).Select(role => JsonValue.Create(role))]) };

    private static async Task GiveRolesAsync(ContentWatchDb db, Guid personId, IReadOnlyCollection<string> roles, CancellationToken cancellationToken)
    {
        foreach (var name in roles.Distinct())
        {
            var normal = Normal(name);
            var role = await db.Roles.SingleOrDefaultAsync(r => r.NormalizedName == normal, cancellationToken);
            if (role is null)
            {
                role = new IdentityRole<Guid>(name) { Id = Guid.Parse(RoleId(name)), NormalizedName = normal };
                db.Roles.Add(role);
            }

            db.UserRoles.Add(new IdentityUserRole<Guid> { UserId = personId, RoleId = role.Id });
        }
    }

    // The same role has the same id in every database, so that rows can be compared and moved.
    private static string RoleId(string name) => new Guid(Secret.Hash("role/" + name).AsSpan(0, 16)).ToString();

    private static async Task<bool> IsLastAdministratorAsync(ContentWatchDb db, Guid personId, CancellationToken cancellationToken)
    {
        var normal = Normal(Roles.Administrator);
        var administrators = await (
            from given in db.UserRoles
            join role in db.Roles on given.RoleId equals role.Id
            join person in db.Users on given.UserId equals person.Id
            where role.NormalizedName == normal && person.DisabledAt == null
            select person.Id).ToListAsync(cancellationToken);
        return administrators is [var only] && only == personId;
    }

    private Task<PersonResult> ActAsync(
        Guid personId, Func<ContentWatchDb, Person, CancellationToken, Task<PersonResult>> act, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, cancel) => await db.Users.SingleOrDefaultAsync(p => p.Id == personId, cancel) is { } person
                ? await act(db, person, cancel)
                : PersonResult.Unknown,
            cancellationToken);
}
