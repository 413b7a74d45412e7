using System.Net;
using ContentWatch.Accounts;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Accounts;

/// <summary>Links that sign in once.</summary>
public sealed class OneTimeLinkTests : IDisposable
{
    private readonly Workbench site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task A_link_signs_in_once()
    {
        var path = await LinkAsync(choosesPassword: false);

        var first = await Workbench.SubmitAsync(site.Anonymous(), path, "welcome", []);
        var second = await site.Anonymous().GetStringAsync(path, Cancel);

        Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        Assert.Contains(first.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("cw-session=", StringComparison.Ordinal));
        Assert.Contains("This link is over", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_that_opens_the_link_does_not_use_it_up()
    {
        var path = await LinkAsync(choosesPassword: false);

        for (var i = 0; i < 3; i++)
        {
            Assert.Contains("Welcome, N-1", await site.Anonymous().GetStringAsync(path, Cancel), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Found, (await Workbench.SubmitAsync(site.Anonymous(), path, "welcome", [])).StatusCode);
    }

    [Fact]
    public async Task A_link_ends_with_its_time_and_with_the_account()
    {
        var late = await LinkAsync(choosesPassword: false);
        site.Time.Advance(TimeSpan.FromHours(1));
        var desk = site.The<OneTimeLinkDesk>();
        var (_, id) = await site.The<PersonDesk>().CreateAsync(Actor.Operator, "closed", "N-2", [Roles.Reviewer], Cancel);
        var closed = await desk.CreateAsync(Actor.Operator, id, choosesPassword: false, TimeSpan.FromHours(1), Cancel);
        await site.The<PersonDesk>().SetDisabledAsync(Actor.Operator, id, disabled: true, Cancel);

        Assert.Null(await desk.UseAsync(late.Split('/')[^1], null, Cancel));
        Assert.Null(await desk.UseAsync(closed!.Split('/')[^1], null, Cancel));
    }

    [Fact]
    public async Task An_account_that_is_opened_again_does_not_bring_its_old_links_back()
    {
        var (desk, people) = (site.The<OneTimeLinkDesk>(), site.The<PersonDesk>());
        var (_, id) = await people.CreateAsync(Actor.Operator, "closed", "N-2", [Roles.Reviewer], Cancel);
        var link = await desk.CreateAsync(Actor.Operator, id, choosesPassword: true, TimeSpan.FromHours(1), Cancel);

        await people.SetDisabledAsync(Actor.Operator, id, disabled: true, Cancel);
        await people.SetDisabledAsync(Actor.Operator, id, disabled: false, Cancel);

        Assert.Null(await desk.UseAsync(link!.Split('/')[^1], Workbench.Password, Cancel));
    }

    [Fact]
    public async Task A_new_link_and_a_chosen_password_end_the_links_before()
    {
        var desk = site.The<OneTimeLinkDesk>();
        var (_, id) = await site.The<PersonDesk>().CreateAsync(Actor.Operator, "again", "N-3", [Roles.Reviewer], Cancel);
        var first = await desk.CreateAsync(Actor.Operator, id, choosesPassword: true, TimeSpan.FromHours(1), Cancel);
        var second = await desk.CreateAsync(Actor.Operator, id, choosesPassword: true, TimeSpan.FromHours(1), Cancel);

        Assert.Null(await desk.UseAsync(first!.Split('/')[^1], Workbench.Password, Cancel));
        Assert.Equal(id, await desk.UseAsync(second!.Split('/')[^1], Workbench.Password, Cancel));
    }

    [Fact]
    public async Task A_link_that_asks_for_a_password_takes_none_under_twelve_characters()
    {
        var path = await LinkAsync(choosesPassword: true);
        var client = site.Anonymous();

        var shorter = await Workbench.SubmitAsync(client, path, "welcome", new() { ["Password"] = "eleven char", ["Again"] = "eleven char" });
        var differing = await Workbench.SubmitAsync(client, path, "welcome", new() { ["Password"] = "twelve chars!", ["Again"] = "twelve chars?" });
        var right = await Workbench.SubmitAsync(client, path, "welcome", new() { ["Password"] = "twelve chars", ["Again"] = "twelve chars" });

        Assert.Equal(HttpStatusCode.OK, shorter.StatusCode);
        Assert.Equal(HttpStatusCode.OK, differing.StatusCode);
        Assert.Equal(HttpStatusCode.Found, right.StatusCode);
        Assert.NotNull((await site.The<SignInDesk>().SignInAsync("newcomer", "twelve chars", "", Cancel)).PersonId);
    }

    [Fact]
    public async Task The_token_is_kept_only_as_a_hash()
    {
        var token = (await LinkAsync(choosesPassword: false)).Split('/')[^1];

        await using var db = site.Database.Read();
        var link = await db.OneTimeLinks.SingleAsync(Cancel);

        Assert.Equal(43, token.Length);
        Assert.Equal(32, link.Hash.Length);
        Assert.DoesNotContain(await db.AuditLeaves.ToListAsync(Cancel), leaf => System.Text.Encoding.UTF8.GetString(leaf.Bytes).Contains(token, StringComparison.Ordinal));
    }

    private async Task<string> LinkAsync(bool choosesPassword)
    {
        var (result, id) = await site.The<PersonDesk>().CreateAsync(Actor.Operator, "newcomer", "N-1", [Roles.Reviewer], Cancel);
        Assert.Equal(PersonResult.Done, result);
        return (await site.The<OneTimeLinkDesk>().CreateAsync(Actor.Operator, id, choosesPassword, TimeSpan.FromHours(1), Cancel))!;
    }
}
