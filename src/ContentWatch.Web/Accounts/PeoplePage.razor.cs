using ContentWatch.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Accounts;

/// <summary>People, their roles, and the links that let them in. For administrators.</summary>
public sealed partial class PeoplePage
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(24);

    private List<Row> people = [];
    private string? link;
    private PersonResult? problem;
    private PersonResult? refused;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    private IFormCollection Form => Context.Request.Form;

    private Actor Me => PersonClaims.Actor(Context.User);

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        await using var db = Database.Read();
        var roles = await (from given in db.UserRoles join role in db.Roles on given.RoleId equals role.Id select new { given.UserId, role.Name })
            .ToListAsync(Context.RequestAborted);
        var rolesOf = roles.ToLookup(r => r.UserId, r => r.Name!);
        people = [.. (await db.Users.OrderBy(p => p.CallSign).ToListAsync(Context.RequestAborted))
            .Select(p => new Row(p.Id, p.UserName!, p.CallSign, [.. rolesOf[p.Id]], p.CreatedAt, p.DisabledAt is not null))];
    }

    private async Task ActAsync()
    {
        _ = Guid.TryParse(Form["Id"], out var id);
        string[] roles = [.. Form["Roles"].OfType<string>()];
        var result = Form["Act"].ToString() switch
        {
            "add" => await AddAsync(roles),
            "roles" => await Desk.SetRolesAsync(Me, id, roles, Context.RequestAborted),
            "close" => await Desk.SetDisabledAsync(Me, id, disabled: true, Context.RequestAborted),
            "open" => await Desk.SetDisabledAsync(Me, id, disabled: false, Context.RequestAborted),
            "link" => await LinkAsync(id),
            _ => PersonResult.Invalid,
        };
        PersonResult? wrong = result == PersonResult.Done ? null : result;
        var isNew = Form["Act"] == "add";
        (problem, refused) = (isNew ? null : wrong, isNew ? wrong : null);
        await ReadAsync();
    }

    private async Task<PersonResult> AddAsync(string[] roles)
    {
        var (result, id) = await Desk.CreateAsync(Me, Form["Name"].ToString(), Form["CallSign"].ToString(), roles, Context.RequestAborted);
        return result == PersonResult.Done ? await LinkAsync(id) : result;
    }

    private async Task<PersonResult> LinkAsync(Guid id)
    {
        var path = await Links.CreateAsync(Me, id, choosesPassword: true, LinkLifetime, Context.RequestAborted);
        link = path is null ? null : $"{Context.Request.Scheme}://{Context.Request.Host}{path}";
        return path is null ? PersonResult.Unknown : PersonResult.Done;
    }

    /// <summary>What was typed is kept when a field did not hold.</summary>
    private string? Kept(string field) => refused is not null ? Form[field].ToString() : null;

    private bool IsTicked(string role) => refused is not null && Form["Roles"].Contains(role);

    private bool IsWrong(string field) => refused is not null && FieldOf(refused.Value) == field;

    private string? Wrong(string field) => IsWrong(field) ? W["Person." + refused].Value : null;

    private static string FieldOf(PersonResult refusal) => refusal switch
    {
        PersonResult.NameTaken or PersonResult.NameInvalid => "Name",
        PersonResult.CallSignTaken or PersonResult.CallSignInvalid => "CallSign",
        _ => "Roles",
    };

    private sealed record Row(Guid Id, string Name, string CallSign, HashSet<string> Roles, DateTimeOffset CreatedAt, bool IsClosed);
}
