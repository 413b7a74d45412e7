using ContentWatch.Acquire;
using ContentWatch.Web.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace ContentWatch.Web.Acquire;

/// <summary>Leads by state, the parked ones with what can be done, and the workers' signs of life.</summary>
public sealed partial class LeadsPage
{
    private bool mayManage;
    private string? said;
    private bool added;
    private (string Field, string Reason)? wrong;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    private Actor Me => PersonClaims.Actor(Context.User);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync() => mayManage = (await Rights.AuthorizeAsync(Context.User, Policies.ManageLeads)).Succeeded;

    private async Task ActAsync()
    {
        if (!mayManage)
        {
            return;
        }

        var (form, cancel) = (Context.Request.Form, Context.RequestAborted);
        _ = Guid.TryParse(form["Id"], out var id);
        switch (form["Act"].ToString())
        {
            case "retry":
                said = await Leads.RetryAsync(Me, id, cancel) == LeadResult.Done ? "Woken" : "NotNow";
                break;
            case "close":
                said = await Leads.CloseAsync(Me, id, cancel) == LeadResult.Done ? "ClosedNow" : "NotNow";
                break;
            case "add-lead":
                await AddLeadAsync(form["Url"].ToString(), cancel);
                break;
        }
    }

    private async Task AddLeadAsync(string url, CancellationToken cancel)
    {
        if (!CaptureUri.TryParse(url, out var uri, out var reason))
        {
            wrong = ("Url", reason);
            return;
        }

        if (await Leads.AddAsync(Me, uri, cancel) is LeadAdded.Refused refused)
        {
            wrong = ("Url", refused.Reason);
            return;
        }

        added = true;
    }

    /// <summary>What was typed is kept when a field did not hold.</summary>
    private string? Kept(string field) => wrong is not null && Context.Request.Form.TryGetValue(field, out var typed) ? typed.ToString() : null;

    private bool IsWrong(string field) => wrong?.Field == field;

    private string? Wrong(string field) => IsWrong(field) ? wrong?.Reason : null;
}
