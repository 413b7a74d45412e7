using System.Text.Json.Nodes;
using ContentWatch.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Accounts;

/// <summary>
/// Where people sign in with a password and sign out. An unknown name, a wrong password, a locked and a closed account get one
/// answer after the same work, so that nobody learns from it which names exist. Thread-safe.
/// </summary>
public sealed class SignInDesk(Database database, AuditLog audit, IPasswordHasher<Person> passwords, TimeProvider time)
{
    /// <summary>Wrong passwords in a row that lock a name.</summary>
    public const int TriesBeforeLock = 5;

    /// <summary>How long a name stays locked.</summary>
    public static readonly TimeSpan LockTime = TimeSpan.FromMinutes(15);

    // A hash of nothing anybody knows: an unknown name costs as much time as a wrong password.
    private readonly string nobody = passwords.HashPassword(null!, Secret.New());

    /// <summary>Checks name and password.</summary>
    /// <returns>The person's id, or null. Why not is not told; the audit log has it without the name that was typed.</returns>
    public async Task<Guid?> SignInAsync(string name, string password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(password);
        var normal = PersonDesk.Normal(name);
        await using var reading = database.Read();
        var seen = await reading.Users.SingleOrDefaultAsync(p => p.NormalizedUserName == normal, cancellationToken);
        var right = password.Length <= PersonDesk.LongestPassword
            && passwords.VerifyHashedPassword(seen!, seen?.PasswordHash ?? nobody, password) != PasswordVerificationResult.Failed;
        return await database.WriteAsync((db, cancel) => RecordAsync(db, seen?.Id, right, seen?.SecurityStamp, cancel), cancellationToken);
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

    /// <summary>Counts a wrong password, and locks the name when it was one too many.</summary>
    internal static void CountWrong(Person person, DateTimeOffset now)
    {
        if (++person.AccessFailedCount >= TriesBeforeLock)
        {
            (person.AccessFailedCount, person.LockoutEnd) = (0, now + LockTime);
        }
    }

    private async Task<Guid?> RecordAsync(ContentWatchDb db, Guid? personId, bool right, string? stamp, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var person = await db.Users.SingleOrDefaultAsync(p => p.Id == (personId ?? Guid.Empty), cancellationToken);
        var locked = person?.LockoutEnd > now;
        if (person is not null && right && !locked && person.DisabledAt is null && person.SecurityStamp == stamp)
        {
            (person.AccessFailedCount, person.LockoutEnd) = (0, null);
            await audit.AppendAsync(db, Actor.Person(person.Id), "person.signed-in", PersonDesk.Subject(person.Id), null, cancellationToken);
            return person.Id;
        }

        if (person is not null && !locked && !right)
        {
            CountWrong(person, now);
        }

        var reason = person is null ? "unknown" : locked ? "locked" : person.DisabledAt is not null ? "disabled" : "wrong";
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
