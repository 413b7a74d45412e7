using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ContentWatch.Accounts;
using ContentWatch.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Accounts;

/// <summary>Signing in with a password, out, and what becomes of open sessions.</summary>
public sealed class SignInTests : IDisposable
{
    private const string Stranger = "192.0.2.1";

    private readonly Workbench site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task An_unknown_name_a_wrong_password_and_a_closed_account_get_one_answer_and_wait_alike()
    {
        await site.PersonAsync("amal", Roles.Reviewer);
        await site.The<PersonDesk>().SetDisabledAsync(Actor.Operator, await site.PersonAsync("carla", Roles.Reviewer), disabled: true, Cancel);

        var unknown = await AnswerAsync("nobody-here", Workbench.Password);
        var wrong = await AnswerAsync("amal", "not the right words");
        var closed = await AnswerAsync("carla", Workbench.Password);
        foreach (var name in new[] { "nobody-here", "amal", "carla" })
        {
            await GuessAsync(name, SignInThrottle.FreeTries - 1, from: "");
        }

        var waits = await AnswerAsync("amal", Workbench.Password);

        Assert.Contains("do not match", unknown, StringComparison.Ordinal);
        Assert.Equal(unknown, wrong);
        Assert.Equal(unknown, closed);
        Assert.Contains("Wait 30 seconds", waits, StringComparison.Ordinal);
        Assert.Equal(waits, await AnswerAsync("nobody-here", Workbench.Password));
        Assert.Equal(waits, await AnswerAsync("carla", Workbench.Password));
    }

    [Fact]
    public async Task The_same_work_is_done_for_every_refusal()
    {
        var hasher = new CountingHasher();
        var desk = new SignInDesk(site.Database, site.The<AuditLog>(), hasher, site.The<SignInThrottle>());
        await GuessAsync("bram", SignInThrottle.FreeTries, Stranger);
        await site.PersonAsync("bram", Roles.Reviewer);
        await site.PersonAsync("amal", Roles.Reviewer);

        foreach (var (name, before) in new[] { ("nobody-here", 0), ("amal", 1), ("bram", 2) })
        {
            Assert.Equal(before, hasher.Checks);
            Assert.Null((await desk.SignInAsync(name, "not the right words", Stranger, Cancel)).PersonId);
        }

        Assert.Equal(3, hasher.Checks);
    }

    [Fact]
    public async Task A_stranger_who_guesses_locks_nobody_out_and_has_to_wait()
    {
        var id = await site.PersonAsync("amal", Roles.Reviewer);
        await GuessAsync("amal", SignInThrottle.FreeTries, Stranger);

        var guess = await site.The<SignInDesk>().SignInAsync("AMAL ", Workbench.Password, Stranger, Cancel);
        var amal = await site.The<SignInDesk>().SignInAsync("amal", Workbench.Password, "198.51.100.7", Cancel);

        Assert.Equal(new SignInAnswer(null, SignInThrottle.FirstWait), guess);
        Assert.Equal(new SignInAnswer(id, TimeSpan.Zero), amal);
    }

    [Fact]
    public async Task Each_further_wrong_password_waits_twice_as_long_up_to_an_hour_and_the_right_one_ends_it()
    {
        var id = await site.PersonAsync("amal", Roles.Reviewer);
        var desk = site.The<SignInDesk>();
        await GuessAsync("amal", SignInThrottle.FreeTries, Stranger);

        var waits = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            var told = (await desk.SignInAsync("amal", "not the right words", Stranger, Cancel)).Wait;
            waits.Add(told.TotalSeconds);
            site.Time.Advance(told);
            Assert.Equal(TimeSpan.Zero, (await desk.SignInAsync("amal", "not the right words", Stranger, Cancel)).Wait);
        }

