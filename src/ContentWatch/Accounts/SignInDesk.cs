using System.Text.Json.Nodes;
using ContentWatch.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Accounts;

/// <summary>What came of a try to sign in.</summary>
/// <param name="PersonId">Who it is; null when refused. Why is not told; the audit log has it without the name that was typed.</param>
/// <param name="Wait">How long this address has to wait with this name; zero when the password was looked at.</param>
public sealed record SignInAnswer(Guid? PersonId, TimeSpan Wait);

/// <summary>
/// Where people sign in with a password and sign out. An unknown name, a wrong password and a closed account get one answer after the same
/// work, and wait alike (<see cref="SignInThrottle"/>), so that nobody learns from it which names exist. Thread-safe.
/// </summary>
public sealed class SignInDesk(Database database, AuditLog audit, IPasswordHasher<Person> passwords, SignInThrottle throttle)
{
    /// <summary>Wrong present passwords in a row, typed at an open session, that lock the change of it.</summary>
    public const int TriesBeforeLock = 5;

    /// <summary>How long it stays locked.</summary>
    public static readonly TimeSpan LockTime = TimeSpan.FromMinutes(15);

    // A hash of nothing anybody knows: an unknown name costs as much time as a wrong password.
    private readonly string nobody = passwords.HashPassword(null!, Secret.New());

    /// <summary>Checks name and password.</summary>
    /// <param name="name">As typed.</param>
    /// <param name="password">As typed.</param>
    /// <param name="address">Where from, as limits count addresses.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public async Task<SignInAnswer> SignInAsync(string name, string password, string address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(address);
        var wait = throttle.Enter(name, address);
        var normal = PersonDesk.Normal(name);
        await using var reading = database.Read();
        var seen = await reading.Users.SingleOrDefaultAsync(p => p.NormalizedUserName == normal, cancellationToken);
        var right = password.Length <= PersonDesk.LongestPassword
            && passwords.VerifyHashedPassword(seen!, seen?.PasswordHash ?? nobody, password) != PasswordVerificationResult.Failed;
        var id = await database.WriteAsync((db, cancel) => RecordAsync(db, seen?.Id, right, wait > TimeSpan.Zero, seen?.SecurityStamp, cancel), cancellationToken);
        if (id is not null)
        {
            throttle.Succeeded(name, address);
        }

        return new(id, wait);
    }

    /// <summary>Records that a person signed out, and ends the person's sessions everywhere.</summary>
    public Task SignOutAsync(Guid personId, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancel) =>
        {
            if (await db.Users.SingleOrDefaultAsync(p => p.Id == personId, cancel) is { } person)
            {
                PersonDesk.EndSessions(person);
                await audit.AppendAsync(db, Actor.Person(personId), "person.signed-out", PersonDesk.Subject(personId), null, cancel);
            }
        },
        cancellationToken);

    /// <summary>Counts a wrong present password, and locks its change when it was one too many.</summary>
    internal static void CountWrong(Person person, DateTimeOffset now)
    {
        if (++person.AccessFailedCount >= TriesBeforeLock)
        {
            (person.AccessFailedCount, person.LockoutEnd) = (0, now + LockTime);
        }
    }

    private async Task<Guid?> RecordAsync(ContentWatchDb db, Guid? personId, bool right, bool waits, string? stamp, CancellationToken cancellationToken)
    {
        var person = await db.Users.SingleOrDefaultAsync(p => p.Id == (personId ?? Guid.Empty), cancellationToken);
        if (person is not null && right && !waits && person.DisabledAt is null && person.SecurityStamp == stamp)
        {
            (person.AccessFailedCount, person.LockoutEnd) = (0, null);
            await audit.AppendAsync(db, Actor.Person(person.Id), "person.signed-in", PersonDesk.Subject(person.Id), null, cancellationToken);
            return person.Id;
        }

        var reason = waits ? "waits" : person is null ? "unknown" : person.DisabledAt is not null ? "disabled" : "wrong";
        await audit.AppendAsync(
            db,
            Actor.Process("web"),
            "person.sign-in-failed",
            person is null ? "person/unknown" : PersonDesk.Subject(person.Id),
            new JsonObject { ["reason"] = reason },
            cancellationToken);
        return null;
    }
}
