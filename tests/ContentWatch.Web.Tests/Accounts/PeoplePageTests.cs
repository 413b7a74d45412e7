using System.Net;
using ContentWatch.Accounts;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Accounts;

/// <summary>The pages of people and keys: what a form says when a field does not hold, and what is asked before it is done.</summary>
public sealed class PeoplePageTests : IDisposable
{
    private readonly Workbench site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Theory]
    [InlineData("ada", "N-1", "name", "Somebody else has this name.")]
    [InlineData("two words", "N-1", "name", "A name has 3 to 60 letters")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "N-1", "name", "A name has 3 to 60 letters")]
    [InlineData("newcomer", "ada", "call-sign", "Somebody else has this call sign.")]
    [InlineData("newcomer", "a call sign of more than twenty", "call-sign", "A call sign has 1 to 20 letters, digits")]
    public async Task What_is_wrong_with_a_new_person_stands_at_its_field_and_what_was_typed_is_kept(string name, string callSign, string field, string sentence)
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var page = await AddAsync(administrator, new() { ["Name"] = name, ["CallSign"] = callSign, ["Roles"] = Roles.Auditor });

        Assert.Matches($"<input[^>]*id=\"{field}\"[^>]*aria-describedby=\"{field}-error\"[^>]*aria-invalid=\"true\"[^>]*data-focus", page);
        Assert.Matches($"id=\"{field}-error\"[^>]*>{sentence}", page);
        Assert.Matches($"id=\"name\"[^>]*value=\"{name}\"", page);
        Assert.Matches($"id=\"call-sign\"[^>]*value=\"{callSign}\"", page);
        Assert.Matches($"value=\"{Roles.Auditor}\" checked aria-describedby=\"roles-error\"", page);
        Assert.Equal(1, await CountAsync("person.created"));
    }

    [Fact]
    public async Task A_new_person_has_a_role()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var page = await AddAsync(administrator, new() { ["Name"] = "newcomer", ["CallSign"] = "N-1" });

        Assert.Matches("id=\"roles-error\"[^>]*>Choose at least one role.", page);
        Assert.Equal(1, await CountAsync("person.created"));
    }

    [Fact]
    public async Task An_added_person_empties_the_form()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var page = await AddAsync(administrator, new() { ["Name"] = "newcomer", ["CallSign"] = "N-1", ["Roles"] = Roles.Auditor });

        Assert.Contains("/welcome/", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"newcomer\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("aria-invalid", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_an_account_is_asked_a_second_time()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var page = WebUtility.HtmlDecode(await administrator.GetStringAsync("/people", Cancel));

        Assert.Matches("(?s)<details class=\"confirm\">\\s*<summary[^>]*>Close account(?:(?!</details>).)*Act\" value=\"close\"(?:(?!</details>).)*<button[^>]*>Close the account of ada", page);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(page, "value=\"close\""));
    }

    [Fact]
    public async Task What_is_wrong_with_a_new_key_stands_at_its_field_and_what_was_typed_is_kept()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var page = await MakeAsync(administrator, new() { ["Name"] = "Example partner", ["Days"] = "90" });

        Assert.Matches("id=\"name\"[^>]*value=\"Example partner\"", page);
        Assert.Matches("<input[^>]*name=\"Scopes\"[^>]*aria-invalid=\"true\"[^>]*data-focus", page);
        Assert.Matches("id=\"scopes-error\"[^>]*>Choose at least one right.", page);
        Assert.Matches("<option value=\"90\" selected", page);
    }

    [Theory]
    [InlineData("2147483647")]
    [InlineData("abc")]
    [InlineData("0")]
    public async Task An_end_that_is_none_makes_no_key_and_above_all_none_without_an_end(string days)
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);

        var page = await MakeAsync(administrator, new() { ["Name"] = "Example partner", ["Scopes"] = ApiScopes.ReportsWrite, ["Days"] = days });

        Assert.Contains("An end is 1 to 3,650 days from now", page, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("api-key.created"));
    }

    [Fact]
    public async Task Two_keys_that_work_never_have_one_name()
    {
        var administrator = await site.AsAsync("ada", Roles.Administrator);
        var desk = site.The<ApiKeyDesk>();
        var (_, first) = await desk.CreateAsync(Guid.NewGuid(), "Example partner", [ApiScopes.ReportsRead], site.Time.GetUtcNow().AddDays(1), Cancel);

        var page = await MakeAsync(administrator, new() { ["Name"] = "example Partner", ["Scopes"] = ApiScopes.ReportsWrite });
        Assert.Matches("id=\"name-error\"[^>]*>A key that still works has this name.", page);
        Assert.Matches($"value=\"{ApiScopes.ReportsWrite}\" checked", page);
        Assert.Equal(1, await CountAsync("api-key.created"));

        site.Time.Advance(TimeSpan.FromDays(1));
        var (afterItsEnd, second) = await desk.CreateAsync(Guid.NewGuid(), "Example partner", [ApiScopes.ReportsRead], null, Cancel);
        await desk.WithdrawAsync(Guid.NewGuid(), (await desk.RecognizeAsync(second!, Cancel))!.Id, Cancel);
        var (afterWithdrawal, _) = await desk.CreateAsync(Guid.NewGuid(), "Example partner", [ApiScopes.ReportsRead], null, Cancel);
        Assert.Equal((ApiKeyResult.Done, ApiKeyResult.Done), (afterItsEnd, afterWithdrawal));
        Assert.NotNull(first);
    }

    private static Task<string> AddAsync(HttpClient client, Dictionary<string, string> fields) => ActAsync(client, "/people", "add", fields);

    private static Task<string> MakeAsync(HttpClient client, Dictionary<string, string> fields) => ActAsync(client, "/api-keys", "make", fields);

    private static async Task<string> ActAsync(HttpClient client, string path, string act, Dictionary<string, string> fields)
    {
        var answer = await Workbench.SubmitAsync(client, path, "act", new(fields) { ["Act"] = act });
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
    }

    private async Task<int> CountAsync(string act)
    {
        await using var db = site.Database.Read();
        return await db.AuditLeaves.CountAsync(leaf => leaf.Act == act, Cancel);
    }
}
