using System.Globalization;
using ContentWatch.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Accounts;

/// <summary>Partners' keys to the API: made, seen by prefix, withdrawn. For administrators.</summary>
public sealed partial class ApiKeysPage
{
    private const int MostDays = 3650;

    private List<ApiKey> keys = [];
    private string? made;
    private ApiKeyResult? refused;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => ReadAsync();

    private static string Day(DateTimeOffset time) => time.ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    private async Task ReadAsync()
    {
        await using var db = Database.Read();
        keys = await db.ApiKeys.OrderBy(k => k.WithdrawnAt != null).ThenBy(k => k.Name).ToListAsync(Context.RequestAborted);
    }

    private async Task ActAsync()
    {
        var (form, me) = (Context.Request.Form, PersonClaims.Id(Context.User));
        if (form["Act"] == "withdraw" && Guid.TryParse(form["Id"], out var id))
        {
            await Desk.WithdrawAsync(me, id, Context.RequestAborted);
        }
        else
        {
            (var result, made) = await Desk.CreateAsync(me, form["Name"].ToString(), [.. form["Scopes"].OfType<string>()], End(form["Days"].ToString()), Context.RequestAborted);
            refused = result == ApiKeyResult.Done ? null : result;
        }

        await ReadAsync();
    }

    // What is no number of days ends before it began and is refused: a slip of the finger must not make a key without an end.
    private DateTimeOffset? End(string typed) => typed.Length == 0 ? null
        : int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= MostDays ? Time.GetUtcNow().AddDays(days) : DateTimeOffset.MinValue;

    /// <summary>What was typed is kept when a field did not hold.</summary>
    private string? Kept(string field) => refused is not null ? Context.Request.Form[field].ToString() : null;

    private bool IsTicked(string scope) => refused is not null && Context.Request.Form["Scopes"].Contains(scope);

    private bool IsWrong(string field) => refused is not null && FieldOf(refused.Value) == field;

    private string? Wrong(string field) => IsWrong(field) ? W["Key." + refused].Value : null;

    private static string FieldOf(ApiKeyResult refusal) => refusal switch
    {
        ApiKeyResult.NameInvalid or ApiKeyResult.NameTaken => "Name",
        ApiKeyResult.NoScope => "Scopes",
        _ => "Days",
    };
}