        Assert.Equal([30, 60, 120, 240, 480, 960, 1920, 3600, 3600], waits);
        site.Time.Advance(SignInThrottle.LongestWait);
        Assert.Equal(id, (await desk.SignInAsync("amal", Workbench.Password, Stranger, Cancel)).PersonId);
        await GuessAsync("amal", SignInThrottle.FreeTries, Stranger);
    }

    [Fact]
    public void Guesses_that_are_sent_side_by_side_count_each()
    {
        var throttle = new SignInThrottle(site.Time);

        var entered = Enumerable.Range(0, 100).AsParallel().WithDegreeOfParallelism(8).Count(_ => throttle.Enter("amal", Stranger) == TimeSpan.Zero);

        Assert.Equal(SignInThrottle.FreeTries, entered);
    }

    [Fact]
    public async Task Every_try_is_in_the_audit_log_and_no_typed_name_is()
    {
        var id = await site.PersonAsync("amal", Roles.Reviewer);
        var desk = site.The<SignInDesk>();

        await desk.SignInAsync("my-password-by-mistake", "whatever it may be", Stranger, Cancel);
        await desk.SignInAsync("amal", "not the right words", Stranger, Cancel);
        await desk.SignInAsync("amal", Workbench.Password, Stranger, Cancel);
        await desk.SignOutAsync(id, Cancel);

        await using var db = site.Database.Read();
        var leaves = await db.AuditLeaves.ToListAsync(Cancel);
        Assert.Equal(["person/unknown", $"person/{id}"], leaves.Where(l => l.Act == "person.sign-in-failed").Select(l => l.Subject).Order().Reverse());
        Assert.Equal(2, leaves.Count(l => l.Act == "person.signed-in"));
        Assert.Single(leaves, l => l.Act == "person.signed-out");
        Assert.DoesNotContain(leaves, l => Encoding.UTF8.GetString(l.Bytes).Contains("mistake", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_session_cookie_is_for_this_site_and_no_script()
    {
        await site.PersonAsync("amal", Roles.Reviewer);

        var answer = await Workbench.SignInAsync(site.Anonymous(), "amal", Workbench.Password);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), value => value.StartsWith("cw-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_role_taken_away_ends_the_session_within_a_minute()
    {
        var client = await site.AsAsync("amal", Roles.Administrator);
        await site.PersonAsync("bram", Roles.Administrator);
        var id = await IdOfAsync("amal");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/people", Cancel)).StatusCode);
        Assert.Equal(PersonResult.Done, await site.The<PersonDesk>().SetRolesAsync(Actor.Operator, id, [Roles.Reviewer], Cancel));
        site.Time.Advance(TimeSpan.FromMinutes(1));
        var after = await client.GetAsync("/people", Cancel);

        Assert.Equal(HttpStatusCode.Found, after.StatusCode);
        Assert.Contains("/sign-in", after.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_every_session_of_the_person()
    {
        var here = await site.AsAsync("amal", Roles.Reviewer);
        var there = site.Anonymous();
        await Workbench.SignInAsync(there, "amal", Workbench.Password);
        var token = await Workbench.FormTokenAsync(here, "/settings");

        await here.PostAsync("/sign-out", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]), Cancel);
        site.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.Found, (await here.GetAsync("/settings", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await there.GetAsync("/settings", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_session_that_was_ended_cannot_renew_itself_by_choosing_a_theme()
    {
        var stolen = await site.AsAsync("amal", Roles.Reviewer);
        var token = await Workbench.FormTokenAsync(stolen, "/settings");
        await site.The<PersonDesk>().ChangePasswordAsync(await IdOfAsync("amal"), Workbench.Password, "other calm words", Cancel);

        await stolen.PostAsync("/look", new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("theme", "dark")]), Cancel);

        Assert.Equal(HttpStatusCode.Found, (await stolen.GetAsync("/queue", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Who_sits_at_an_open_session_cannot_guess_the_password_on_and_on()
    {
        var id = await site.PersonAsync("amal", Roles.Reviewer);
        var desk = site.The<PersonDesk>();

        for (var i = 0; i < SignInDesk.TriesBeforeLock; i++)
        {
            Assert.Equal(PersonResult.WrongPassword, await desk.ChangePasswordAsync(id, $"a guess, number {i}", "other calm words", Cancel));
        }

        Assert.Equal(PersonResult.WrongPassword, await desk.ChangePasswordAsync(id, Workbench.Password, "other calm words", Cancel));
        await using var db = site.Database.Read();
        Assert.Equal(6, await db.AuditLeaves.CountAsync(l => l.Act == "person.password-change-failed" && l.Subject == $"person/{id}", Cancel));
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_in_silence()
    {
        var answer = await site.Anonymous().PostAsync("/look", new FormUrlEncodedContent([new("theme", "dark")]), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie") && answer.Headers.GetValues("Set-Cookie").Any(cookie => cookie.Contains("dark", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("R-01\u200B")]
    [InlineData("R‑01")]
    [InlineData("R 01")]
    public async Task Call_signs_that_could_be_taken_for_one_another_are_refused(string callSign)
    {
        var (result, _) = await site.The<PersonDesk>().CreateAsync(Actor.Operator, "somebody", callSign, [Roles.Reviewer], Cancel);

        Assert.Equal(PersonResult.CallSignInvalid, result);
    }

    [Fact]
    public async Task Somebody_stays_administrator()
    {
        var id = await site.PersonAsync("amal", Roles.Administrator);
        var desk = site.The<PersonDesk>();

        Assert.Equal(PersonResult.LastAdministrator, await desk.SetRolesAsync(Actor.Operator, id, [Roles.Reviewer], Cancel));
        Assert.Equal(PersonResult.LastAdministrator, await desk.SetDisabledAsync(Actor.Operator, id, disabled: true, Cancel));
    }

    [Fact]
    public async Task Sign_in_never_leads_to_another_site()
    {
        await site.PersonAsync("amal", Roles.Reviewer);
        var client = site.Anonymous();

        var answer = await Workbench.SubmitAsync(
            client, "/sign-in?back=//evil.example/", "sign-in", new() { ["Name"] = "amal", ["Password"] = Workbench.Password });

        Assert.DoesNotContain("evil", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_tries_from_one_address_wait()
    {
        var client = site.Anonymous();

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 21; i++)
        {
            answers.Add((await client.PostAsync("/sign-in", new FormUrlEncodedContent([]), Cancel)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.DoesNotContain(HttpStatusCode.TooManyRequests, answers[..20]);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/sign-in", Cancel)).StatusCode);
    }

    private async Task GuessAsync(string name, int times, string from)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(new SignInAnswer(null, TimeSpan.Zero), await site.The<SignInDesk>().SignInAsync(name, "not the right words", from, Cancel));
        }
    }

    private async Task<Guid> IdOfAsync(string name)
    {
        await using var db = site.Database.Read();
        return (await db.Users.SingleAsync(p => p.UserName == name, Cancel)).Id;
    }

    private async Task<string> AnswerAsync(string name, string password)
    {
        var answer = await Workbench.SignInAsync(site.Anonymous(), name, password);
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Regex.Replace(html.Replace(name, "NAME", StringComparison.Ordinal), "(nonce|value)=\"[^\"]*\"|<!--.*?-->", "", RegexOptions.Singleline);
    }

    private sealed class CountingHasher : IPasswordHasher<Person>
    {
        private readonly PasswordHasher<Person> real = new();

        public int Checks { get; private set; }

        public string HashPassword(Person user, string password) => real.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(Person user, string hashedPassword, string providedPassword)
        {
            Checks++;
            return real.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
